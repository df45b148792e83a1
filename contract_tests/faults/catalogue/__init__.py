"""All planted faults, by kind. Importing a module puts its faults into the catalogue."""

from contract_tests.faults.catalogue import (
    accepting,
    accounts,
    answering,
    clocks,
    counting,
    echoing,
    knocking,
    linking,
    mixing,
    paging,
    picturing,
    posting,
    refusing,
    shapes,
    signing,
    speaking,
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
    "linking",
    "mixing",
    "paging",
    "picturing",
    "posting",
    "refusing",
    "shapes",
    "signing",
    "speaking",
    "states",
]
