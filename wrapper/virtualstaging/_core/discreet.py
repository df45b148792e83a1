"""Keeps keys, links and bodies out of the locals of tracebacks: many tools show those, or send them
to a service.
"""

import functools
import inspect
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, TypeVar, cast

T = TypeVar("T")

_OURS = ("virtualstaging.", "virtualstaging_api.")


def discreet(thing: T) -> T:
    """A function, or a class with its public methods, behind whose errors no locals are kept."""
    if not inspect.isclass(thing):
        return cast(T, _wrapped(thing))  # type: ignore[arg-type]
    for name, member in list(vars(thing).items()):
        if inspect.isfunction(member) and (name == "__init__" or not name.startswith("_")):
            setattr(thing, name, _wrapped(member))
    return thing


def _wrapped(function: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            try:
                return await function(*args, **kwargs)
            except BaseException as error:
                del args, kwargs
                _forget_locals(error)
                raise

        return wrapper

    @functools.wraps(function)
    def plain_wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            del args, kwargs
            _forget_locals(error)
            raise

    return plain_wrapper


def _forget_locals(error: BaseException) -> None:
    """Of all frames of ours that have ended, of this error and of those behind it."""
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        todo += [one.__cause__, one.__context__]
        _clear(one.__traceback__)


def _clear(trace: TracebackType | None) -> None:
    while trace is not None:
        frame = trace.tb_frame
        if str(frame.f_globals.get("__name__", "")).startswith(_OURS):
            with suppress(RuntimeError):  # it is still at work
                frame.clear()
        trace = trace.tb_next
