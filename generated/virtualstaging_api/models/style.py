# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from typing import Literal, TypeAlias

# Open: values that the API adds later pass through unharmed.
Style: TypeAlias = (
    Literal[
        "american",
        "coastal",
        "farmhouse",
        "hamptons",
        "industrial",
        "luxury",
        "midcentury",
        "modern",
        "scandinavian",
        "southwestern",
        "standard",
    ]
    | str
)

STYLE_VALUES: tuple[str, ...] = (
    "american",
    "coastal",
    "farmhouse",
    "hamptons",
    "industrial",
    "luxury",
    "midcentury",
    "modern",
    "scandinavian",
    "southwestern",
    "standard",
)
"""The values that the spec names."""


def check_style(value: str) -> Style:
    """Returns the value as it came, whether the spec names it or not."""
    return value
