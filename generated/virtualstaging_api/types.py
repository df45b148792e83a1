# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
"""Types shared by the models and the API functions."""

from collections.abc import Mapping, MutableMapping
from typing import Generic, Literal, Self, TypeVar, final

from attrs import define


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


def hidden(value: object) -> str:
    """The repr of a link, a photo or a secret: only whether there is one."""
    return "..." if value else repr(value)


def names_only(values: Mapping[str, object]) -> str:
    """The repr of fields that the spec does not know: a link may be among them."""
    return str(sorted(values))


T = TypeVar("T")


@define
class Response(Generic[T]):
    """An answer: its status as a plain number, since servers use some that `HTTPStatus` does not know."""

    status_code: int
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T | None


__all__ = ["UNSET", "Response", "Unset", "hidden", "names_only"]
