# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from typing import Literal, TypeAlias

# Open: values that the API adds later pass through unharmed.
ListRendersOrder: TypeAlias = Literal["asc", "desc"] | str

LIST_RENDERS_ORDER_VALUES: tuple[str, ...] = (
    "asc",
    "desc",
)
"""The values that the spec names."""


def check_list_renders_order(value: str) -> ListRendersOrder:
    """Returns the value as it came, whether the spec names it or not."""
    return value
