# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
"""Types shared by the models and the API functions."""

import re
from collections.abc import Iterator, KeysView, Mapping, MutableMapping
from datetime import UTC, datetime, timedelta
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


@define(repr=False, eq=False)
class Model:
    """An object of the API.

    `dict(model)` is its JSON, so that web frameworks can encode it; pydantic takes it as a type.
    """

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it."""
        raise NotImplementedError

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON."""
        raise NotImplementedError

    def keys(self) -> KeysView[str]:
        """The names of what it holds, as in JSON."""
        return self.to_dict().keys()

    def __getitem__(self, key: str) -> Any:
        return self.to_dict()[key]

    def __repr__(self) -> str:
        """Without links, photos and secrets, without what is absent, of unknown fields the names."""
        shown = (f"{name}={value}" for name, value in self._shown())
        return f"{type(self).__name__}({', '.join(shown)})"

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        # rich would look into the fields by itself, and show all of them.
        return ((name, _AsShown(value)) for name, value in self._shown())

    def _shown(self) -> Iterator[tuple[str, str]]:
        for one in fields(type(self)):
            value = getattr(self, one.name)
            if not (value is one.default or value is UNSET or value == {}):
                yield one.name, _shown(one.name, value)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        from pydantic_core import core_schema as pydantic

        def parse(data: dict[str, Any]) -> Any:
            try:
                return cls.from_dict(data)
            except (KeyError, TypeError, AttributeError) as error:
                raise ValueError(f"not a {cls.__name__}: {error!r}") from None

        as_json = pydantic.no_info_after_validator_function(parse, pydantic.dict_schema())
        return pydantic.json_or_python_schema(
            as_json,
            pydantic.union_schema([pydantic.is_instance_schema(cls), as_json]),
            serialization=pydantic.plain_serializer_function_ser_schema(cls.to_dict),
        )


class _AsShown(str):
    """A text that is shown as it is."""

    __slots__ = ()
    __repr__ = str.__str__


def as_json(value: Any) -> Any:
    """A value of a model as JSON has it."""
    if isinstance(value, Model):
        return value.to_dict()
    return [as_json(one) for one in value] if isinstance(value, list) else value


def as_datetime(milliseconds: float) -> datetime:
    """The instant, in UTC.

    Raises:
        OverflowError: It is not in the years 1 to 9999.
    """
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


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


__all__ = ["UNSET", "Model", "Response", "Unset", "as_datetime", "as_json", "segment"]
