# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from typing import Literal, TypeAlias

# Open: values that the API adds later pass through unharmed.
VariationStatus: TypeAlias = Literal["deleted", "done", "error", "queued", "rendering"] | str

VARIATION_STATUS_VALUES: tuple[str, ...] = (
    "deleted",
    "done",
    "error",
    "queued",
    "rendering",
)
"""The values that the spec names."""


def check_variation_status(value: str) -> VariationStatus:
    """Returns the value as it came, whether the spec names it or not."""
    return value
