"""The tables of faults that are data, one file for each kind."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from contract_tests.faults.code import Edit, planted
from contract_tests.faults.fault import Fault

DATA = Path(__file__).parent / "data"


class WrongEntryError(Exception):
    """An entry of a table is not one; the message names it."""


def client_faults(folder: Path = DATA / "client") -> Iterator[Fault]:
    """All faults in clients."""
    for path in sorted(folder.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in table["fault"]:
            try:
                yield _client_fault(entry, table["kind"], tuple(table["first"]))
            except (KeyError, TypeError) as error:
                name = entry.get("name", "an entry without a name")
                raise WrongEntryError(f"{path.name}: {name}: {error}") from None


def edits_of(entry: Mapping[str, Any]) -> tuple[Edit, ...]:
    """The changes of an entry: those listed, or the one that it is itself."""
    own = {key: value for key, value in entry.items() if key not in ("name", "sentence", "edit")}
    if own and "edit" in entry:
        raise TypeError(f"{', '.join(own)} beside its edits")
    return tuple(Edit(**one) for one in entry.get("edit", [own]))


def _client_fault(entry: Mapping[str, Any], kind: str, first: tuple[str, ...]) -> Fault:
    plant = partial(planted, edits_of(entry))
    return Fault("client", kind, entry["name"], entry["sentence"], plant, first)
