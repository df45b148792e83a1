"""Models against their JSON: each value in its attribute, each object in its class."""

import keyword
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from contract_tests.client.same import assert_same
from contract_tests.client.schemas import Shape, shape_of
from contract_tests.spec.document import Schema, Spec
from virtualstaging_api import models
from virtualstaging_api.types import UNSET

_TAKEN = {"type", "id", "format", "filter", "max", "min", "object"}


def check_model(spec: Spec, schema: Schema, model: Any, value: Any, where: str = "") -> None:
    """The model holds what the JSON holds. Arrays are read item by item."""
    shape = shape_of(spec, schema)
    if isinstance(value, list):
        assert isinstance(model, list), f"{where} is {type(model).__name__}, not a list"
        assert len(model) == len(value), f"{where} has {len(model)} items, not {len(value)}"
        items = _array_branch(spec, shape).rest["items"]
        for index, (one, item) in enumerate(zip(model, value, strict=True)):
            check_model(spec, items, one, item, f"{where}/{index}")
    elif isinstance(value, Mapping) and (name := component_for(spec, shape, value)):
        assert type(model).__name__ == name, f"{where} is {type(model).__name__}, not {name}"
        _check_object(spec, name, model, value, where)
    else:
        assert_same(model, value)


def as_read(spec: Spec, schema: Schema, value: Any) -> Any:
    """What a model holds of a value: in an answer, null is the same as absent where both may be."""
    shape = shape_of(spec, schema)
    if isinstance(value, list):
        return [as_read(spec, _array_branch(spec, shape).rest["items"], one) for one in value]
    name = component_for(spec, shape, value) if isinstance(value, Mapping) else None
    if name is None:
        return value
    inner = shape_of(spec, spec.component(name).schema)
    shown = {
        key: as_read(spec, {"allOf": list(inner.properties[key])}, one)
        if key in inner.properties
        else one
        for key, one in value.items()
    }
    kept = inner.required if name not in components_of_requests(spec) else inner.properties
    return {
        key: one
        for key, one in shown.items()
        if one is not None or key in kept or key not in inner.properties
    }


def component_for(spec: Spec, shape: Shape, value: Mapping[str, Any]) -> str | None:
    """The component that an object is one of; of a union, named by its discriminator."""
    if not shape.unions:
        return shape.name
    [parts] = shape.unions
    branches = [shape_of(spec, part) for part in parts]
    fitting = [one for one in branches if one.types in (None, frozenset({"object"}))]
    if len(fitting) == 1:
        return fitting[0].name
    if any("type" not in one.properties for one in fitting):
        return next(
            one.name for one in fitting if one.name and spec.fits(spec.component(one.name), value)
        )
    for one in fitting:
        kinds = shape_of(spec, *one.properties["type"]).values
        if kinds is not None and value.get("type") in kinds:
            return one.name
    return next(
        one.name for one in fitting if shape_of(spec, *one.properties["type"]).values is None
    )


def attribute(model: object, name: str) -> Any:
    """The attribute for a property of the spec: in snake case, `_` after a name that is taken."""
    snake = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
    if keyword.iskeyword(snake) or (snake in _TAKEN and not hasattr(model, snake)):
        snake += "_"
    return getattr(model, snake)


def has_model(name: str) -> bool:
    """Whether a component of the spec has a class."""
    return isinstance(getattr(models, name, None), type)


def components_of_answers(spec: Spec) -> frozenset[str]:
    """The components that answers and events are made of: what the client has to parse."""
    found: set[str] = {"VariationEvent", "AnalysisEvent"}
    for operation in spec.operations.values():
        for place in operation.responses.values():
            if place is not None:
                found.add(place.pointer.rpartition("/")[2])
    return _with_parts(spec, found)


@cache
def components_of_requests(spec: Spec) -> frozenset[str]:
    """The components that bodies of requests are made of."""
    bodies = [one.body for one in spec.operations.values() if one.body is not None]
    return _with_parts(spec, {name for one in bodies for name in _references(one.schema)})


def _with_parts(spec: Spec, found: set[str]) -> frozenset[str]:
    new = found
    while new:
        new = {one for name in new for one in _references(spec.component(name).schema)} - found
        found |= new
    return frozenset(found)


def _references(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return {name for item in schema for name in _references(item)}
    if not isinstance(schema, dict):
        return set()
    own = {schema["$ref"].rpartition("/")[2]} if isinstance(schema.get("$ref"), str) else set()
    return own | {name for item in schema.values() for name in _references(item)}


def _check_object(spec: Spec, name: str, model: Any, value: Mapping[str, Any], where: str) -> None:
    properties = shape_of(spec, spec.component(name).schema).properties
    for key, schemas in properties.items():
        there = f"{where}/{key}"
        if key in value:
            check_model(spec, {"allOf": list(schemas)}, attribute(model, key), value[key], there)
        else:
            assert attribute(model, key) in (None, UNSET), f"{there} was made up"
    unknown = {key: item for key, item in value.items() if key not in properties}
    assert_same(model.additional_properties, unknown)


def _array_branch(spec: Spec, shape: Shape) -> Shape:
    if not shape.unions:
        return shape
    [parts] = shape.unions
    return next(
        one for one in (shape_of(spec, part) for part in parts) if one.types == frozenset({"array"})
    )
