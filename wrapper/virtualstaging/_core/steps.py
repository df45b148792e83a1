"""The vocabulary of flows.

A flow is a generator: it yields steps and receives what came of them. It does no I/O, so it is the
same for both clients and is tested by feeding it answers. `_core.drivers` carries the steps out.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, without the key: the transport adds it.

    Args:
        operation: The spec's operationId.
        method: In capitals.
        path: Below the base URL, escaped.
        query: Parameters, as text.
        content: The body, JSON, or None for none.
        timeout: Seconds for each pause while reading; None for the client's own.
        long: The call waits for completion: it goes to the server made for that.
    """

    operation: str
    method: str
    path: str
    query: Mapping[str, str] | None = None
    content: bytes | None = field(default=None, repr=False)
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
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


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


@dataclass(frozen=True, slots=True)
class Work:
    """Do something that blocks, as reading a file does. Receives its result; what it raises is
    raised in the flow. The async driver does it in a thread.
    """

    function: Callable[[], Any]


class Receiver(Protocol):
    """Takes in a file as it comes. It may block, and raises `RejectedError` to end the fetch."""

    def begin(self, answer: "Answer") -> bool:
        """Look at the answer's status and headers; whether its body is wanted."""
        ...

    def write(self, piece: bytes) -> None:
        """Take in the next bytes of the body."""
        ...


@dataclass(frozen=True, slots=True)
class Fetch:
    """Get a file from any host, without the key. Receives an `Answer` without its body, which went
    to the receiver. Raises `NotSent`, `NoAnswer`, or the receiver's `RejectedError`.

    Args:
        url: Signed, so it is a secret.
        headers: Whatever the request needs beyond the usual.
        receiver: Takes the body in.
        seconds: For all of it.
    """

    url: str = field(repr=False)
    headers: Mapping[str, str]
    receiver: Receiver
    seconds: float


Step: TypeAlias = Send | Sleep | Now | Work | Fetch
Flow: TypeAlias = Generator[Step, Any, T]


class TransportError(Exception):
    """A step failed. Never shown to callers: flows turn it into one of `virtualstaging.errors`.

    Args:
        reason: One sentence, without the key and without links.
        timeout: Time ran out.
        final: It would fail again, however often.
    """

    def __init__(self, reason: str, *, timeout: bool = False, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.timeout = timeout
        self.final = final


class RejectedError(Exception):
    """The receiver of a file will not have it, or cannot keep it. Internal, as the others are."""


class NotSent(TransportError):  # noqa: N818 - says what happened
    """No connection was made: the server cannot have seen the request."""


class NoAnswer(TransportError):  # noqa: N818 - says what happened
    """The request left, or part of it; no whole answer came back. The server may have acted."""
