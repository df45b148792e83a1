"""Where a value does not fit a schema: each rule that it breaks, and what would make them agree."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from virtualstaging_mock._spec.explain import deepest, explain
from virtualstaging_mock._spec.references import escape, lookup
from virtualstaging_mock._spec.spec import Schema

from .observed import Observation, safe


def misfits(schema: Schema, value: Any, place: str) -> Iterator[Observation]:
    """Where a value does not fit a schema: each rule that it breaks once."""
    if schema.validator.is_valid(value):
        return
    known = set()
    for outer in schema.validator.iter_errors(value):
        error = deepest(schema, [outer])
        path, keyword = list(error.schema_path), error.kind.name
        at = "/".join(escape(step) for step in path)
        where = f"#/{at}" if path[:1] == ["components"] else f"{place}/{at}"
        if keyword == "type" and error.instance is None:
            where = _used_at(schema, place, list(error.evaluation_path)) or where
        detail = _broken(keyword, error)
        if (where, detail) in known:
            continue
        known.add((where, detail))
        text = f"The answer does not fit: {safe(explain(schema, error)[1])}"
        key = ("fit", where, detail)
        yield Observation("departure", where, text, key, _change(where, keyword, error))


def _used_at(schema: Schema, place: str, path: list[str | int]) -> str | None:
    """Where the schema of a value is used, when that is by a reference: others may use it, too."""
    pointer, used = place, None
    node: Any = schema.root
    for step in path[:-1]:
        if step == "$ref":
            used, pointer = pointer, str(node["$ref"])
            node = lookup(schema.root, pointer)
        else:
            used, pointer = None, f"{pointer}/{escape(step)}"
            node = node[step]
    return used


def _broken(keyword: str, error: Any) -> str:
    """What distinguishes a broken rule from the same rule broken in another way."""
    if keyword in ("enum", "const"):
        return safe(str(error.instance))[:80]
    if keyword == "required":
        return str(error.kind.value)
    if keyword == "type":
        return _type_of(error.instance)
    return ""


def _change(where: str, keyword: str, error: Any) -> Mapping[str, Any] | None:
    """What would make the document agree, where a person would most likely do that."""
    if keyword == "enum" and isinstance(error.instance, str):
        return {"add": "value", "at": where, "value": safe(error.instance)[:80]}
    if keyword == "type" and error.instance is None:
        return {"add": "null", "at": where.removesuffix("/type")}
    if keyword == "required":
        return {"drop": "required", "at": where, "name": str(error.kind.value)}
    return None


def addition(place: str, name: str, path: str, value: Any) -> Observation:
    shown = re.sub(r"\[\d+\]", "[]", path)
    text = f"The answer has a field that the document does not know: {shown}."
    change = {"add": "field", "at": place, "name": name, "type": _type_of(value)}
    return Observation("addition", place, text, ("field", place, name), change)


def _type_of(value: Any) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
    return "null" if value is None else names.get(type(value), "object")
