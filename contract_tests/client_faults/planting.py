"""What a planted fault is, and how it is laid over the code that runs: nothing on disk changes."""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import CodeType, FunctionType
from typing import Any, Literal, TypeAlias

Kind = Literal[
    "building requests",
    "parsing answers",
    "retries",
    "reconciling",
    "waiting",
    "pages",
    "downloads",
    "webhooks",
    "secrets",
    "errors",
    "settings",
    "connections",
]


_SOURCES: dict[CodeType, str] = {}
"""Of functions that are changed at the moment, or were read beforehand."""


class CannotPlantError(Exception):
    """The code that a fault changes is not as the catalogue knows it: mend the catalogue."""


@dataclass(frozen=True)
class Edit:
    """In one function, one piece of code in place of another.

    Args:
        target: `package.module:Class.function`.
        old: Stands in the function exactly once.
        new: Stands there instead.
    """

    target: str
    old: str
    new: str

    @contextmanager
    def planted(self) -> Iterator[None]:
        """The function's code is changed in place: whoever holds it runs the changed one."""
        function = _function(self.target)
        before = function.__code__
        source = _SOURCES.get(before) or textwrap.dedent(inspect.getsource(function))
        if (times := source.count(self.old)) != 1:
            raise CannotPlantError(f"{self.target}: {self.old!r} stands there {times} times")
        changed = _compiled(function, source := source.replace(self.old, self.new), self.target)
        _SOURCES[changed] = source
        _forget_cached(self.target)
        function.__code__ = changed
        try:
            yield
        finally:
            function.__code__ = before
            _SOURCES.pop(changed, None)
            _forget_cached(self.target)


@dataclass(frozen=True)
class Put:
    """Another value in place of a module's, or a class's.

    Args:
        target: `package.module:name`, or `package.module:Class.name`.
        value: What it is instead.
    """

    target: str
    value: Any

    @contextmanager
    def planted(self) -> Iterator[None]:
        """The value is put in its place, and the old one back."""
        module, _, path = self.target.partition(":")
        holder = _resolve(module, path.rpartition(".")[0])
        name = path.rpartition(".")[2]
        if not hasattr(holder, name):
            raise CannotPlantError(f"{self.target} is not there")
        before = inspect.getattr_static(holder, name)
        setattr(holder, name, self.value)
        try:
            yield
        finally:
            setattr(holder, name, before)


Change: TypeAlias = Edit | Put


@dataclass(frozen=True)
class Fault:
    """One fault, as someone might have made it.

    Args:
        name: Short, and its own.
        kind: What it is a fault in.
        sentence: What goes wrong.
        changes: How it is planted.
    """

    name: str
    kind: Kind
    sentence: str
    changes: tuple[Change, ...]

    @contextmanager
    def planted(self) -> Iterator[None]:
        """The fault is there."""
        with ExitStack() as stack:
            for change in self.changes:
                stack.enter_context(change.planted())
            yield


def remember(faults: Iterable[Fault]) -> None:
    """Read the source of what faults change now: files may change while a long hunt goes on."""
    for change in (change for fault in faults for change in fault.changes):
        if isinstance(change, Edit):
            function = _function(change.target)
            _SOURCES[function.__code__] = textwrap.dedent(inspect.getsource(function))


def _resolve(module: str, path: str) -> Any:
    found: Any = import_module(module)
    for part in path.split(".") if path else ():
        try:
            found = (
                inspect.getattr_static(found, part)
                if isinstance(found, type)
                else getattr(found, part)
            )
        except AttributeError:
            raise CannotPlantError(f"{module}:{path} is not there") from None
    return found


def _raw(target: str) -> Any:
    module, _, path = target.partition(":")
    found = _resolve(module, path)
    if isinstance(found, classmethod | staticmethod):
        found = found.__func__
    if isinstance(found, property):
        found = found.fget
    return found


def _function(target: str) -> FunctionType:
    found = inspect.unwrap(_raw(target))
    if not isinstance(found, FunctionType):
        raise CannotPlantError(f"{target} is no function")
    return found


def _forget_cached(target: str) -> None:
    clear = getattr(_raw(target), "cache_clear", None)
    if clear is not None:
        clear()


def _compiled(function: FunctionType, source: str, name: str) -> CodeType:
    """The code of a function's changed source."""
    tree = ast.parse(source)
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef)
    definition.decorator_list = []
    for one in ast.walk(definition):  # they may name what is imported for type checkers alone
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            one.returns = None
        elif isinstance(one, ast.arg):
            one.annotation = None
    if function.__code__.co_freevars:  # `super()` needs its class around it
        tree.body = [
            ast.ClassDef(name="_", bases=[], keywords=[], body=[definition], decorator_list=[])
        ]
    ast.fix_missing_locations(tree)
    namespace: dict[str, Any] = dict(function.__globals__)
    exec(compile(tree, f"<{name} with a fault>", "exec"), namespace)  # noqa: S102 - that is the point
    made = namespace["_"].__dict__ if function.__code__.co_freevars else namespace
    code: CodeType = made[function.__name__].__code__
    return code
