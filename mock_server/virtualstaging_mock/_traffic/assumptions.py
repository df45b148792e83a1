"""What the document assumes, and what each of it turned out to be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from virtualstaging_mock._spec.references import escape

from .conformance import Judge
from .places import name_of


@dataclass(frozen=True, slots=True)
class Assumed:
    """One assumption.

    Attributes:
        place: a JSON pointer into the document.
        name: what people call it.
        value: of an enum, where it is only that.
        status: an operation's id and an answer's number, where it is that.
    """

    place: str
    name: str
    value: str | None = None
    status: tuple[str, int] | None = None


def assumptions_of(judge: Judge) -> list[Assumed]:
    """All of them, but for how webhooks are signed."""
    found = []
    for operation in judge.spec.operations.values():
        for status in operation.answers:
            if judge.source_of(operation, status) == "assumed":
                place = f"#/paths/{escape(operation.path)}/{operation.method.lower()}"
                place = f"{place}/responses/{status}"
                found.append(Assumed(place, name_of(place), status=(operation.id, status)))
    schemas = judge.spec.document["components"]["schemas"]
    for name, schema in schemas.items():
        found += _in_schema(f"#/components/schemas/{escape(name)}", schema)
    return found


def _in_schema(place: str, node: Any) -> Iterator[Assumed]:
    if isinstance(node, Mapping):
        if node.get("x-source") == "assumed":
            yield Assumed(place, name_of(place))
        for value, source in node.get("x-enum-sources", {}).items():
            if source == "assumed":
                yield Assumed(place, f'{name_of(place)} "{value}"', value=str(value))
        for step, inner in node.items():
            yield from _in_schema(f"{place}/{escape(step)}", inner)
    elif isinstance(node, list):
        for i, inner in enumerate(node):
            yield from _in_schema(f"{place}/{i}", inner)
