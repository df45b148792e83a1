"""In-process transports for httpx: a client talks to the mock without a socket."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Protocol

import anyio
import anyio.to_thread
import httpx

from virtualstaging_mock._clock import Clock

from .reply import Later, Outcome, Reply, Work, wire_headers


class Answering(Protocol):
    """What answers requests: a mock."""

    clock: Clock

    def handle(
        self, method: str, path: str, query: str, headers: list[tuple[str, str]], body: bytes
    ) -> Outcome:
        """Take one request."""
        ...

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        ...


class MockTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Passes requests to a mock, as the `transport` of an `httpx.Client` or `httpx.AsyncClient`.

    Where the mock's time stands still, pauses pass on its clock and take none here; where it
    follows the wall they are slept. Planted faults of the wire become the errors that httpx would
    raise.

    Args:
        mock: answers the requests.
    """

    def __init__(self, mock: Answering) -> None:
        self.mock = mock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a `Client`."""
        body = request.read()
        outcome = self._handle(request, body)
        if isinstance(outcome, Later):
            time.sleep(self._wait(request, outcome.due_ms))
            outcome = outcome.finish()
        if isinstance(outcome, Work):
            outcome = outcome.run()
        time.sleep(self._pause(request, outcome))
        return _response(request, outcome, self.mock.clock.now_ms())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an `AsyncClient`."""
        body = await request.aread()
        outcome = self._handle(request, body)
        if isinstance(outcome, Later):
            await anyio.sleep(self._wait(request, outcome.due_ms))
            outcome = outcome.finish()
        if isinstance(outcome, Work):
            outcome = await anyio.to_thread.run_sync(outcome.run)
        await anyio.sleep(self._pause(request, outcome))
        return _response(request, outcome, self.mock.clock.now_ms())

    def _handle(self, request: httpx.Request, body: bytes) -> Outcome:
        path, _, query = request.url.raw_path.partition(b"?")
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in request.headers.raw]
        return self.mock.handle(
            request.method, path.decode("latin-1"), query.decode("latin-1"), headers, body
        )

    def _wait(self, request: httpx.Request, due_ms: int) -> float:
        """Real seconds until an answer is there; one that comes too late is a read timeout."""
        return _within(request, self.mock.clock.real_seconds_until(due_ms))

    def _pause(self, request: httpx.Request, reply: Reply) -> float:
        if not reply.pause:
            return 0.0
        clock = self.mock.clock
        if clock.follows_wall:
            return _within(request, clock.span_ms(reply.pause * 1000) / 1000)
        allowed = _read_timeout(request)
        if allowed is not None and reply.pause > allowed:
            self.mock.advance(allowed)
            raise httpx.ReadTimeout("The read operation timed out", request=request)
        self.mock.advance(reply.pause)
        return 0.0


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, reply: Reply, failure: Callable[[], Exception]) -> None:
        self._reply = reply
        self._failure = failure

    def _pieces(self) -> Iterator[bytes]:
        body = self._reply.body
        if self._reply.ending == "cut":
            yield body[: len(body) // 2]
            raise self._failure()
        if self._reply.ending == "drip":
            for i in range(len(body)):
                yield body[i : i + 1]
        else:
            yield body

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces():
            yield piece


def _response(request: httpx.Request, reply: Reply, now_ms: int) -> httpx.Response:
    if reply.ending == "reset":
        raise httpx.ReadError("Connection reset by peer", request=request)
    if reply.ending == "empty":
        raise httpx.RemoteProtocolError(
            "Server disconnected without sending a response.", request=request
        )
    if reply.ending == "hang":
        raise httpx.ReadTimeout("The read operation timed out", request=request)
    headers = dict(wire_headers(reply, now_ms))
    if request.method == "HEAD":
        return httpx.Response(reply.status, headers=headers, request=request)
    if reply.ending is None:
        return httpx.Response(
            reply.status, headers=headers, stream=httpx.ByteStream(reply.body), request=request
        )
    stream = _Body(
        reply,
        lambda: httpx.RemoteProtocolError(
            "peer closed connection without sending complete message body", request=request
        ),
    )
    return httpx.Response(reply.status, headers=headers, stream=stream, request=request)


def _within(request: httpx.Request, seconds: float) -> float:
    allowed = _read_timeout(request)
    if allowed is not None and seconds > allowed:
        raise httpx.ReadTimeout("The read operation timed out", request=request)
    return seconds


def _read_timeout(request: httpx.Request) -> float | None:
    timeout = request.extensions.get("timeout", {}).get("read")
    return None if timeout is None else float(timeout)
