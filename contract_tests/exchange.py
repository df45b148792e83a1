"""One request, its answer, and the failure that shows both to a person."""

import json
import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

JSON = "application/json"
OPERATION = r"\b[a-z]+(_[a-z]+)+\b"


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. `path` is escaped and stands below the base URL; `query` is escaped, without
    `?`."""

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever its case."""
        return _header(self.headers, name)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever its case."""
        return _header(self.headers, name)

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case; empty when there is none."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """The body as JSON, in which no key stands twice. Raises ValueError when it is none."""
        return _parsed(self.body)

    def excerpt(self, length: int = 1500) -> str:
        """Status and the beginning of the body, for people."""
        text = self.body[: length + 1].decode("utf-8", "backslashreplace")
        return f"{self.status} {text[:length]}{'…' if len(self.body) > length else ''}".rstrip()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer."""

    request: Request
    answer: Answer


# The last requests that were sent, newest last, each as a command; every failure has a copy.
trail: deque[object] = deque(maxlen=8)


class Failure(AssertionError):  # noqa: N818 - it is what pytest calls one
    """The server did not do what it should.

    Args:
        expected: What should have come, and why.
        got: What came.
        place: Where the spec says so.
        passing: Whether the server may be right all the same: two things in one answer may
            disagree for a moment, because one was read before the other. Then it is read again.
    """

    def __init__(
        self, expected: str, got: str = "", place: str = "", *, passing: bool = False
    ) -> None:
        super().__init__(expected)
        self.expected = expected
        self.got = got
        self.place = place
        self.passing = passing
        self.commands: Sequence[object] = list(trail)[::-1]

    @property
    def complaint(self) -> str:
        """What is wrong, without what differs between objects, so that one cause has one complaint:
        without ids and numbers; of a schema, only what it says of one property."""
        _, is_schema, broken = self.expected.partition("; at ")
        words = broken.rpartition("/")[2] if is_schema else f"{self.place} {self.expected}"
        things = r"[\w./-]*\d[\w./-]*|\{.*\}|\[.*\]|'.*?'"
        return re.sub(f"{things}|{OPERATION}", "#", words)

    def __str__(self) -> str:
        lines = [f"expected: {self.expected}"]
        if self.place:
            lines.append(f"spec:     {self.place}")
        if self.got:
            lines.append(f"got:      {self.got}")
        if self.commands:
            lines.append(f"repeat:   {self.commands[0]}")
            lines += [f"after:    {command}" for command in self.commands[1:]]
        return "\n".join(lines)


class OutOfReach(Exception):  # noqa: N818 - not an error: something cannot be tested on this server
    """This server cannot show what a check needs to see; the message says why."""


def parse_json(text: bytes) -> Any:
    """JSON, strictly: UTF-8, no NaN, no infinity. Raises ValueError."""

    return _DECODER.decode(text.decode("utf-8"))


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys stand once: parsers differ in which of two they take."""
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError(f"a key stands twice in {[key for key, _ in pairs]}")
    return value


_DECODER = json.JSONDecoder(parse_constant=_refuse)
_STRICT = json.JSONDecoder(parse_constant=_refuse, object_pairs_hook=_unique)


@lru_cache(maxsize=4)
def _parsed(text: bytes) -> Any:
    """Many rules parse the same answer. None of them may change the value."""
    return _STRICT.decode(text.decode("utf-8"))


def json_body(value: object) -> bytes:
    """A value as the bytes of a JSON body."""
    return json.dumps(value).encode()


def query_string(query: object) -> str:
    """A mapping, a list of pairs or a ready string as a query string; booleans as the spec writes
    them."""
    if query is None:
        return ""
    if isinstance(query, str):
        return query
    pairs = list(query.items()) if isinstance(query, dict) else list(query)  # type: ignore[call-overload]
    return urlencode([(name, _text(value)) for name, value in pairs], quote_via=quote)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)
