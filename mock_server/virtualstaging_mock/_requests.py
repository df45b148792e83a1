"""The latest requests, kept for people to look at; no key is ever among them."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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
    """A ring of the latest requests."""

    def __init__(self) -> None:
        self._kept: deque[Callable[[], RequestRecord]] = deque(maxlen=MOST_KEPT)
        self.seen = 0

    def __iter__(self) -> Iterator[RequestRecord]:
        return iter([record() for record in tuple(self._kept)])

    def add(self, record: Callable[[], RequestRecord]) -> None:
        """Keep a request; the oldest goes when there are more than a thousand.

        Args:
            record: makes the record, each time that somebody looks: most are never looked at.
        """
        self._kept.append(record)

    def next_number(self) -> int:
        """Count a request."""
        self.seen += 1
        return self.seen

    def clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()
        self.seen = 0
