"""The spec as the generator gets it: without what it would do harm with, or make hard to read."""

from typing import Any

from _spec import operations, resolve

# The generator would parse these and write them anew: nanoseconds, `Z` and the case of an id are
# lost, and one bad value takes a whole page along. So they stay the text that they are.
_KEPT_AS_TEXT = frozenset({"date", "date-time", "uuid"})


def prepared_spec(spec: dict[str, Any]) -> dict[str, Any]:
    """Formats that would be parsed are gone, and in answers null is the same as absent.

    A request can leave a property out or send null, and these are two things. Whoever reads an
    answer has no use for the difference: there, what may be absent is no longer said to be null.
    """
    plain: dict[str, Any] = _as_text(spec)
    sent: set[str] = set()
    for operation in operations(plain):
        _collect(plain, operation.node.get("requestBody"), sent)
    schemas = plain.get("components", {}).get("schemas", {})
    return {
        **plain,
        "components": {
            **plain.get("components", {}),
            "schemas": {
                name: schema if name in sent else _read(plain, schema)
                for name, schema in schemas.items()
            },
        },
    }


def _as_text(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _as_text(value)
            for key, value in node.items()
            if key != "format" or str(value) not in _KEPT_AS_TEXT
        }
    return [_as_text(one) for one in node] if isinstance(node, list) else node


def _collect(spec: dict[str, Any], node: Any, found: set[str]) -> None:
    """Adds the names of all schemas that a part of the spec refers to."""
    if isinstance(node, list):
        for one in node:
            _collect(spec, one, found)
    elif isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            name = node["$ref"].rpartition("/")[2]
            if name not in found:
                found.add(name)
                _collect(spec, resolve(spec, node), found)
        for one in node.values():
            _collect(spec, one, found)


def _read(spec: dict[str, Any], node: Any) -> Any:
    """A schema of answers: its optional properties without null, also deep in it."""
    if isinstance(node, list):
        return [_read(spec, one) for one in node]
    if not isinstance(node, dict):
        return node
    read = {key: _read(spec, value) for key, value in node.items()}
    properties = read.get("properties")
    if isinstance(properties, dict):
        required = read.get("required", [])
        read["properties"] = {
            name: one if name in required else _without_null(spec, one)
            for name, one in properties.items()
        }
    return read


def _without_null(spec: dict[str, Any], schema: Any) -> Any:
    target = resolve(spec, schema)
    if not isinstance(target, dict):
        return schema
    if isinstance(kinds := target.get("type"), list) and "null" in kinds:
        left = [one for one in kinds if one != "null"]
        return {**target, "type": left[0] if len(left) == 1 else left}
    for word in ("anyOf", "oneOf"):
        if {"type": "null"} in target.get(word, []):
            left = [one for one in target[word] if one != {"type": "null"}]
            return left[0] if len(left) == 1 else {**target, word: left}
    return schema
