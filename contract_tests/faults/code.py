"""Other code in place of a client's: nothing on disk changes."""

import ast
import builtins
import dis
import inspect
import textwrap
from collections.abc import Container, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import CodeType, FunctionType
from typing import Any

_SOURCES: dict[CodeType, str] = {}
"""Of functions that are changed, or were once: files may change while many faults are planted."""


class CannotPlantError(Exception):
    """The code that a fault changes is not as the catalogue knows it: mend the catalogue."""


@dataclass(frozen=True)
class Edit:
    """One change of a client's code.

    Args:
        target: `package.module:function`, `package.module:Class.function`, or, without `old`, any
            name of a module or class.
        new: What the code is instead. Without `old`, an expression for the value of the name.
        old: A piece of the function's code, which stands there exactly once.
    """

    target: str
    new: str
    old: str | None = None

    @contextmanager
    def planted(self) -> Iterator[None]:
        """The change is there; afterwards everything is as before."""
        with self._another_value() if self.old is None else self._another_code(self.old):
            yield

    def current(self) -> object:
        """What is changed, as it is now."""
        return _raw(self.target) if self.old is None else _function(self.target).__code__

    @contextmanager
    def _another_code(self, old: str) -> Iterator[None]:
        """The function's code is changed in place: all references to it run the changed code."""
        function = _function(self.target)
        before = function.__code__
        source = _source(function)
        if (times := source.count(old)) != 1:
            raise CannotPlantError(f"{self.target}: {old!r} stands there {times} times")
        changed = _compiled(function, source := source.replace(old, self.new), self.target)
        _SOURCES[changed] = source
        _forget_cached(self.target)
        function.__code__ = changed
        try:
            yield
        finally:
            function.__code__ = before
            _SOURCES.pop(changed, None)
            _forget_cached(self.target)

    @contextmanager
    def _another_value(self) -> Iterator[None]:
        module, _, path = self.target.partition(":")
        holder = _resolve(module, path.rpartition(".")[0])
        name = path.rpartition(".")[2]
        if not hasattr(holder, name):
            raise CannotPlantError(f"{self.target} is not there")
        before = inspect.getattr_static(holder, name)
        setattr(holder, name, eval(self.new, vars(import_module(module))))  # noqa: S307 - ours
        try:
            yield
        finally:
            setattr(holder, name, before)


@contextmanager
def planted(edits: tuple[Edit, ...]) -> Iterator[None]:
    """All of some changes are there. Raises CannotPlantError when the code is another."""
    with ExitStack() as stack:
        for edit in edits:
            stack.enter_context(edit.planted())
        yield


def _source(function: FunctionType) -> str:
    code = function.__code__
    if code not in _SOURCES:
        _SOURCES[code] = textwrap.dedent(inspect.getsource(function))
    return _SOURCES[code]


def _resolve(module: str, path: str) -> Any:
    try:
        found: Any = import_module(module)
        for part in path.split(".") if path else ():
            found = (
                inspect.getattr_static(found, part)
                if isinstance(found, type)
                else getattr(found, part)
            )
    except (ModuleNotFoundError, AttributeError):
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
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise CannotPlantError(f"{name}: with the fault it is no Python: {error}") from None
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
    check_names(code, namespace)
    return code


def check_names(code: CodeType, known: Container[str]) -> None:
    """Raises CannotPlantError for a name that means nothing: tests that fail by that would be taken
    for tests that caught the fault."""
    steps = list(dis.get_instructions(code))
    stored = {step.argval for step in steps if step.opname == "STORE_NAME"}
    for step in steps:
        name = step.argval
        if isinstance(name, CodeType):
            check_names(name, known)
        elif step.opname in ("LOAD_GLOBAL", "LOAD_NAME") and not (
            name in stored or name in known or hasattr(builtins, name)
        ):
            raise CannotPlantError(f"{code.co_name}: {name} is not defined there")
