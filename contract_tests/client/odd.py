"""Answers that are not the spec's: broken bodies, required fields missing or of other types."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from contract_tests.client.models import component_for
from contract_tests.client.schemas import shape_of
from contract_tests.exchange import json_body
from contract_tests.spec.document import Schema, Spec

HTML = b"<!doctype html><html><head><title>502</title></head><body>Bad gateway</body></html>"
BROKEN = {
    "HTML": HTML,
    "empty": b"",
    "blank": b" \r\n ",
    "text": b"upstream connect error",
    "not UTF-8": b'{"id": "\xff\xfe"}',
    "UTF-16": '{"id": "x"}'.encode("utf-16"),
    "null": b"null",
    "true": b"true",
    "number": b"7",
    "string": b'"r_01"',
    "array": b"[]",
    "array of arrays": b"[[]]",
    "empty object": b"{}",
    "NaN": b'{"eta": NaN, "id": "r_01", "created_at": NaN}',
    "infinity": b'{"eta": Infinity, "id": "r_01", "created_at": 1e400}',
    "deep": b"[" * 100_000,
    "deep object": b'{"a":' * 100_000,
    "single quotes": b"{'id': 'r_01'}",
    "a huge number": b'{"id": "r_01", "created_at": ' + b"9" * 5000 + b"}",
}
"""Bodies that are no answer of any operation that has one."""


def cut(value: Any) -> Iterator[bytes]:
    """JSON that ends too early, at several places."""
    text = json_body(value)
    for part in (0.1, 0.5, 0.9):
        yield text[: max(1, int(len(text) * part))]
    yield text[:-1]


def with_wrong_fields(spec: Spec, schema: Schema, value: Any) -> Iterator[tuple[str, Any]]:
    """The value with one required field missing or of a type that the spec does not allow there.

    Yields:
        What was done, and the changed value.
    """
    for path, types in _required(spec, schema, value, ()):
        where = "/".join(map(str, path))
        yield f"{where} missing", _without(value, path)
        for name, other in OTHERS.items():
            if name not in types and not (name == "integer" and "number" in types):
                yield f"{where} becomes {name}", _changed(value, path, other)


OTHERS: dict[str, Any] = {
    "null": None,
    "boolean": True,
    "integer": 7,
    "string": "text",
    "array": ["text"],
    "object": {"text": "text"},
}


def _required(
    spec: Spec, schema: Schema, value: Any, path: tuple[Any, ...]
) -> Iterator[tuple[Any, frozenset[str]]]:
    shape = shape_of(spec, schema)
    if isinstance(value, dict):
        name = component_for(spec, shape, value)
        inner = shape if name is None else shape_of(spec, spec.component(name).schema)
        for key in sorted(inner.properties):
            if key not in value:
                continue
            there = (*path, key)
            property_shape = shape_of(spec, *inner.properties[key])
            if key in inner.required and property_shape.types is not None:
                yield there, property_shape.types
            yield from _required(spec, {"allOf": list(inner.properties[key])}, value[key], there)
    elif isinstance(value, list) and value:
        branches = [shape_of(spec, one) for union in shape.unions for one in union] or [shape]
        items = next(one.rest["items"] for one in branches if "items" in one.rest)
        yield from _required(spec, items, value[-1], (*path, len(value) - 1))


def _without(value: Any, path: tuple[Any, ...]) -> Any:
    changed = copy.deepcopy(value)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return changed


def _changed(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    changed = copy.deepcopy(value)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = other
    return changed


def with_a_mark(body: bytes) -> bytes:
    """With the byte order mark that some servers put before it."""
    return b"\xef\xbb\xbf" + body


def dumped(value: Any) -> bytes:
    """JSON as other servers write it: with spaces, and characters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode()
