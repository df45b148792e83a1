"""The latest requests, kept for people to look at; no key is ever among them."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

MOST_KEPT = 1000
EXCERPT = 2000


@dataclass(slots=True)
class RequestRecord:
    """One request that came in.

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


class Requests:
    """A ring of the latest requests.

    Args:
        record_of: makes the record of a request, each time that somebody looks: most are never
            looked at.
    """

    def __init__(self, record_of: Callable[[Any], RequestRecord]) -> None:
        self._record_of = record_of
        self._kept: deque[Any] = deque(maxlen=MOST_KEPT)
        self.seen = 0

    def __iter__(self) -> Iterator[RequestRecord]:
        return iter([self._record_of(request) for request in tuple(self._kept)])

    def add(self, request: Any) -> None:
        """Keep a request and number it; the oldest goes when there are more than a thousand."""
        self.seen += 1
        request.number = self.seen
        self._kept.append(request)

    def clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()
        self.seen = 0
