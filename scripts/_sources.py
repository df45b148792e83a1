"""The names and constants in Python sources, read without running them."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any


class Sources:
    """The names and constants in the sources below some folders, or in some files."""

    def __init__(self, *places: Path) -> None:
        paths = [path for one in places for path in ([one] if one.is_file() else one.rglob("*.py"))]
        trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
        self._nodes = [node for tree in trees for node in ast.walk(tree)]
        tables = [table for one in places if one.is_dir() for table in one.rglob("*.toml")]
        self.tables = [tomllib.loads(table.read_text(encoding="utf-8")) for table in tables]

    @cached_property
    def constants(self) -> set[Any]:
        """Every string and number, docstrings left out; of tables beside them, the names."""
        found: set[Any] = {name for table in self.tables for name in table}
        texts = {id(node.value) for node in self._nodes if isinstance(node, ast.Expr)}
        constants = (node for node in self._nodes if isinstance(node, ast.Constant))
        return found | {node.value for node in constants if id(node) not in texts}

    @cached_property
    def words(self) -> set[Any]:
        """Every name and every constant."""
        return self.names | self.constants

    @cached_property
    def names(self) -> set[str]:
        """Every name that is used, given as a keyword, or assigned to as an attribute."""
        found = set()
        for node in self._nodes:
            match node:
                case ast.Name(id=name) | ast.keyword(arg=str(name)):
                    found.add(name)
                case ast.Attribute(attr=name):
                    found.add(name)
                case ast.alias(name=name):
                    found.add(name.rpartition(".")[2])
        return found

    @cached_property
    def written(self) -> set[str]:
        """Every key that is written: of a dict, or set in one."""
        found: set[Any] = set()
        for node in self._nodes:
            match node:
                case ast.Dict(keys=keys):
                    found |= {key.value for key in keys if isinstance(key, ast.Constant)}
                case ast.Subscript(slice=ast.Constant(value=key), ctx=ast.Store()):
                    found.add(key)
        return found

    @cached_property
    def sent(self) -> dict[str, set[str]]:
        """By operation, the parameters that are handed to the generated `_get_kwargs`."""
        found: dict[str, set[str]] = {}
        for function in self._nodes:
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for module in _builders(function):
                    found.setdefault(module, set()).update(_given(function))
        return found


def _builders(function: ast.AST) -> Iterator[str]:
    """The operations whose `_get_kwargs` a function imports."""
    for node in ast.walk(function):
        if not isinstance(node, ast.ImportFrom) or ".api." not in f"{node.module}":
            continue
        if any(one.name == "_get_kwargs" for one in node.names):
            yield str(node.module).rpartition(".")[2]


def _given(function: ast.AST) -> Iterator[str]:
    """The keywords of each call that `_get_kwargs` is part of."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            called = [node.func, *node.args]
            if any(isinstance(one, ast.Name) and one.id == "_get_kwargs" for one in called):
                yield from (one.arg for one in node.keywords if one.arg)
