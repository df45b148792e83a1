# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
"""Types shared by the models and the API functions."""

import re
from collections.abc import MutableMapping
from typing import Any, Generic, Literal, Self, TypeVar, final
from urllib.parse import quote

from attrs import define, field, fields


@final
class Unset:
    """The type of `UNSET`: a value that was not given, which is not the same as `None`."""

    def __new__(cls) -> Self:
        existing: Self | None = globals().get("UNSET")
        return super().__new__(cls) if existing is None else existing

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        # Copies and pickles refer to the one object by name; models test for it with `is`.
        return "UNSET"


UNSET: Unset = Unset()

_SECRET = ("url", "urls", "link", "links", "secret", "token", "key", "password")
_LINK = re.compile(r"\S+://\S+|data:\S+")


def safe_repr(model: Any) -> str:
    """The repr of a model: without links, photos and secrets, of unknown fields the names alone."""
    shown = (
        f"{one.name}={_shown(one.name, getattr(model, one.name))}" for one in fields(type(model))
    )
    return f"{type(model).__name__}({', '.join(shown)})"


def _shown(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return str(sorted(value))
    if name.endswith(_SECRET):
        return "..." if value else repr(value)
    if isinstance(value, list):
        return f"[{', '.join(_shown(name, one) for one in value)}]"
    return repr(_LINK.sub("...", value) if isinstance(value, str) else value)


def segment(name: str, value: object) -> str:
    """A value as one segment of a path.

    Raises:
        ValueError: It is empty, or means another path: `.` and `..`.
    """
    text = str(value)
    if text in ("", ".", ".."):
        raise ValueError(f"{name} must not be {text!r}: that is another path.")
    return quote(text, safe="")


T = TypeVar("T")


@define
class Response(Generic[T]):
    """An answer: its status as a plain number, since servers use some that `HTTPStatus` does not know."""

    status_code: int
    content: bytes = field(repr=False)
    headers: MutableMapping[str, str] = field(repr=False)
    parsed: T | None


__all__ = ["UNSET", "Response", "Unset", "safe_repr", "segment"]
