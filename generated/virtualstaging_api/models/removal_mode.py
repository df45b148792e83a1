# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from typing import Literal, TypeAlias

# Open: values that the API adds later pass through unharmed.
RemovalMode: TypeAlias = Literal["auto", "off", "on"] | str

REMOVAL_MODE_VALUES: tuple[str, ...] = (
    "auto",
    "off",
    "on",
)
"""The values that the spec names."""


def check_removal_mode(value: str) -> RemovalMode:
    """Returns the value as it came, whether the spec names it or not."""
    return value
