"""What Python sources speak of, read without running them."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any


class Sources:
    """What the sources below some folders, or in some files, speak of."""

    def __init__(self, *places: Path) -> None:
        paths = [path for one in places for path in ([one] if one.is_file() else one.rglob("*.py"))]
        self.trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
        tables = [table for one in places if one.is_dir() for table in one.rglob("*.toml")]
        self.tables = [tomllib.loads(table.read_text(encoding="utf-8")) for table in tables]

    @cached_property
    def constants(self) -> set[Any]:
        """Every string and number, docstrings left out; of tables beside them, the names."""
        found: set[Any] = {name for table in self.tables for name in table}
        for tree in self.trees:
            texts = {
                id(node.value)
                for node in ast.walk(tree)
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            }
            found |= {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and id(node) not in texts
            }
        return found

    @cached_property
    def words(self) -> set[Any]:
        """Every name and every constant."""
        return self.names | self.constants

    @cached_property
    def names(self) -> set[str]:
        """Every name that is used, given as a keyword, or assigned to as an attribute."""
        found = set()
        for node in (one for tree in self.trees for one in ast.walk(tree)):
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
        for node in (one for tree in self.trees for one in ast.walk(tree)):
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
        for tree in self.trees:
            for function in ast.walk(tree):
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
