"""Which alternative of a union is which in another version of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from _diff.normal import Reader

if TYPE_CHECKING:
    from _diff.schemas import SchemaDiff

Pair = tuple[Any, Any]


def paired(before: list[Any], after: list[Any], diff: "SchemaDiff") -> list[Pair]:
    """Alternatives side by side, the surest first; None where one has no counterpart."""
    left, right = list(before), list(after)
    pairs: list[Pair] = []
    for trait in (_name, _tag, _kinds):
        for was in list(left):
            mark = trait(was, diff.old)
            found = [now for now in right if mark is not None and trait(now, diff.new) == mark]
            if trait is _kinds:  # a type alone is shared by many: it must be the same otherwise
                found = [now for now in found if diff.same(was, now)] or found
            if found:
                left = [one for one in left if one is not was]
                right = [one for one in right if one is not found[0]]
                pairs.append((was, found[0]))
    return [*pairs, *((was, None) for was in left), *((None, now) for now in right)]


def label(branch: Any, reader: Reader) -> str:
    """What an alternative is called."""
    return str(_name(branch, reader) or _tag(branch, reader) or "without a name")


def constants(branch: Any, reader: Reader) -> set[str]:
    """The constants that distinguish an alternative from the others."""
    return {value for _, value in _constants(branch, reader)}


def _name(branch: Any, reader: Reader) -> str | None:
    return reader.normal(branch).name


def _tag(branch: Any, reader: Reader) -> str | None:
    found = _constants(branch, reader)
    return ", ".join(f"{name} {value}" for name, value in sorted(found)) or None


def _kinds(branch: Any, reader: Reader) -> frozenset[str] | None:
    found = reader.normal(branch)
    return None if found.name else found.types


def _constants(branch: Any, reader: Reader) -> Iterator[tuple[str, str]]:
    for name, word in reader.normal(branch).properties.items():
        enum = reader.normal(word.value).words.get("enum")
        if enum is not None and len(enum.value) == 1:
            yield name, str(enum.value[0])
