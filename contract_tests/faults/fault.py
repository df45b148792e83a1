"""What a planted fault is, and how the tables of faults are read."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract_tests.faults.code import Edit

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Fault:
    """One fault in a client, as someone might have made it.

    Args:
        name: Short, and its own.
        kind: What it is a fault in.
        sentence: What goes wrong.
        edits: How it is planted.
        first: The test files that most probably catch it, below `contract_tests/`.
    """

    name: str
    kind: str
    sentence: str
    edits: tuple[Edit, ...]
    first: tuple[str, ...]

    @contextmanager
    def planted(self) -> Iterator[None]:
        """The fault is there."""
        with ExitStack() as stack:
            for edit in self.edits:
                stack.enter_context(edit.planted())
            yield


def client_faults(folder: Path = DATA / "client") -> tuple[Fault, ...]:
    """All faults in clients: one table for each kind, one entry for each fault."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for row in table["fault"]:
            found.append(_fault(row, table["kind"], tuple(table["first"]), path))
    return tuple(found)


def _fault(row: Mapping[str, Any], kind: str, first: tuple[str, ...], path: Path) -> Fault:
    try:
        name, sentence = row["name"], row["sentence"]
        rest = {key: value for key, value in row.items() if key not in ("name", "sentence", "edit")}
        edits = tuple(Edit(**one) for one in row.get("edit", [rest]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: {row.get('name', 'a fault')}: {error}") from None
    if rest and "edit" in row:
        raise ValueError(f"{path.name}: {name}: {', '.join(rest)} beside its edits")
    return Fault(name, kind, sentence, edits, first)
