"""The types of required fields, which generated parsers take as they come.

But for `config`: an echo of what was sent, nothing is decided by it, and looking at it would cost
as much as all the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias

import attrs

from virtualstaging_api import models
from virtualstaging_api.types import Unset

_Kinds: TypeAlias = tuple[type, ...]

_SCALARS: dict[str, _Kinds] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "None": (type(None),),
}
_NOT_LOOKED_AT = "config"
_NO_MODELS = frozenset((Unset, type(None)))


def check_required(model: Any) -> Any:
    """The model. `TypeError` if a required value, also deep in it, is not of the spec's type."""
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
        elif type(value) not in _NO_MODELS:
            check_required(value)
    return model


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to look at in models of one class. Of thousands most are alike: such are remembered."""

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
            part.removeprefix("list[").removesuffix("]") for part in str(one.type).split(" | ")
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
