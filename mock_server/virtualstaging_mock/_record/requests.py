"""Requests: one on its way through the mock, and the latest ones, kept for people to look at.

No key is ever among what is kept.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from virtualstaging_mock._faults.faults import NOTHING, Decision
from virtualstaging_mock._faults.rules import FILE
from virtualstaging_mock._secrets import GONE, redact
from virtualstaging_mock._spec.spec import Operation

MOST_KEPT = 1000
EXCERPT = 2000
SHORTEST_KEY = 8
"""A shorter key may stand in a text by chance, as another word."""


class Head:
    """A request's headers, read once.

    Args:
        pairs: names in any case.

    Attributes:
        fields: by their names in lower case; of one sent twice the last.
    """

    __slots__ = ("_all", "fields")

    def __init__(self, pairs: "Iterable[tuple[str, str]] | Mapping[str, str]") -> None:
        given: Any = pairs
        items: Iterable[tuple[str, str]] = given.items() if isinstance(given, Mapping) else given
        self.fields: dict[str, str] = {}
        self._all: dict[str, list[str]] = {}
        for given_name, given_value in items:
            name = given_name.lower()
            value = given_value.strip(" \t")  # blanks around it are no part of it (RFC 9110, 5.5)
            self.fields[name] = value
            self._all.setdefault(name, []).append(value)

    def values(self, name: str) -> Sequence[str]:
        """All values of a header, by its name in lower case."""
        return self._all.get(name, ())


Headers = Iterable[tuple[str, str]] | Mapping[str, str] | Head


@dataclass(slots=True)
class Exchange:
    """One request as it came, and what is known so far of what became of it.

    Attributes:
        at_ms: when it came, by the mock's clock.
        headers: names in lower case.
        operation: the operationId, `FILE` for a result file, or None where no route matched.
        status: of the answer; None when none was sent whole (reset, empty, hang, cut).
        message: of the answer, when the request was refused.
        acted: whether the mock carried the request out.
        expired: whether a result link was refused as expired.
        fixed_path: whether the document writes the path out, so that nothing of it is the client's.
        authorization: all values of the header.
        key: the API key, where it is let in.
        owner: its fingerprint.
        route: the operation itself.
        decision: what goes wrong on purpose.
        wrong_field: the field or parameter that was wrong, where it was one.
        number: counts the requests.
    """

    at_ms: int
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    operation: str | None = None
    status: int | None = None
    message: str | None = None
    acted: bool = True
    expired: bool = False
    fixed_path: bool = False
    authorization: Sequence[str] = field(default=(), repr=False)
    key: str | None = field(default=None, repr=False)
    owner: str | None = None
    route: Operation | None = None
    decision: Decision = NOTHING
    wrong_field: str | None = None
    number: int = 0


@dataclass(slots=True)
class RequestRecord:
    """One request, as it is kept for people.

    Attributes:
        number: counted from 1 since the mock began or was reset.
        at_ms: when it came, by the mock's clock, in epoch milliseconds.
        key: a fingerprint of the API key, None where there was none that is let in.
        path: with its query; without what a link is signed with.
        operation: the operationId, None where no route matched.
        status: of the answer; None when none was sent whole.
        message: of the answer, when the request was refused.
        field: the field or parameter that was wrong, where it was one.
        body: the beginning of the body, as text.
    """

    number: int
    at_ms: int
    key: str | None
    method: str
    path: str
    operation: str | None
    status: int | None
    message: str | None
    field: str | None
    body: str


def record_of(exchange: Exchange) -> RequestRecord:
    """What is kept of it for people: no key, no secret, no signature."""
    path = exchange.path
    if exchange.query and exchange.operation != FILE:
        path = f"{path}?{exchange.query}"
    body = exchange.body[:EXCERPT].decode("utf-8", "replace")
    if exchange.operation == "set_webhook_secret" and body[:1] != "{":
        body = "(not kept: it may be a secret)"
    keys = [value.rpartition(" ")[2] for value in exchange.authorization]

    def clean(text: str) -> str:
        for key in keys:
            if len(key) >= SHORTEST_KEY:
                text = text.replace(key, GONE)
        return redact(text)

    return RequestRecord(
        number=exchange.number,
        at_ms=exchange.at_ms,
        key=exchange.owner,
        method=exchange.method[:20],
        path=clean(path[:EXCERPT]),
        operation=exchange.operation,
        status=exchange.status,
        message=None if exchange.message is None else clean(exchange.message),
        field=exchange.wrong_field,
        body=clean(body),
    )


class Requests:
    """The latest requests; the record of one is made when it is read."""

    def __init__(self) -> None:
        self._kept: deque[Exchange] = deque(maxlen=MOST_KEPT)
        self.seen = 0

    def __iter__(self) -> Iterator[RequestRecord]:
        return iter([record_of(request) for request in tuple(self._kept)])

    def add(self, request: Exchange) -> None:
        """Keep a request and number it; the oldest goes when there are more than a thousand."""
        self.seen += 1
        request.number = self.seen
        self._kept.append(request)

    def clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()
        self.seen = 0
