"""Names the parts of the spec that no code follows: a parameter, field, value or status that the
wrapper or the mock does not use.

Read from the sources, without running them: the wrapper must hand each parameter to the generated
function, give each field of a request, name each object that is an alternative, and know each
status; the mock must use every name and value. A part that is left alone on purpose is listed in
openapi/not-followed.yaml, with the reason. Exit code 1 when a part is neither followed nor
listed there, or listed and followed.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from _diff.lines import Document, Place, read
from _diff.operations import Call, operations_of
from _diff.parameters import parameters_of
from _diff.verdicts import where
from _sources import Sources
from _spec import METHODS, ROOT, SCHEMA_KEYS, SCHEMA_LISTS, SCHEMA_MAPS, SPEC, SpecError

ACKNOWLEDGED = ROOT / "openapi" / "not-followed.yaml"
WRAPPER, MOCK = "wrapper", "mock_server"


@dataclass(frozen=True)
class Part:
    """Something that a program can follow or not: what it is called, and where it stands."""

    name: str
    place: Place


@dataclass(frozen=True)
class Unfollowed:
    """A part, and the folder that takes no notice of it."""

    part: Part
    folder: str

    def __str__(self) -> str:
        return f"{self.part.name}: nothing in {self.folder}/ knows it"


@dataclass
class Contract:
    """What the spec lets callers and servers send."""

    document: Document
    fields: dict[str, list[tuple[str, Part]]] = field(default_factory=lambda: {"in": [], "out": []})
    values: list[tuple[Any, Part]] = field(default_factory=list)
    alternatives: list[tuple[str, Part]] = field(default_factory=list)
    _seen: set[tuple[int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for call in self.calls:
            body = self.document.resolved(call.node.get("requestBody"))
            self._content(body, "in")
            for answer in call.node.get("responses", {}).values():
                self._content(self.document.resolved(answer), "out")
        for item in self.document.data.get("components", {}).get("pathItems", {}).values():
            for method in METHODS:
                if method in item:
                    self._content(self.document.resolved(item[method].get("requestBody")), "out")

    @property
    def calls(self) -> list[Call]:
        """The operations."""
        return list(operations_of(self.document).values())

    @property
    def parameters(self) -> Iterator[tuple[Call, str, Part]]:
        """Those of the query, by their operation."""
        for call in self.calls:
            for one in parameters_of(call.item, call.node, call.path, self.document):
                if one["in"] == "query":
                    place = self.document.place(one)
                    title = f"{call.method.upper()} {call.path}, query parameter {one['name']}"
                    yield call, one["name"], Part(title, place)

    @property
    def statuses(self) -> Iterator[tuple[int, Part]]:
        """Each status, where it is first named."""
        seen = set()
        for call in self.calls:
            answers = call.node.get("responses", {})
            for status in answers:
                if str(status).isdecimal() and status not in seen:
                    seen.add(status)
                    title = f"{call.method.upper()} {call.path}, answer {status}"
                    yield int(status), Part(title, self.document.place(answers, status))

    def _content(self, node: Any, direction: str) -> None:
        for media in (node or {}).get("content", {}).values():
            self._schema(media.get("schema"), direction)

    def _schema(self, node: Any, direction: str) -> None:
        schema = self.document.resolved(node)
        if not isinstance(schema, dict) or (id(schema), direction) in self._seen:
            return
        self._seen.add((id(schema), direction))
        for name in schema.get("properties", {}):
            part = self._part(schema["properties"], name)
            self.fields[direction].append((name, part))
        values = [schema["const"]] if "const" in schema else schema.get("enum", [])
        for value in values:
            holder, key = (schema, "const") if "const" in schema else (schema["enum"], None)
            place = self.document.place(holder, key or schema["enum"].index(value))
            name = where(self.document.place(schema).pointer, self.document)
            self.values.append((value, Part(f"{name}, value {value}", place)))
        for kind in ("oneOf", "anyOf"):
            for number, branch in enumerate(schema.get(kind, [])):
                if isinstance(branch, dict) and "$ref" in branch:
                    name = branch["$ref"].rpartition("/")[2]
                    place = self.document.place(schema[kind], number)
                    title = where(self.document.place(schema).pointer, self.document)
                    self.alternatives.append((name, Part(f"{title}, alternative {name}", place)))
        for inner in _inside(schema):
            self._schema(inner, direction)

    def _part(self, holder: Any, key: str) -> Part:
        place = self.document.place(holder, key)
        return Part(where(place.pointer, self.document), place)


def _inside(schema: dict[str, Any]) -> Iterator[Any]:
    for key, value in schema.items():
        if key in SCHEMA_KEYS:
            yield value
        elif key in SCHEMA_LISTS:
            yield from value
        elif key in SCHEMA_MAPS:
            yield from value.values()


@dataclass(frozen=True)
class Followers:
    """The sources that can follow the spec."""

    wrapper: Sources
    mock: Sources
    mock_reads: Sources
    """Of the mock, what acts on requests."""
    mock_writes: Sources
    """Of the mock, what makes answers and events."""


@cache
def followers() -> Followers:
    """Those of this checkout."""
    mock = ROOT / MOCK / "virtualstaging_mock"
    return Followers(
        Sources(ROOT / WRAPPER),
        Sources(mock),
        Sources(mock / "_handlers", mock / "_pictures"),
        Sources(mock / "_handlers", mock / "_state" / "views.py", mock / "_webhooks" / "events.py"),
    )


def unfollowed(contract: Contract, by: Followers) -> list[Unfollowed]:
    """Everything that one of the two does not use."""
    found: list[Unfollowed] = []
    wrapper, mock = by.wrapper, by.mock

    def need(known: bool, part: Part, folder: str) -> None:
        if not known:
            found.append(Unfollowed(part, folder))

    for call in contract.calls:
        part = Part(f"{call.method.upper()} {call.path}", call.place)
        need(call.id in wrapper.sent, part, WRAPPER)
        need(call.id in mock.words, part, MOCK)
    for call, name, part in contract.parameters:
        need(name in wrapper.sent.get(call.id, set()), part, WRAPPER)
        need(name in by.mock_reads.constants, part, MOCK)
    for name, part in contract.fields["in"]:
        need(name in wrapper.words, part, WRAPPER)
        need(name in by.mock_reads.constants, part, MOCK)
    asked = {part for _, part in contract.fields["in"]}
    for name, part in contract.fields["out"]:
        need(
            part in asked or name in by.mock_writes.written, part, MOCK
        )  # what was asked for is sent back
    for value, part in contract.values:
        need(value in mock.constants, part, MOCK)
    for name, part in contract.alternatives:
        need(name in wrapper.names, part, WRAPPER)
    for status, part in contract.statuses:
        need(status in wrapper.constants, part, WRAPPER)
        need(status in mock.constants, part, MOCK)
    return list(dict.fromkeys(found))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--spec", type=Path, default=SPEC, help="default: %(default)s")
    parser.add_argument("--acknowledged", type=Path, default=ACKNOWLEDGED)
    options = parser.parse_args(arguments)
    try:
        document = read(options.spec.read_text(encoding="utf-8"), options.spec.name)
        reasons = yaml.safe_load(options.acknowledged.read_text(encoding="utf-8")) or {}
    except (SpecError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    found = unfollowed(Contract(document), followers())
    lines = {str(one): one.part.place.line for one in found}
    open_lines = [
        f"{options.spec.name}:{line}: {name}"
        for name, line in lines.items()
        if not str(reasons.get(name) or "").strip()
    ]
    stale = [name for name in reasons if name not in lines]
    for line in open_lines:
        print(line, file=sys.stderr)
    for name in stale:
        print(f"{options.acknowledged.name}: {name}: it is followed, or gone", file=sys.stderr)
    if open_lines or stale:
        print(f"Follow it, or say in {options.acknowledged.name} why not.", file=sys.stderr)
        return 1
    print(f"Every part of {options.spec.name} is followed, or left alone for a reason.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
