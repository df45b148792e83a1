"""Equality as JSON has it: 1, 1.0 and true are three values."""

import json
from typing import Any


def same(first: Any, second: Any) -> bool:
    """Whether two JSON values are the same, the order of an object's fields aside."""
    return _text(first) == _text(second)


def assert_same(got: Any, expected: Any) -> None:
    """Fail with both values, and with the first place where they differ."""
    if not same(got, expected):
        raise AssertionError(
            f"{difference(got, expected)}\n     got {got!r}\nexpected {expected!r}"
        )


def difference(got: Any, expected: Any, where: str = "") -> str:
    """The first place where two values differ, in words."""
    if isinstance(got, dict) and isinstance(expected, dict):
        for name in sorted(got.keys() | expected.keys()):
            if name not in got:
                return f"{where}/{name} was lost"
            if name not in expected:
                return f"{where}/{name} was added"
            if not same(got[name], expected[name]):
                return difference(got[name], expected[name], f"{where}/{name}")
    if isinstance(got, list) and isinstance(expected, list):
        if len(got) != len(expected):
            return f"{where or 'the array'} has {len(got)} items, not {len(expected)}"
        for index, pair in enumerate(zip(got, expected, strict=True)):
            if not same(*pair):
                return difference(*pair, f"{where}/{index}")
    return f"{where or 'the value'} is {got!r}, not {expected!r}"


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=_refuse)


def _refuse(value: object) -> str:
    raise AssertionError(f"{value!r} is no JSON value, but {type(value).__name__}")
