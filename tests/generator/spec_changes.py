"""Realistic changes of the spec with the verdicts of people; they stand in spec_changes.yaml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from _diff.lines import Document, read
from _spec import SPEC

TEXT_OF_SPEC = SPEC.read_text(encoding="utf-8")
"""The spec as it is."""


@dataclass(frozen=True)
class Change:
    """One change: pieces of text with what stands there instead, and (verdict, where, what)."""

    name: str
    edits: tuple[tuple[str, str], ...]
    verdicts: tuple[tuple[str, ...], ...]

    @property
    def new_text(self) -> str:
        """The spec with this change."""
        text = TEXT_OF_SPEC
        for old, new in self.edits:
            assert old in text, f"{self.name}: {old!r} is not in the spec any more"
            text = text.replace(old, new)
        return text


@cache
def document(text: str) -> Document:
    """A text of the spec, read once for all tests."""
    return read(text, "openapi.yaml")


def _changes(kind: str) -> tuple[Change, ...]:
    path = Path(__file__).with_name("spec_changes.yaml")
    data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Change(
            one["name"],
            tuple((edit["old"], edit["new"]) for edit in one["edits"]),
            tuple(tuple(line.split(" | ")) for line in one.get("verdicts", ())),
        )
        for one in data[kind]
    )


CHANGES = _changes("changes")
SPELLINGS = _changes("spellings")
"""Other words for the same: no change at all."""


def by_name(name: str) -> str:
    """The text of the spec with one of the changes."""
    return next(one for one in CHANGES if one.name == name).new_text
