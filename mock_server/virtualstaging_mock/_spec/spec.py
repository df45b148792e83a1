"""The OpenAPI document as the server sees it: routes, parameters, bodies, answers, schemas.

Nothing that the document says is typed again elsewhere: a changed document is a changed server.
"""

import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

import jsonschema_rs

from virtualstaging_mock._spec import document as _document

from .references import SpecError, resolve
from .shape import Shape

Json = Any
Document = Mapping[str, Any]

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Schema:
    """One schema of the document, compiled when first used."""

    def __init__(self, node: Mapping[str, Any], components: Mapping[str, Any]) -> None:
        self.root: dict[str, Any] = {**node, "components": components}

    @functools.cached_property
    def validator(self) -> jsonschema_rs.Draft202012Validator:
        """Checks values against it."""
        return jsonschema_rs.Draft202012Validator(self.root, offline=True)

    @functools.cached_property
    def shape(self) -> Shape:
        """The properties that it knows."""
        return Shape(self.root, {"components": self.root["components"]})

    def node_at(self, path: list[str | int]) -> Any:
        """The part of the schema at a path as `jsonschema_rs` reports it."""
        node: Any = self.root
        for step in path:
            node = node[step]
        return node


class Parameter(NamedTuple):
    """One path or query parameter."""

    name: str
    place: str
    required: bool
    types: tuple[str, ...]
    default: Json
    schema: Schema


class Answer(NamedTuple):
    """What the document says of one status of one operation."""

    status: int
    headline: str
    schema: Schema | None


class Operation(NamedTuple):
    """One operation of the document."""

    id: str
    method: str
    path: str
    query: tuple[Parameter, ...]
    body: Schema | None
    body_required: bool
    answers: Mapping[int, Answer]


class KeyScheme(NamedTuple):
    """How the API key is sent: the header, and what stands before the key, blank included."""

    header: str
    prefix: str

    @property
    def example(self) -> str:
        """The header as it is to be sent."""
        return f"{self.header}: {self.prefix}{{your key}}"


class Match(NamedTuple):
    """The operation that a request means, with the raw values in its path."""

    operation: Operation
    values: Mapping[str, str]  # empty where the document writes the path out


class NoMatch(NamedTuple):
    """No operation: the methods that the path has, none if the path is unknown."""

    allowed: tuple[str, ...] = ()


class Spec:
    """The document, read once.

    Args:
        document: the decoded OpenAPI document.

    Raises:
        SpecError: the document is no OpenAPI 3.1 document or lacks an operationId.
    """

    def __init__(self, document: Document) -> None:
        if not str(document.get("openapi", "")).startswith("3.1"):
            raise SpecError("The document is no OpenAPI 3.1 document.")
        self.document = document
        schemas: Mapping[str, Any] = document.get("components", {}).get("schemas", {})
        self._components = {"schemas": schemas}
        self.operations: dict[str, Operation] = {}
        self._fixed: dict[str, dict[str, Match]] = {}
        self._templates: list[tuple[tuple[str, ...], dict[str, Operation]]] = []
        for path, item in document.get("paths", {}).items():
            self._add_path(path, item)
        self.key = _key_scheme(document)

    @staticmethod
    @functools.cache
    def bundled() -> "Spec":
        """The document that travels with the package, read and compiled once."""
        return Spec(_document.read())

    def match(self, method: str, path: str) -> Match | NoMatch:
        """Find the operation for a method and a percent-encoded path below the server's prefix.

        A path written out in the document goes before one with parameters in it (OpenAPI 3.1, Paths
        Object). An encoded slash belongs to its segment.
        """
        fixed = self._fixed.get(path)
        if fixed is not None:
            return fixed.get(method) or NoMatch(tuple(fixed))
        segments = tuple(path.split("/"))
        for template, methods in self._templates:
            values = _values(template, segments)
            if values is not None:
                operation = methods.get(method)
                return NoMatch(tuple(methods)) if operation is None else Match(operation, values)
        return NoMatch()

    def schema(self, name: str) -> Schema:
        """One of the document's schemas by its name.

        Raises:
            SpecError: there is no such component.
        """
        if name not in self._components["schemas"]:
            raise SpecError(f"The document has no schema {name}.")
        return self._schema({"$ref": f"#/components/schemas/{name}"})

    @property
    def signature_header(self) -> str:
        """The header that a webhook's signature stands in; empty where the document names none."""
        parameters = self.document.get("components", {}).get("parameters", {})
        return str(parameters.get("WebhookSignature", {}).get("name", ""))

    def _add_path(self, path: str, item: Mapping[str, Any]) -> None:
        methods = {}
        shared = item.get("parameters", [])
        for method in _METHODS:
            if method in item:
                operation = self._operation(method.upper(), path, item[method], shared)
                self.operations[operation.id] = operation
                methods[operation.method] = operation
        if "{" in path:
            self._templates.append((tuple(path.split("/")), methods))
        else:
            self._fixed[path] = {name: Match(found, {}) for name, found in methods.items()}

    def _operation(
        self, method: str, path: str, node: Mapping[str, Any], shared: list[Any]
    ) -> Operation:
        if "operationId" not in node:
            raise SpecError(f"{method} {path} has no operationId.")
        parameters = list(self._parameters([*shared, *node.get("parameters", [])]))
        body = resolve(self.document, node.get("requestBody", {}))
        return Operation(
            id=node["operationId"],
            method=method,
            path=path,
            query=tuple(p for p in parameters if p.place == "query"),
            body=self._content(body),
            body_required=bool(body.get("required", False)),
            answers={
                int(status): self._answer(int(status), resolve(self.document, answer))
                for status, answer in node.get("responses", {}).items()
                if status.isdecimal()
            },
        )

    def _parameters(self, nodes: list[Any]) -> Iterator[Parameter]:
        for node in (resolve(self.document, one) for one in nodes):
            schema = resolve(self.document, node.get("schema", {}))
            types = schema.get("type", "string")
            yield Parameter(
                name=node["name"],
                place=node["in"],
                required=bool(node.get("required", False)),
                types=(types,) if isinstance(types, str) else tuple(types),
                default=schema.get("default"),
                schema=self._schema(schema),
            )

    def _answer(self, status: int, node: Mapping[str, Any]) -> Answer:
        headline = str(node.get("description", "")).split(".")[0].strip()
        return Answer(status, f"{headline or 'Error'}.", self._content(node))

    def _content(self, node: Mapping[str, Any]) -> Schema | None:
        content = node.get("content", {}).get("application/json")
        return None if content is None else self._schema(content.get("schema", {}))

    def _schema(self, node: Mapping[str, Any]) -> Schema:
        return Schema(node, self._components)


def _key_scheme(document: Document) -> KeyScheme:
    schemes: Mapping[str, Any] = document.get("components", {}).get("securitySchemes", {})
    for scheme in schemes.values():
        if scheme.get("type") == "http":
            return KeyScheme("Authorization", f"{str(scheme['scheme']).capitalize()} ")
        if scheme.get("in") == "header":
            prefix = str(scheme.get("x-prefix", ""))
            return KeyScheme(str(scheme["name"]), f"{prefix} " if prefix else "")
    return KeyScheme("Authorization", "")


def _values(template: tuple[str, ...], segments: tuple[str, ...]) -> dict[str, str] | None:
    """The values of a template's parameters in a path, or None where the path is another one."""
    if len(template) != len(segments):
        return None
    values = {}
    for expected, segment in zip(template, segments, strict=True):
        if expected.startswith("{"):
            # No id holds bytes that are not UTF-8, so what they are replaced by does not matter.
            values[expected[1:-1]] = unquote_to_bytes(segment).decode("utf-8", "replace")
            if not segment:
                return None
        elif expected != segment:
            return None
    return values
