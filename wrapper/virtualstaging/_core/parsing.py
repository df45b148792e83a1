"""From data to the generated models, with the checks that generated parsers leave out.

They take any scalar, but ids and states decide what is done next. A page's items are read one by
one: a bad one is reported and does not hide the others.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias

import attrs

from virtualstaging.errors import UnexpectedResponseError
from virtualstaging.render import Render
from virtualstaging_api import models
from virtualstaging_api.models import (
    Account,
    Analysis,
    Message,
    MultiViewCompatibility,
    Variation,
)

from .answers import why

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
_MISFITS = (KeyError, TypeError, ValueError, AttributeError)


def render(data: Any) -> Render:
    """A render. An error of the built-in kinds if it is not the spec's."""
    model: Render = check_required(Render.from_dict(_object(data)))
    if not model.id:
        raise TypeError("id is empty")
    _check_times(model.created_at, model.eta)
    if model.variations:
        for one in model.variations.items:
            _check_variation(one)
    return model


def variation(data: Any) -> Variation:
    """A variation. An error of the built-in kinds if it is not the spec's."""
    model: Variation = check_required(Variation.from_dict(_object(data)))
    _check_variation(model)
    return model


def render_of(render_id: str, data: Any) -> Render:
    """The render that was asked for; an error of the built-in kinds if it is another one."""
    model = render(data)
    _check_asked("id", render_id, model.id)
    return model


def variation_of(render_id: str, variation_id: str, data: Any) -> Variation:
    """The variation that was asked for; an error of the built-in kinds if it is another one."""
    model = variation(data)
    _check_asked("id", variation_id, model.id)
    _check_asked("render_id", render_id, model.render_id)
    return model


def renders(data: Any) -> list[Render]:
    """The renders of a bulk answer."""
    return [render(item) for item in _list(data, "renders")]


def variations(data: Any) -> list[Variation]:
    """The variations of an answer that lists what was created."""
    return [variation(item) for item in _list(data, "variations")]


def account(data: Any) -> Account:
    """The user. An error of the built-in kinds if it is not the spec's."""
    model: Account = check_required(Account.from_dict(_object(data)))
    return model


def analysis(data: Any) -> Analysis:
    """An analysis. An error of the built-in kinds if it is not the spec's."""
    model: Analysis = check_required(Analysis.from_dict(_object(data)))
    return model


def compatibility(data: Any) -> MultiViewCompatibility:
    """Whether two photos go together. An error of the built-in kinds if it is not the spec's."""
    model: MultiViewCompatibility = check_required(MultiViewCompatibility.from_dict(_object(data)))
    return model


def message(data: Any) -> Message:
    """A confirmation. An error of the built-in kinds if it is not the spec's."""
    return Message.from_dict(_object(data))


def page_item(data: Any, problems: list[UnexpectedResponseError]) -> Render | None:
    """A render of a page, without those of its variations that are not the spec's.

    None if the render itself is not. What is left out is added to `problems`.
    """
    try:
        return render(data)
    except _MISFITS as error:
        problem = why(error)
    page = data.get("variations") if isinstance(data, dict) else None
    items = page.get("items") if isinstance(page, dict) else None
    if isinstance(page, dict) and isinstance(items, list):
        good = [item for item in items if _is_good(item)]
        try:
            model = render({**data, "variations": {**page, "items": good}})
        except _MISFITS as error:
            problem = why(error)
        else:
            lost = len(items) - len(good)
            problems.append(_problem(data, f"{lost} of its variations left out: {problem}"))
            return model
    problems.append(_problem(data, f"left out: {problem}"))
    return None


def _is_good(data: Any) -> bool:
    try:
        variation(data)
    except _MISFITS:
        return False
    return True


def _problem(data: Any, text: str) -> UnexpectedResponseError:
    name = data.get("id") if isinstance(data, dict) else None
    known = isinstance(name, str) and name != "" and name.isprintable()
    shown = name[:100] if known and isinstance(name, str) else "without a readable id"
    return UnexpectedResponseError(
        f"list_renders: a render of this page is not the spec's ({shown}), {text}",
        operation="list_renders",
        status=200,
        render_ids=(shown,) if known else (),
    )


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
