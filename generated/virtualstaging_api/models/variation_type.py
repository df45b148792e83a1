# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from typing import Literal, TypeAlias

# Open: values that the API adds later pass through unharmed.
VariationType: TypeAlias = Literal["daytodusk", "enhancement", "removal", "staging"] | str

VARIATION_TYPE_VALUES: tuple[str, ...] = (
    "daytodusk",
    "enhancement",
    "removal",
    "staging",
)
"""The values that the spec names."""


def check_variation_type(value: str) -> VariationType:
    """Returns the value as it came, whether the spec names it or not."""
    return value
