"""The types of required fields, which generated parsers take as they come."""

from functools import cache
from typing import Any, TypeAlias

import attrs

from virtualstaging_api import models

_Field: TypeAlias = tuple[str, frozenset[type]]
_SCALARS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "None": (type(None),),
}


def check_required(model: Any) -> Any:
    """The model. `TypeError` if a required value in it, at any depth, is not of the spec's type."""
    cls: type = type(model)
    required, inner = _fields_of(cls)
    for name, types in required:
        if type(getattr(model, name)) not in types:
            raise TypeError(f"{name} is of another type than the spec's")
    for name in inner:
        value = getattr(model, name)
        if type(value) is list:
            for one in value:
                check_required(one)
        elif attrs.has(type(value)):
            check_required(value)
    return model


@cache
def _fields_of(cls: type) -> tuple[tuple[_Field, ...], tuple[str, ...]]:
    """Of a generated model: required scalars with their types, and what holds further models."""
    required: list[_Field] = []
    inner: list[str] = []
    for field in attrs.fields(cls):
        parts = [
            part.removeprefix("list[").removesuffix("]") for part in str(field.type).split(" | ")
        ]
        if any(isinstance(getattr(models, part, None), type) for part in parts):
            inner.append(field.name)
        elif field.default is attrs.NOTHING:
            # What is neither a scalar nor a model is one of the open enums: text.
            types = {kind for part in parts for kind in _SCALARS.get(part, (str,))}
            required.append((field.name, frozenset(types)))
    return tuple(required), tuple(inner)
