"""Writes `docs/coverage.md`: what the vendor's endpoint page says, and where the spec holds it.

python scripts/endpoint_page.py            writes it
python scripts/endpoint_page.py --check    changes nothing; exit 1 when it is not up to date

Either way: exit 1 when the spec no longer holds a statement of openapi/endpoint-page.yaml.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from _diff.lines import Document, Place, read
from _diff.normal import Normal, Reader
from _diff.verdicts import where
from _spec import ROOT, SPEC, SpecError

STATEMENTS = ROOT / "openapi" / "endpoint-page.yaml"
PAGE = ROOT / "docs" / "coverage.md"

_HEAD = """\
# What the vendor's page says, and where it is held

<!-- Written by scripts/endpoint_page.py. Do not edit: run `make fix`. -->

Each statement of {page}, in our words, and the place in
`openapi/openapi.yaml` that holds it. `make check` fails when one is no longer held. What the page
does not say is in [What is assumed about the API](assumptions.md).
"""


@dataclass(frozen=True)
class Statement:
    """One thing that the page says; `at` is relative to its operation."""

    section: str
    operation: str | None
    says: str
    at: str
    expected: dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A part of the spec; `schema` if it is one."""

    node: Any
    place: Place
    schema: Normal | None = None
    required: bool = False


def statements(path: Path = STATEMENTS) -> tuple[str, list[Statement]]:
    """The page's name, and what it says."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = []
    for section in data["sections"]:
        title, operation = section["title"], section.get("operation")
        for one in section["statements"]:
            at = str(one.get("at", ""))
            found.append(Statement(title, operation, one["says"], at, one["is"]))
    return data["page"], found


class Finder:
    """Finds the places that statements name."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._reader = Reader(document)

    def problem(self, statement: Statement) -> str | None:
        """What the spec no longer says; None when it holds the statement."""
        found = self.find(statement)
        if found is None:
            return "there is no such place"
        wrong = [
            f"{key} is not {value!r}"
            for key, value in statement.expected.items()
            if not self._holds(found, key, value)
        ]
        return ", ".join(wrong) or None

    def find(self, statement: Statement) -> Found | None:
        """The part that a statement names; None where there is none."""
        if statement.at.startswith("/"):
            return self._at(statement.at)
        method, _, path = (statement.operation or "").partition(" ")
        item = self._document.data["paths"].get(path, {})
        node = item.get(method.lower())
        if node is None:
            return None
        head, *names = statement.at.split("/")
        match head:
            case "":
                return Found(node, self._document.place(item, method.lower()))
            case "query" | "path":
                return self._parameter(item, node, head, names[0])
            case "body":
                return self._content(node.get("requestBody"), names)
            case _:
                return self._content(node.get("responses", {}).get(head), names)

    def _at(self, pointer: str) -> Found | None:
        node: Any = self._document.data
        place = self._document.place(node)
        for step in pointer.lstrip("/").split("/"):
            key: str | int = step.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and str(key).isdecimal():
                key = int(key)
            try:
                node, place = node[key], self._document.place(node, key)
            except (KeyError, IndexError, TypeError):
                return None
        return Found(node, place)

    def _parameter(self, item: Any, operation: Any, kind: str, name: str) -> Found | None:
        for one in [*item.get("parameters", []), *operation.get("parameters", [])]:
            node = self._document.resolved(one)
            if node.get("in") == kind and node.get("name") == name:
                schema = self._reader.normal(node.get("schema"))
                place = self._document.place(node)
                return Found(node, place, schema, bool(node.get("required")))
        return None

    def _content(self, reference: Any, names: list[str]) -> Found | None:
        node = self._document.resolved(reference)
        if not isinstance(node, dict):
            return None
        media = node.get("content", {}).get("application/json")
        if not names:
            schema = None if media is None else self._reader.normal(media["schema"])
            return Found(node, self._document.place(node), schema)
        return None if media is None else self._property(media["schema"], names)

    def _property(self, schema: Any, names: list[str]) -> Found | None:
        """In whichever alternative has it."""
        normal = self._reader.normal(schema)
        word = normal.properties.get(names[0])
        if word is not None and len(names) == 1:
            inner = self._reader.normal(word.value)
            return Found(word.value, word.place, inner, names[0] in normal.required)
        if word is not None:
            return self._property(word.value, names[1:])
        branches = [one for union in normal.unions for one in union.branches]
        return next((f for one in branches if (f := self._property(one, names))), None)

    def _holds(self, found: Found, key: str, value: Any) -> bool:
        schema, node = found.schema, found.node
        texts = schema.texts if schema else {}
        match key:
            case "mentions":
                given = [node.get("description"), node.get("summary")]
                given += [word.value for word in texts.values()]
                text = " ".join(map(str, given)).lower()
                return all(one.lower() in text for one in value)
            case "content":
                return (node.get("content") is None) if value is None else bool(node.get("content"))
            case "required" if schema:
                return found.required is value
            case _ if schema:
                return _says(schema, key, value, self._reader)
            case _:
                return isinstance(node, dict) and key in node and bool(node[key] == value)


def _says(schema: Normal, key: str, value: Any, reader: Reader) -> bool:
    word = schema.words.get(key)
    match key:
        case "type":
            kinds = list(schema.types or ())
            return kinds == [value] or (value == "number" and kinds == ["integer"])
        case "nullable":
            return (schema.null is not None) is value
        case "alternatives":
            return sum(len(union.branches) for union in schema.unions) >= int(value)
        case "items":
            return word is not None and list(reader.normal(word.value).types or ()) == [value]
        case "enum":
            return word is not None
        case _:
            return word is not None and bool(word.value == value)


def lost(finder: Finder, said: Sequence[Statement]) -> Iterator[str]:
    """The statements that the spec does not hold, with what is missing."""
    for one in said:
        if (problem := finder.problem(one)) is not None:
            place = " ".join(filter(None, (one.operation, one.at)))
            yield f"{one.section}: “{one.says}” is no longer held by {place}: {problem}"


def page(document: Document, name: str, said: Sequence[Statement]) -> str:
    """The whole page, as Markdown."""
    finder = Finder(document)
    lines = [_HEAD.format(page=name)]
    for (section, operation), group in groupby(said, lambda one: (one.section, one.operation)):
        title = f"{section}: `{operation}`" if operation else section
        lines += [f"## {title}", "", "| the page says | held by |", "|---|---|"]
        for one in group:
            found = finder.find(one)
            place = where(found.place.pointer, document) if found else "nothing"
            lines.append(f"| {one.says} | `{place}` |")
        lines.append("")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Writes which statement is held by which place.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    parser.add_argument("--spec", type=Path, default=SPEC, help="default: %(default)s")
    parser.add_argument("--page", type=Path, default=PAGE, help="default: %(default)s")
    options = parser.parse_args(arguments)
    try:
        document = read(options.spec.read_text(encoding="utf-8"), options.spec.name)
    except (SpecError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    name, said = statements()
    if missing := list(lost(Finder(document), said)):
        print(
            *missing,
            f"{options.spec.name} lost {len(missing)} statement(s) of the vendor's page. If it is "
            f"the page that changed, {STATEMENTS.name} has to follow.",
            sep="\n",
            file=sys.stderr,
        )
        return 1
    wanted = page(document, name, said).encode()
    found = options.page.read_bytes() if options.page.is_file() else b""
    if options.check and found != wanted:
        print(f"{options.page} is not up to date. `make fix` mends it.", file=sys.stderr)
        return 1
    if found != wanted:
        options.page.parent.mkdir(parents=True, exist_ok=True)
        options.page.write_bytes(wanted)
    print(f"{options.page} lists {len(said)} statements, each with its place.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
