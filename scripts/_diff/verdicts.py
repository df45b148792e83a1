"""What a change breaks: callers, which are programs written for the old description; or servers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from _diff.lines import Document, Pointer
from _diff.tree import (
    ADDS,
    BOTH,
    DEFAULT,
    GROWS,
    NAMES,
    NARROWS,
    READ_ONLY,
    REMOVES,
    TEXT,
    UNCLEAR,
    WIDENS,
    WRITE_ONLY,
    Difference,
)

CALLERS, SERVERS = "callers", "servers"
REQUEST, ANSWER, NOWHERE = "request", "answer", "nowhere"

# The sender breaks when less is allowed, the reader when more is.
_VERDICTS: dict[str, dict[str, tuple[str, ...]]] = {
    REQUEST: {
        NARROWS: (CALLERS,),
        WIDENS: (SERVERS,),
        BOTH: (CALLERS, SERVERS),
        ADDS: (SERVERS,),
        REMOVES: (CALLERS,),
        GROWS: (SERVERS,),
        DEFAULT: (CALLERS, SERVERS),
        READ_ONLY: (CALLERS,),
        NAMES: (CALLERS,),
    },
    ANSWER: {
        NARROWS: (SERVERS,),
        WIDENS: (CALLERS,),
        BOTH: (CALLERS, SERVERS),
        REMOVES: (CALLERS,),
        WRITE_ONLY: (CALLERS,),
        NAMES: (CALLERS,),
    },
    NOWHERE: {NAMES: (CALLERS,)},
}


@dataclass(frozen=True)
class Change:
    """One change of the source, and whom it breaks (nobody: an empty set).

    `unclear` says that people must judge it; `text` that only words for people changed.
    """

    where: str
    what: str
    breaks: frozenset[str]
    line: int
    old_line: int | None = None
    new: bool = True
    """Whether `line` is of the new version; else the part is gone, and it is of the old one."""
    unclear: bool = False
    text: bool = False

    @property
    def verdict(self) -> str:
        """In a few words."""
        if self.breaks:
            return f"breaks {' and '.join(sorted(self.breaks))}"
        return "judge by hand" if self.unclear else "text only" if self.text else "breaks nobody"


@dataclass
class Found:
    """Differences brought together: the same one met at several uses is one change."""

    old: Document
    new: Document
    _changes: dict[tuple[Any, ...], Change] = field(default_factory=dict)
    _implied: dict[tuple[Any, ...], frozenset[str]] = field(default_factory=dict)

    def add(self, differences: Iterable[Difference], direction: str) -> None:
        """Differences of something that is sent in this direction."""
        for one in differences:
            self.put(one, *_VERDICTS[direction].get(one.effect, ()))

    def put(self, one: Difference, *breaks: str) -> None:
        """A difference whose victims are known."""
        old_line, new_line = (place.line if place else None for place in (one.old, one.new))
        place, document = (one.new, self.new) if one.new else (one.old, self.old)
        assert place is not None
        key = (one.what, old_line, new_line, place.pointer[-2:])
        known = self._changes.get(key)
        broken = frozenset(breaks) | (known.breaks if known else frozenset())
        self._changes[key] = Change(
            known.where if known else where(place.pointer, document),
            one.what,
            broken,
            place.line,
            old_line,
            one.new is not None,
            one.effect == UNCLEAR,
            one.effect == TEXT,
        )
        self._implied[key] = one.implied_by

    def changes(self, tags: set[str]) -> list[Change]:
        """All of them, without those that only follow from alternatives that came or went."""
        return [
            change
            for key, change in self._changes.items()
            if not (implied := self._implied[key]) or not implied <= tags
        ]


def where(pointer: Pointer, document: Document) -> str:
    """A place in words: `Variation.eta`, `GET /renders, query parameter limit`."""
    steps = [str(step) for step in pointer]
    match steps:
        case ["components", "schemas", name, *rest]:
            return f"{name}{_inside(rest)}"
        case ["components", kind, name, *rest]:
            named = {"pathItems": "webhook", "securitySchemes": "security scheme"}
            return f"{named.get(kind, kind.removesuffix('s'))} {name}{_inside(rest)}"
        case ["paths", path, method, *rest]:
            operation = document.at(f"#/paths/{_escaped(path)}/{method}")
            return f"{method.upper()} {path}{_part(rest, operation)}"
        case ["servers", number, *_]:
            server = document.data["servers"][int(number)]
            return f"server {server.get('x-name', server.get('url'))}"
        case _:
            return ".".join(steps) or "the document"


def _part(steps: list[str], operation: Any) -> str:
    match steps:
        case ["parameters", number, *rest] if isinstance(operation, dict):
            parameter = operation["parameters"][int(number)]
            return f", {parameter.get('in')} parameter {parameter.get('name')}{_inside(rest)}"
        case ["responses", status, *rest]:
            return f", answer {status}{_inside(rest)}"
        case ["requestBody", *rest]:
            return f", request body{_inside(rest)}"
        case _:
            return ""


def _inside(steps: list[str]) -> str:
    """The place inside a schema as one writes it: `.result[].url`; keywords are left out."""
    path, rest = "", iter(steps)
    for step in rest:
        if step == "properties":
            path += f".{next(rest, '')}"
        elif step == "items":
            path += "[]"
        elif step in ("if", "then", "else", "not"):
            path += f" ({step})"
        elif step in ("allOf", "anyOf", "oneOf", "required"):
            next(rest, None)
    return path


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
