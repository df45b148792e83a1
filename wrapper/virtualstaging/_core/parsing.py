"""From the body of an answer to the generated models, with the checks that generated parsers leave
out: they take any scalar, but ids and states decide what is done next.
"""

import codecs
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from operator import attrgetter
from typing import Any, NoReturn, TypeAlias, TypeVar

import attrs

from virtualstaging.render import Render
from virtualstaging_api import models
from virtualstaging_api.models import Message, Variation

M = TypeVar("M")

_Kinds: TypeAlias = tuple[type, ...]

_SCALARS: dict[str, _Kinds] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "None": (type(None),),
}
_NOT_LOOKED_AT = "config"

_LARGEST = sys.float_info.max

MISFITS = (KeyError, TypeError, ValueError, AttributeError)
"""What the readers of this module raise for data that is not the spec's."""


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def decoded(body: bytes) -> Any:
    """The JSON value of a body. `ValueError` if it is none."""
    try:
        return _DECODER.decode(body.removeprefix(codecs.BOM_UTF8).decode())
    except RecursionError:
        raise ValueError("nested too deeply") from None


def why(error: Exception) -> str:
    """What a parser of generated code met, in words."""
    if isinstance(error, KeyError):
        return f"the property {error} is missing"
    return f"{error}" or "a value is of another type than the spec's"


def render(data: Any) -> Render:
    """A render. One of `MISFITS` if the data is not the spec's."""
    read: Render = _model(Render, data)
    if not read.id:
        raise TypeError("id is empty")
    _check_times(read.created_at, read.eta)
    if read.variations:
        for one in read.variations.items:
            _check_variation(one)
    return read


def variation(data: Any) -> Variation:
    """A variation. One of `MISFITS` if the data is not the spec's."""
    read: Variation = _model(Variation, data)
    _check_variation(read)
    return read


def render_of(render_id: str, data: Any) -> Render:
    """The render that was asked for. One of `MISFITS` if it is another one."""
    read = render(data)
    _check_asked("id", render_id, read.id)
    return read


def variation_of(render_id: str, variation_id: str, data: Any) -> Variation:
    """The variation that was asked for. One of `MISFITS` if it is another one."""
    read = variation(data)
    _check_asked("id", variation_id, read.id)
    _check_asked("render_id", render_id, read.render_id)
    return read


def renders(data: Any) -> list[Render]:
    """The renders of a bulk answer."""
    return [render(item) for item in _list(data, "renders")]


def variations(data: Any) -> list[Variation]:
    """The variations of an answer that lists what was created."""
    return [variation(item) for item in _list(data, "variations")]


def reader(cls: type[M]) -> Callable[[Any], M]:
    """Reads models of this class; raises one of `MISFITS` for data that is not the spec's."""
    return partial(_model, cls)


def _model(cls: Any, data: Any) -> Any:
    return check_required(cls.from_dict(_object(data)))


def message(data: Any) -> Message:
    """A confirmation."""
    return Message.from_dict(_object(data))


def ids_of(items: Any) -> list[str]:
    """The ids of those objects in a list that have one."""
    return [one["id"] for one in with_ids(items)]


def with_ids(items: Any) -> list[dict[str, Any]]:
    """The objects in a list that have an id."""
    listed = items if isinstance(items, list) else []
    return [one for one in listed if isinstance(one, dict) and _is_text(one.get("id"))]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _check_variation(model: Variation) -> None:
    if not (model.id and model.render_id and model.status):
        raise TypeError("id, render_id or status is empty")
    _check_times(model.created_at, model.eta)


def _check_asked(name: str, asked: str, given: str) -> None:
    if given != asked:
        raise ValueError(f"{name} is {given[:100]!r}, where {asked[:100]!r} was asked for")


def _check_times(created_at: float, eta: float | None) -> None:
    """JSON has numbers that are infinite once they are read, and whole ones that no float holds."""
    if not -_LARGEST <= created_at <= _LARGEST or not -_LARGEST <= (eta or 0) <= _LARGEST:
        raise TypeError("created_at or eta is not a time in milliseconds")


def _object(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise TypeError(f"an object was expected, not {type(data).__name__}")
    return data


def _list(data: Any, name: str) -> list[Any]:
    items = _object(data)[name]
    if not isinstance(items, list):
        raise TypeError(f"{name} is not an array")
    return items


def page(data: Any) -> dict[str, Any]:
    """The data of a page of renders. Its items stay as they are, each to be read by itself."""
    _list(data, "items")
    cursor, count = data.get("next_cursor"), data.get("total_count")
    if cursor is not None and (not isinstance(cursor, str) or not cursor):
        raise TypeError("next_cursor is neither a text nor null")
    if count is not None and (isinstance(count, bool) or not isinstance(count, int | float)):
        raise TypeError("total_count is not a number")
    found: dict[str, Any] = data
    return found


def check_required(model: Any) -> Any:
    """The model. `TypeError` if a required value, also deep in it, is not of the spec's type.

    But for `config`: an echo of what was sent, nothing is decided by it, and looking at it would
    cost as much as all the rest.
    """
    cls: Any = type(model)
    plan = _plan(cls)
    values = plan.values(model)
    kinds = tuple(map(type, values))
    if kinds not in plan.good:
        plan.check(kinds)
    for value in values[len(plan.required) :]:
        if type(value) is list:
            for one in value:
                check_required(one)
        elif value is not None:
            check_required(value)
    return model


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to check in models of one class. Most are alike, so kinds that passed are remembered."""

    required: tuple[tuple[str, _Kinds], ...]
    values: Callable[[Any], tuple[Any, ...]]
    """Those of the required scalars, then those that hold further models."""
    good: set[_Kinds] = field(default_factory=set)

    def check(self, kinds: _Kinds) -> None:
        for (name, allowed), kind in zip(self.required, kinds, strict=False):
            if kind not in allowed:
                raise TypeError(f"{name} is of another type than the spec's")
        self.good.add(kinds)


@cache
def _plan(cls: Any) -> _Plan:
    required: list[tuple[str, _Kinds]] = []
    inner: list[str] = []
    for one in attrs.fields(cls):
        parts = [
            part.removeprefix("list[").removesuffix("]").removeprefix("_models.")
            for part in str(one.type).split(" | ")
        ]
        if one.name == _NOT_LOOKED_AT:
            continue
        if any(isinstance(getattr(models, part, None), type) for part in parts):
            inner.append(one.name)
        elif one.default is attrs.NOTHING:
            # What is neither a scalar nor a model is one of the open enums: text.
            kinds = [kind for part in parts for kind in _SCALARS.get(part, (str,))]
            required.append((one.name, tuple(kinds)))
    names = [*(name for name, _ in required), *inner]
    if len(names) > 1:
        return _Plan(tuple(required), attrgetter(*names))
    return _Plan(tuple(required), lambda model: tuple(getattr(model, name) for name in names))
