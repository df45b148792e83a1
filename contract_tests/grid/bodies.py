"""Bodies: each property of each example missing, null, of another type, at each bound, with each
enum value."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from contract_tests.grid.probe import REMOVAL, RENDER, Probe
from contract_tests.grid.values import (
    OTHER_TYPES,
    good,
    resolve,
    wrong_arrays,
    wrong_numbers,
    wrong_texts,
)
from contract_tests.spec.document import Operation, Place, Spec

Path = tuple[str | int, ...]
DELIVERY = {"webhook_url", "wait_for_completion"}


def body_probes(spec: Spec, operation: Operation, path: str) -> Iterator[Probe]:
    """All deviations of an operation's example bodies, none twice."""
    assert operation.body is not None
    seen: set[str] = set()
    for kind, place, body in _bodies(spec, operation):
        # The same deviation at the same place of a body of the same form is tried once.
        text = json.dumps(body) if place is None else f"{_form(body)} {place}"
        if text not in seen:
            seen.add(text)
            yield Probe(operation.id, f"body: {kind}", operation.method, path, body=body)


def examples(operation: Operation) -> Iterator[Any]:
    """The example bodies, with render ids that stand for one that exists."""
    for body in operation.body_examples.values():
        body = copy.deepcopy(body)
        for item in body.get("variations", []):
            item["render_id"] = RENDER
        yield body


def _form(body: Any) -> str:
    """What distinguishes the forms of a request: its top-level properties."""
    return str(sorted(body.keys() - DELIVERY)) if isinstance(body, dict) else ""


def _shape(path: Path) -> str:
    return "/".join(map(str, path))


def _bodies(spec: Spec, operation: Operation) -> Iterator[tuple[str, str | None, Any]]:
    assert operation.body is not None
    for whole in OTHER_TYPES.values():
        yield "of another type", None, whole
    for body in examples(operation):
        yield "example", None, body
        yield from _deviations(spec, operation.body, body, ())
        for path, extended in _extensions(spec, operation.body, body):
            yield "optional property", f"{_shape(path)} = {_at(extended, path)!r}", extended
            if _at(extended, path) is not None:
                yield from _deviations(spec, operation.body, extended, path)


def _deviations(
    spec: Spec, root: Place, body: Any, below: Path
) -> Iterator[tuple[str, str | None, Any]]:
    """Deviations of one body at every place at or below a path."""
    for path, value, schemas in _places(spec, root, body, ()):
        if path[: len(below)] != below:
            continue
        for kind, other in _others(value, schemas):
            if path:
                yield kind, f"{_shape(path)} = {other!r}", _with(body, path, other)
        if isinstance(value, dict):
            where = f"{_shape(path)} with {sorted(value)}"
            for key in value:
                yield "missing", f"{where} without {key}", _without(body, (*path, key))
                renamed = _with(_without(body, (*path, key)), (*path, key.upper()), value[key])
                yield "renamed", f"{where} renamed {key}", renamed
            unknown = _with(body, (*path, "x_unknown"), {"deep": [1, None]})
            yield "unknown key", f"{where} and more", unknown


def _extensions(spec: Spec, root: Place, body: Any) -> Iterator[tuple[Path, Any]]:
    """A body with one more property that its schemas know, once with each of some good values."""
    for path, value, schemas in _places(spec, root, body, ()):
        if not isinstance(value, dict):
            continue
        for place in schemas:
            for name, inner in place.schema.get("properties", {}).items():
                if name in value or inner.get("not") is not None:
                    continue
                where = Place(inner, f"{place.pointer}/properties/{name}")
                for candidate in good(spec, where):
                    candidate = REMOVAL if name == "base_variation_id" else candidate
                    yield (*path, name), _with(body, (*path, name), candidate)


def _others(value: Any, schemas: list[Place]) -> Iterator[tuple[str, Any]]:
    """Values in the place of one; a value that several kinds have counts as the first of them."""
    yield "null", None
    if isinstance(value, str):
        yield from wrong_texts(value, schemas)
        if any("integer" in place.schema.get("type", []) for place in schemas):
            yield from (("enum", number) for number in (1535, 1536, 1537, 3072, "1536"))
    elif isinstance(value, bool):
        yield from (("type", text) for text in ("true", "false", "yes", "", 0, 1))
    elif isinstance(value, int):
        yield from wrong_numbers(schemas)
    elif isinstance(value, list):
        yield from wrong_arrays(value)
    yield from (("type", other) for other in OTHER_TYPES.values())
    yield "type", [value]


def _places(
    spec: Spec, place: Place, value: Any, path: Path
) -> Iterator[tuple[Path, Any, list[Place]]]:
    """Every place in a body with the schemas that hold there."""
    schemas = resolve(spec, place, value)
    yield path, value, schemas
    if isinstance(value, dict):
        for name, item in value.items():
            inner = next((p for p in schemas if name in p.schema.get("properties", {})), None)
            if inner is not None:
                where = Place(
                    inner.schema["properties"][name], f"{inner.pointer}/properties/{name}"
                )
                yield from _places(spec, where, item, (*path, name))
    elif isinstance(value, list):
        inner = next((p for p in schemas if "items" in p.schema), None)
        for index, item in enumerate(value[:2] if inner else []):
            assert inner is not None
            yield from _places(
                spec, Place(inner.schema["items"], f"{inner.pointer}/items"), item, (*path, index)
            )


def _at(body: Any, path: Path) -> Any:
    for part in path:
        body = body[part]
    return body


def _with(body: Any, path: Path, value: Any) -> Any:
    changed = copy.deepcopy(body)
    _at(changed, path[:-1])[path[-1]] = value
    return changed


def _without(body: Any, path: Path) -> Any:
    changed = copy.deepcopy(body)
    del _at(changed, path[:-1])[path[-1]]
    return changed
