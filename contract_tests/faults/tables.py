"""The tables of faults that are data, one file for each kind."""

import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from contract_tests.faults.code import CannotPlantError, Edit, planted
from contract_tests.faults.fault import Fault
from contract_tests.faults.rows import layer_of
from contract_tests.in_process import layered
from contract_tests.spec.document import the_spec

DATA = Path(__file__).parent / "data"
Table = dict[str, Any]
Entry = dict[str, Any]


class WrongEntryError(Exception):
    """An entry of a table is not one; the message names it."""


def client_faults(folder: Path = DATA / "client") -> Iterator[Fault]:
    """All faults in clients that are data."""
    return _faults(folder, _client_fault)


def server_faults(folder: Path = DATA / "server") -> Iterator[Fault]:
    """All faults in servers that are data."""
    return _faults(folder, _server_fault)


def _faults(folder: Path, read: Callable[[Table, Entry], Iterator[Fault]]) -> Iterator[Fault]:
    for path in sorted(folder.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in table["fault"]:
            try:
                yield from read(table, dict(entry))
            except (KeyError, TypeError, SyntaxError, CannotPlantError) as error:
                name = entry.get("name", "an entry without a name")
                raise WrongEntryError(f"{path.name}: {name}: {error}") from None


def _client_fault(table: Table, entry: Entry) -> Iterator[Fault]:
    name, sentence = entry.pop("name"), entry.pop("sentence")
    edits = entry.pop("edit", None)
    if edits and entry:
        raise TypeError(f"{', '.join(entry)} beside its edits")
    plant = partial(planted, tuple(Edit(**one) for one in edits or [entry]))
    yield Fault("client", table["kind"], name, sentence, plant, tuple(table["first"]))


def _server_fault(table: Table, entry: Entry) -> Iterator[Fault]:
    name, sentence = entry.pop("name"), entry.pop("sentence")
    operations = tuple(entry.pop("operations", ()))
    each = [(one,) for one in the_spec().operations] if "{operation}" in name else [operations]
    for some in each:
        plant = partial(layered, layer_of(some, entry))
        named, said = (text.replace("{operation}", "".join(some[:1])) for text in (name, sentence))
        yield Fault("server", table["kind"], named, said, plant, some)
