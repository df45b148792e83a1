"""A schema's meaning apart from its spelling.

References and `allOf` are laid together, `const` is an enum of one value, null is one property of
the schema whether `type`, a union or OpenAPI 3.0's `nullable` says it, and what only repeats a
default is left out. Every keyword keeps the place where it was written.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from _diff.lines import Document, Place

TEXTS = frozenset({"title", "description", "summary", "example", "examples", "externalDocs"}) | {
    *("$comment", "x-source", "x-enum-sources"),
}
"""Keywords that say nothing about what is sent."""
_UNIONS = ("anyOf", "oneOf")
_DEFAULTS: dict[str, tuple[Any, ...]] = {
    "additionalProperties": (True, {}),
    "deprecated": (False,),
    "readOnly": (False,),
    "writeOnly": (False,),
    "uniqueItems": (False,),
    "minItems": (0,),
    "minLength": (0,),
    "minProperties": (0,),
    "items": ({}, True),
}


@dataclass
class Word:
    """What a keyword says, and where."""

    value: Any
    place: Place


@dataclass
class Union:
    """Alternatives; `kind` is the keyword."""

    kind: str
    branches: list[Any]
    place: Place


@dataclass
class Normal:
    """A schema in its normal form."""

    place: Place
    name: str | None = None
    """The component that it is, if it is one."""
    types: frozenset[str] | None = None
    null: Word | None = None
    words: dict[str, Word] = field(default_factory=dict)
    texts: dict[str, Word] = field(default_factory=dict)
    properties: dict[str, Word] = field(default_factory=dict)
    required: dict[str, Place] = field(default_factory=dict)
    unions: list[Union] = field(default_factory=list)
    nodes: list[Any] = field(default_factory=list)
    """Every mapping that went into it."""
    type_place: Place | None = None

    def add(self, keyword: str, value: Any, place: Place) -> None:
        """One more thing that values must be; what is already said otherwise is said twice."""
        known = self.words.get(keyword)
        if known is None or known.value == value:
            self.words[keyword] = Word(value, place)
        else:
            both = [*(known.value if keyword in self._doubled else [known.value]), value]
            self._doubled.add(keyword)
            self.words[keyword] = Word(sorted(both, key=text_of), place)

    _doubled: set[str] = field(default_factory=set)


def text_of(value: Any) -> str:
    """A value as JSON, the order of keys aside."""
    return json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)


class Reader:
    """Brings the schemas of one document into their normal form."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._made: dict[int, Normal] = {}

    def normal(self, schema: Any) -> Normal:
        """The normal form; the same object for the same schema, however often it is referred to."""
        while isinstance(schema, dict) and set(schema) == {"$ref"}:
            schema = self.document.at(schema["$ref"])
        if id(schema) not in self._made:
            place = self.document.place(schema)
            is_component = (
                place.pointer[:2] == ("components", "schemas") and len(place.pointer) == 3
            )
            result = Normal(place, str(place.pointer[2]) if is_component else None)
            self._made[id(schema)] = result
            self._read(result, schema, ())
        return self._made[id(schema)]

    def _read(self, into: Normal, schema: Any, under_way: tuple[int, ...]) -> None:
        if schema is True or schema is None or id(schema) in under_way:
            return
        if not isinstance(schema, dict):
            into.add("not", {}, into.place)
            return
        into.nodes.append(schema)
        under_way = (*under_way, id(schema))
        parts = [self.document.at(str(schema["$ref"]))] if "$ref" in schema else []
        for part in [*parts, *schema.get("allOf", [])]:
            self._read(into, part, under_way)
        for keyword, value in schema.items():
            place = self.document.place(schema, keyword)
            if keyword in TEXTS:  # its own go before those of its parts
                into.texts[keyword] = Word(value, place)
            elif keyword not in ("$ref", "allOf", *_UNIONS):
                self._keyword(into, keyword, value, place, schema)
        for kind in _UNIONS:
            if kind in schema:
                place = self.document.place(schema, kind)
                self._union(into, kind, schema[kind], place, under_way)

    def _keyword(self, into: Normal, keyword: str, value: Any, place: Place, node: Any) -> None:
        if keyword == "type":
            self._type(into, frozenset([value] if isinstance(value, str) else value), place)
        elif keyword == "nullable":
            into.null = Word(True, place) if value is True else into.null
        elif keyword == "const":
            values = [value]
            self.document.locate(values, place)
            into.add("enum", values, place)
        elif keyword == "properties":
            for name, schema in value.items():
                self._property(into, name, Word(schema, self.document.place(value, name)))
        elif keyword == "required":
            for number, name in enumerate(value):
                into.required.setdefault(name, self.document.place(value, number))
        elif not _says_nothing(keyword, value):
            into.add(keyword, value, place)

    def _property(self, into: Normal, name: str, word: Word) -> None:
        """What two parts say of one property holds together."""
        known = into.properties.setdefault(name, word)
        if known.value != word.value:
            joined = {"allOf": [known.value, word.value]}
            self.document.locate(joined, word.place)
            into.properties[name] = Word(joined, word.place)

    def _type(self, into: Normal, kinds: frozenset[str], place: Place) -> None:
        if "null" in kinds:
            into.null = Word(True, place)
        named = kinds - {"null"}
        into.types = named if into.types is None else into.types & named
        into.type_place = place

    def _union(
        self, into: Normal, kind: str, branches: list[Any], place: Place, under_way: tuple[int, ...]
    ) -> None:
        kept = [one for one in branches if not self._is_null(one)]
        if len(kept) < len(branches):
            into.null = Word(True, place)
        if len(kept) == 1:
            null = into.null
            self._read(into, kept[0], under_way)
            into.null = null or into.null
        elif kept:
            into.unions.append(Union(kind, kept, place))

    def _is_null(self, schema: Any) -> bool:
        node = self.document.resolved(schema)
        if not isinstance(node, dict):
            return False
        said = {key: value for key, value in node.items() if key not in TEXTS}
        return said in ({"type": "null"}, {"const": None}, {"enum": [None]}, {"type": ["null"]})


def _says_nothing(keyword: str, value: Any) -> bool:
    """Is it what goes without saying?"""
    defaults = _DEFAULTS.get(keyword, ())
    return any(value == one and type(value) is type(one) for one in defaults)


def reachable(document: Document) -> Iterator[Any]:
    """Every mapping that operations and webhooks lead to, references followed."""
    seen: set[int] = set()
    queue: list[Any] = [document.data.get("paths"), document.data.get("webhooks")]
    queue.append(document.data.get("components", {}).get("pathItems"))
    while queue:
        node = queue.pop()
        if not isinstance(node, dict | list) or id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, dict) and isinstance(ref := node.get("$ref"), str):
            queue.append(document.at(ref))
        queue += node.values() if isinstance(node, dict) else node
