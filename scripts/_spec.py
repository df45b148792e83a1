"""Reading the spec: what every script here needs to know about `openapi/openapi.yaml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "openapi" / "openapi.yaml"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

# The same safe loader, ten times as fast where PyYAML was built with libyaml.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class SpecError(Exception):
    """The spec can't be used; the message says where and what to do."""


@dataclass(frozen=True)
class Operation:
    """One operation of the spec, with the parameters of its path merged in and resolved."""

    method: str
    path: str
    node: dict[str, Any]
    parameters: tuple[dict[str, Any], ...]

    @property
    def id(self) -> str:
        """The operationId; method and path where the spec gives none."""
        return str(self.node.get("operationId", f"{self.method} {self.path}"))


def parse(text: str, name: str) -> dict[str, Any]:
    """The document as plain data.

    Raises:
        SpecError: The text is no YAML, or no OpenAPI document.
    """
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SpecError(f"{name} is not valid YAML: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise SpecError(f"{name} is no OpenAPI document: it has no `paths`.")
    return document


def load(path: Path = SPEC) -> dict[str, Any]:
    """The spec in a file.

    Raises:
        SpecError: It can't be read, is no YAML, or no OpenAPI document.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{path} can't be read: {error}") from error
    return parse(text, str(path))


def resolve(spec: dict[str, Any], node: Any) -> Any:
    """The node itself, or what its `$ref` names inside the same document.

    Raises:
        SpecError: The reference leads nowhere, out of the document, or in a circle.
    """
    seen: list[str] = []
    while isinstance(node, dict) and "$ref" in node:
        ref = node["$ref"]
        if ref in seen or not isinstance(ref, str) or not ref.startswith("#/"):
            raise SpecError(f"The reference {ref!r} does not name a part of this document.")
        seen.append(ref)
        node = spec
        for part in ref[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or key not in node:
                raise SpecError(f"The reference {ref!r} leads nowhere.")
            node = node[key]
    return node


def operations(spec: dict[str, Any]) -> Iterator[Operation]:
    """Every operation, in the order of the document."""
    for path, reference in spec["paths"].items():
        item = resolve(spec, reference)
        for method in METHODS:
            if method in item:
                node = item[method]
                given = [*item.get("parameters", []), *node.get("parameters", [])]
                resolved = [resolve(spec, parameter) for parameter in given]
                # A parameter of the operation replaces the path's of the same name and place.
                unique = {(one["in"], one["name"]): one for one in resolved}
                yield Operation(method, path, node, tuple(unique.values()))


def json_content(node: Any) -> dict[str, Any] | None:
    """The `application/json` part of a (resolved) request body or response; None without one."""
    content = node.get("content", {}).get("application/json") if isinstance(node, dict) else None
    return content if isinstance(content, dict) else None


def object_schemas(spec: dict[str, Any]) -> list[str]:
    """The names of the components that describe objects: each must become a class."""
    schemas = spec.get("components", {}).get("schemas", {})
    return [name for name, schema in schemas.items() if is_object(spec, schema)]


def is_object(spec: dict[str, Any], schema: Any) -> bool:
    """Does the schema describe one kind of object (and no union, list or scalar)?"""
    return object_shape(spec, schema).is_object


@dataclass(frozen=True)
class Shape:
    """What an object schema says of its keys, that of its `allOf` parts included."""

    is_object: bool
    properties: dict[str, Any]
    required: tuple[str, ...]


def object_shape(spec: dict[str, Any], schema: Any) -> Shape:
    """The keys of an object; for any other schema `is_object` is false."""
    schema = resolve(spec, schema)
    if not isinstance(schema, dict):
        return Shape(False, {}, ())
    parts = [object_shape(spec, part) for part in schema.get("allOf", [])]
    own = schema.get("type") == "object" or "properties" in schema
    properties = {name: one for part in parts for name, one in part.properties.items()}
    required = [name for part in parts for name in part.required]
    return Shape(
        own or (bool(parts) and all(part.is_object for part in parts)),
        {**properties, **schema.get("properties", {})},
        tuple(dict.fromkeys([*required, *schema.get("required", [])])),
    )


def own_key(shapes: list[Shape], number: int) -> str | None:
    """A required key of one branch of a union that no other branch knows."""
    others = {
        name for place, one in enumerate(shapes) if place != number for name in one.properties
    }
    return next((key for key in shapes[number].required if key not in others), None)


SCHEMA_KEYS = frozenset({"items", "additionalProperties", "contains", "propertyNames"})
SCHEMA_LISTS = frozenset({"allOf", "anyOf", "oneOf"})
SCHEMA_MAPS = frozenset({"properties", "patternProperties"})


def schemas(spec: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every schema of the document with its place, conditions (`if`, `not`, ...) left out.

    References are not followed: a component is found once, in its own place.
    """
    for name, schema in spec.get("components", {}).get("schemas", {}).items():
        yield from sub_schemas(f"components.schemas.{name}", schema)
    for where, node in _nodes("", {key: spec[key] for key in spec if key != "components"}):
        if "schema" in node:
            yield from sub_schemas(f"{where}.schema", node["schema"])
    for key, part in spec.get("components", {}).items():
        if key != "schemas":
            for where, node in _nodes(f"components.{key}", part):
                if "schema" in node:
                    yield from sub_schemas(f"{where}.schema", node["schema"])


def sub_schemas(where: str, schema: Any) -> Iterator[tuple[str, Any]]:
    """The schema and those inside it."""
    yield where, schema
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        if key in SCHEMA_KEYS:
            yield from sub_schemas(f"{where}.{key}", value)
        elif key in SCHEMA_LISTS:
            for number, one in enumerate(value):
                yield from sub_schemas(f"{where}.{key}[{number}]", one)
        elif key in SCHEMA_MAPS:
            for name, one in value.items():
                yield from sub_schemas(f"{where}.{key}.{name}", one)


def _nodes(where: str, node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of a part of the document, examples left out."""
    if isinstance(node, dict):
        yield where, node
        for key, value in node.items():
            if key not in ("example", "examples", "schema"):
                yield from _nodes(f"{where}.{key}".lstrip("."), value)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _nodes(f"{where}[{number}]", value)


def nodes(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of the document that is no example and no schema, with its place."""
    return _nodes("", spec)
