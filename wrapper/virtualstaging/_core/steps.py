"""The vocabulary of flows.

A flow is a generator: it yields steps and receives what came of them. It does no I/O, so it is the
same for both clients and is tested by feeding it answers. `_core.drivers` carries the steps out.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, without the key: the transport adds it.

    Args:
        operation: The spec's operationId.
        method: In capitals.
        path: Below the base URL, escaped.
        query: Parameters, as text.
        json: The body, or None for none.
        timeout: Seconds for each pause while reading; None for the client's own.
        long: The call waits for completion: it goes to the server made for that.
    """

    operation: str
    method: str
    path: str
    query: Mapping[str, str] | None = None
    json: Any = None
    timeout: float | None = None
    long: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole HTTP answer.

    Args:
        status: The status code.
        headers: By name in lower case.
        body: The bytes, decompressed.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class Moment(NamedTuple):
    """Answer to `Now`."""

    monotonic: float
    """Seconds, of a clock that is never set back."""
    epoch_ms: float
    """Milliseconds since 1970, by this machine's clock."""


@dataclass(frozen=True, slots=True)
class Send:
    """Send a request. Receives an `Answer`; when it fails, `NotSent` or `NoAnswer` is raised."""

    request: Request


@dataclass(frozen=True, slots=True)
class Sleep:
    """Pause for some seconds. Receives None."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Now:
    """What time is it? Receives a `Moment`."""


Step: TypeAlias = Send | Sleep | Now
Flow: TypeAlias = Generator[Step, Any, T]


class TransportError(Exception):
    """A step failed. Never shown to callers: flows turn it into one of `virtualstaging.errors`.

    Args:
        reason: One sentence, without the key and without links.
        timeout: Time ran out.
    """

    def __init__(self, reason: str, *, timeout: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.timeout = timeout


class NotSent(TransportError):  # noqa: N818 - says what happened
    """No connection was made: the server cannot have seen the request."""


class NoAnswer(TransportError):  # noqa: N818 - says what happened
    """The request left, or part of it; no whole answer came back. The server may have acted."""
