# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from typing import Literal, TypeAlias

# Open: values that the API adds later pass through unharmed.
SkyStyle: TypeAlias = Literal["blue", "dusk", "golden"] | str

SKY_STYLE_VALUES: tuple[str, ...] = (
    "blue",
    "dusk",
    "golden",
)
"""The values that the spec names."""


def check_sky_style(value: str) -> SkyStyle:
    """Returns the value as it came, whether the spec names it or not."""
    return value
