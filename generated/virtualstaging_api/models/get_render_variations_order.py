# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from typing import Literal, TypeAlias

# Open: values that the API adds later pass through unharmed.
GetRenderVariationsOrder: TypeAlias = Literal["asc", "desc"] | str

GET_RENDER_VARIATIONS_ORDER_VALUES: tuple[str, ...] = (
    "asc",
    "desc",
)
"""The values that the spec names."""


def check_get_render_variations_order(value: str) -> GetRenderVariationsOrder:
    """Returns the value as it came, whether the spec names it or not."""
    return value
