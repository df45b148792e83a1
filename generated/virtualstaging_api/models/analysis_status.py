# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from typing import Literal, TypeAlias

# Open: values that the API adds later pass through unharmed.
AnalysisStatus: TypeAlias = Literal["done", "error", "queued"] | str

ANALYSIS_STATUS_VALUES: tuple[str, ...] = (
    "done",
    "error",
    "queued",
)
"""The values that the spec names."""


def check_analysis_status(value: str) -> AnalysisStatus:
    """Returns the value as it came, whether the spec names it or not."""
    return value
