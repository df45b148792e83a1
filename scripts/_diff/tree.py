"""Differences of what is not understood: each is reported at its place, to be judged by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from _diff.lines import Document, Place
from _diff.normal import TEXTS, text_of

# What a change does to the set of valid values.
NARROWS, WIDENS, BOTH = "narrows", "widens", "both"
# With open objects no value becomes invalid, yet one side loses or gains a meaning.
ADDS, REMOVES = "adds", "removes"
# More values are allowed, of a kind that readers let pass: enum values, alternatives, fractions.
GROWS = "grows"
# What follows from it is for people to judge.
UNCLEAR = "unclear"
# What is sent where nothing is said.
DEFAULT = "default"
# Not to be sent by callers; not to be expected by them.
READ_ONLY, WRITE_ONLY = "read only", "write only"
# What is sent stays the same: names in Python change, or texts, or nothing.
NAMES, TEXT, NOTHING = "names", "text", "nothing"


@dataclass(frozen=True)
class Difference:
    """One change at one place."""

    what: str
    effect: str
    old: Place | None
    new: Place | None
    implied_by: frozenset[str] = frozenset()
    """Constants: where alternatives with all of these came or went, this is part of it."""


def tree_differences(
    old: Document, new: Document, was: Any, now: Any, places: tuple[Place, Place]
) -> Iterator[Difference]:
    """All differences between two parts of two documents, read as plain data."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*was, *now]):
            inner = (old.place(was, key), new.place(now, key))
            if key not in was or key not in now:
                effect = TEXT if key in TEXTS else UNCLEAR
                there = key in now
                value = shortened(now[key] if there else was[key])
                what = f"`{key}` {value} was {'added' if there else 'removed'}"
                yield Difference(what, effect, None if there else inner[0], inner[1])
            elif key in TEXTS:
                if was[key] != now[key]:
                    yield Difference(f"`{key}` changed", TEXT, *inner)
            else:
                yield from tree_differences(old, new, was[key], now[key], inner)
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for number, (one, two) in enumerate(zip(was, now, strict=True)):
            inner = (old.place(was, number), new.place(now, number))
            yield from tree_differences(old, new, one, two, inner)
    elif was != now or type(was) is not type(now):
        what = f"`{places[1].pointer[-1]}` {shortened(was)} became {shortened(now)}"
        yield Difference(what, UNCLEAR, *places)


def shortened(value: Any) -> str:
    """A value for people, in one line."""
    text = value if isinstance(value, str) else text_of(value)
    return text if len(text) <= 80 else text[:79] + "…"
