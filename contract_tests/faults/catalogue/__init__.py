"""All planted faults, by kind. Importing a module puts its faults into the catalogue."""

from contract_tests.faults.catalogue import (
    accepting,
    accounts,
    answering,
    clocks,
    counting,
    echoing,
    knocking,
    paging,
    picturing,
    posting,
    refusing,
    shapes,
    states,
)
from contract_tests.faults.planting import CATALOGUE, Fault

__all__ = [
    "CATALOGUE",
    "Fault",
    "accepting",
    "accounts",
    "answering",
    "clocks",
    "counting",
    "echoing",
    "knocking",
    "paging",
    "picturing",
    "posting",
    "refusing",
    "shapes",
    "states",
]
