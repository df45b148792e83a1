"""The OpenAPI document as a reference for people: read into plain data that a template lays out."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from virtualstaging_mock._spec.references import resolve

_METHODS = ("get", "post", "put", "patch", "delete")
_CONSTRAINTS = (
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "default",
    "const",
)
Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a property. `type` may hold names of schemas, listed in `links`."""

    name: str
    type: str
    links: tuple[str, ...]
    required: bool
    description: str
    rules: tuple[str, ...]
    source: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """An example, as indented JSON."""

    name: str
    json: str


@dataclass(frozen=True, slots=True)
class Content:
    """A body of a request or an answer. `status` is empty for a request."""

    status: str
    description: str
    type: str
    links: tuple[str, ...]
    examples: tuple[Example, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    body: Content | None
    answers: tuple[Content, ...]
    events: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Schema:
    """One component schema."""

    name: str
    description: str
    type: str
    links: tuple[str, ...]
    fields: tuple[Field, ...]
    values: tuple[str, ...]
    rules: tuple[str, ...]
    condition: str
    source: str


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one tag."""

    name: str
    description: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole document."""

    title: str
    version: str
    description: str
    servers: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    events: tuple[Operation, ...]
    schemas: tuple[Schema, ...]


def prose(text: str) -> Markup:
    """Text with `code` and *emphasis* marked up, and all else escaped."""
    marked = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text)))
    return Markup(re.sub(r"\*(\w[^*]*)\*", r"<em>\1</em>", marked))  # noqa: S704 (escaped above)


def reference_of(document: Node) -> Reference:
    """Read a document; what it lacks is left out."""
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Node) -> None:
        self._document = document
        self._components: Node = document.get("components", {})

    def read(self) -> Reference:
        info: Node = self._document.get("info", {})
        operations = list(self._operations())
        groups = [
            Group(
                tag["name"],
                tag.get("description", ""),
                tuple(found for name, found in operations if name == tag["name"]),
            )
            for tag in self._document.get("tags", [])
        ]
        named = {group.name for group in groups}
        rest = tuple(found for name, found in operations if name not in named)
        if rest:
            groups.append(Group("more", "", rest))
        return Reference(
            title=str(info.get("title", "API")),
            version=str(info.get("version", "")),
            description=str(info.get("description", "")),
            servers=tuple(
                (str(server["url"]), str(server.get("description", "")))
                for server in self._document.get("servers", [])
            ),
            groups=tuple(groups),
            events=tuple(self._events()),
            schemas=tuple(
                self._schema(name, node)
                for name, node in self._components.get("schemas", {}).items()
            ),
        )

    def _operations(self) -> Iterator[tuple[str, Operation]]:
        for path, item in self._document.get("paths", {}).items():
            for method in _METHODS:
                if method in item:
                    node = item[method]
                    tag = next(iter(node.get("tags", [])), "")
                    yield tag, self._operation(path, method, item, node)

    def _events(self) -> Iterator[Operation]:
        for name, item in self._components.get("pathItems", {}).items():
            for method in _METHODS:
                if method in item:
                    yield self._operation(name, method, item, item[method])

    def _operation(self, path: str, method: str, item: Node, node: Node) -> Operation:
        source = str(node.get("x-source", item.get("x-source", "seed")))
        parameters = [*item.get("parameters", []), *node.get("parameters", [])]
        body = node.get("requestBody")
        answers = node.get("responses", {})
        events = [
            str(target.get("$ref", "")).rpartition("/")[2]
            for callback in node.get("callbacks", {}).values()
            for target in callback.values()
            if isinstance(target, Mapping)
        ]
        return Operation(
            id=str(node.get("operationId", f"{method} {path}")),
            method=method.upper(),
            path=path,
            summary=str(node.get("summary", "")),
            description=str(node.get("description", "")),
            parameters=tuple(self._parameter(parameter, source) for parameter in parameters),
            body=None if body is None else self._content("", body, source),
            answers=tuple(
                self._content(str(code), found, source) for code, found in answers.items()
            ),
            events=tuple(event for event in events if event),
            source=source,
        )

    def _parameter(self, node: Node, source: str) -> Field:
        node = resolve(self._document, node)
        schema = node.get("schema", {})
        own = str(node.get("x-source", source))
        place = str(node.get("in", ""))
        return self._field(str(node.get("name", "")), schema, own, node, place)

    def _content(self, status: str, node: Node, source: str) -> Content:
        node = resolve(self._document, node)
        media: Node = next(iter(node.get("content", {}).values()), {})
        type_, links = self._type(media["schema"]) if "schema" in media else ("", ())
        examples = [
            Example(str(name).replace("_", " "), _json(found.get("value")))
            for name, found in media.get("examples", {}).items()
        ]
        return Content(
            status=status,
            description=str(node.get("description", "")),
            type=type_,
            links=links,
            examples=tuple(examples),
            source=str(node.get("x-source", source)),
        )

    def _schema(self, name: str, node: Node) -> Schema:
        source = str(node.get("x-source", "seed"))
        type_, links = self._type(node)
        sources: Node = node.get("x-enum-sources", {})
        values = [
            f"{value} ({sources[value]})" if value in sources else str(value)
            for value in node.get("enum", [])
        ]
        condition = {key: node[key] for key in ("if", "then", "else", "not") if key in node}
        return Schema(
            name=name,
            description=str(node.get("description", "")),
            type=type_,
            links=links,
            fields=tuple(self._properties(node, source)),
            values=tuple(values),
            rules=_rules(node),
            condition=_json(condition) if condition else "",
            source=source,
        )

    def _properties(self, node: Node, source: str) -> Iterator[Field]:
        required = node.get("required", [])
        for name, found in node.get("properties", {}).items():
            own = str(resolve(self._document, found).get("x-source", source))
            yield self._field(name, found, own, {"required": name in required}, "")

    def _field(self, name: str, schema: Node, source: str, owner: Node, place: str) -> Field:
        type_, links = self._type(schema)
        resolved = resolve(self._document, schema)
        described = owner.get("description") or resolved.get("description", "")
        values = ["one of " + ", ".join(map(str, schema["enum"]))] if "enum" in schema else []
        return Field(
            name=name,
            type=type_,
            links=links,
            required=bool(owner.get("required")),
            description=str(described),
            rules=(*values, *_rules(schema)),
            source=source,
            place=place,
        )

    def _type(self, node: Node) -> tuple[str, tuple[str, ...]]:
        if "$ref" in node:
            name = str(node["$ref"]).rpartition("/")[2]
            return name, (name,)
        for key, word in (("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")):
            if key in node:
                parts = [self._type(part) for part in node[key]]
                return word.join(part for part, _ in parts), sum((links for _, links in parts), ())
        if node.get("type") == "array":
            inner, links = self._type(node.get("items", {}))
            return f"array of {inner}", links
        types = node.get("type", "any")
        text = " or ".join(map(str, types)) if isinstance(types, list) else str(types)
        return (f"{text} ({node['format']})" if "format" in node else text), ()


def _rules(node: Node) -> tuple[str, ...]:
    words = {"minimum": "at least", "maximum": "at most", "default": "default", "const": "always"}
    return tuple(
        f"{words.get(name, name)} {json.dumps(node[name])}" for name in _CONSTRAINTS if name in node
    )


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
