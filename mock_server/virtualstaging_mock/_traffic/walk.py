"""Which places of the document describe a value, and what of the value no place describes."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import jsonschema_rs

from virtualstaging_mock._spec.references import escape, lookup

Node = Mapping[str, Any]
_UNIONS = ("oneOf", "anyOf")


class Unknown(NamedTuple):
    """A field that the document does not know: of which schema, its name, and where it stood."""

    place: str
    name: str
    path: str
    value: Any


class Seen:
    """What was seen of values.

    Attributes:
        places: JSON pointers of the schemas that described them.
        values: pointers of enums, each with a value of it that occurred.
        unknown: fields that the document does not know.
    """

    def __init__(self) -> None:
        self.places: set[str] = set()
        self.values: set[tuple[str, str]] = set()
        self.unknown: dict[tuple[str, str], Unknown] = {}


class Walker:
    """Walks values along the schemas that describe them.

    Args:
        document: the OpenAPI document.
    """

    def __init__(self, document: Node) -> None:
        self._document = document
        self._components = {"components": {"schemas": document["components"]["schemas"]}}
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def see(self, pointer: str, value: Any) -> Seen:
        """Look at a value that the schema at a pointer describes."""
        seen = Seen()
        self._visit([pointer], value, "", seen)
        return seen

    def _visit(self, pointers: list[str], value: Any, path: str, seen: Seen) -> None:
        schemas = [found for pointer in pointers for found in self._applying(pointer, value)]
        for place, node in schemas:
            seen.places.add(place)
            if isinstance(value, str) and value in node.get("enum", (node.get("const"),)):
                seen.values.add((place, value))
        if isinstance(value, Mapping):
            self._visit_fields(schemas, value, path, seen)
        elif isinstance(value, list):
            inner = [f"{place}/items" for place, node in schemas if "items" in node]
            for i, item in enumerate(value):
                self._visit(inner, item, f"{path}[{i}]", seen)

    def _visit_fields(
        self, schemas: list[tuple[str, Node]], value: Node, path: str, seen: Seen
    ) -> None:
        owners = [(place, node["properties"]) for place, node in schemas if "properties" in node]
        for name, inner in value.items():
            inner_path = f"{path}.{name}" if path else str(name)
            known = [
                f"{place}/properties/{escape(name)}" for place, names in owners if name in names
            ]
            if known:
                self._visit(known, inner, inner_path, seen)
            elif owners:
                # The last is the most precise one: parts and branches come after what holds them.
                key = (owners[-1][0], str(name)[:80])
                seen.unknown.setdefault(key, Unknown(*key, inner_path[:200], inner))

    def _applying(self, pointer: str, value: Any) -> Iterator[tuple[str, Node]]:
        """The schemas that describe a value: also those referred to, and branches that fit."""
        todo = [pointer]
        while todo:
            place = todo.pop(0)
            node = self._raw(place)
            yield place, node
            if "$ref" in node:
                todo.append(str(node["$ref"]))
            todo += [f"{place}/allOf/{i}" for i in range(len(node.get("allOf", ())))]
            for word in _UNIONS:
                branches = [f"{place}/{word}/{i}" for i in range(len(node.get(word, ())))]
                todo += [branch for branch in branches if self._fits(branch, value)]

    def _raw(self, pointer: str) -> Node:
        found = lookup(self._document, pointer)
        return found if isinstance(found, Mapping) else {}

    def _fits(self, pointer: str, value: Any) -> bool:
        validator = self._validators.get(pointer)
        if validator is None:
            schema = {**self._raw(pointer), **self._components}
            validator = jsonschema_rs.Draft202012Validator(schema, offline=True)
            self._validators[pointer] = validator
        return validator.is_valid(value)
