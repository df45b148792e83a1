"""HTTP on a connection: uvicorn's, with a shorter path for what the mock answers at once."""

import asyncio
import functools
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from virtualstaging_mock._http.reply import JSON_HEADERS, Outcome, Reply, http_date
from virtualstaging_mock._record.requests import Head
from virtualstaging_mock._spec.validation import MAX_BODY_BYTES

from .asgi import ANSWER, TRANSPORT, MockApp

_API = b"/v2/"
# Headers whose requests uvicorn has to carry out.
_FOR_UVICORN = frozenset({"connection", "expect", "upgrade"})
_BAD_REQUEST = (
    b'{"message":"Validation error. The request is no valid HTTP; HTTP/1.1 asks for one Host."}'
)

RawHeaders = tuple[tuple[bytes, bytes], ...]


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP, except that a call of the API needs neither a task nor ASGI messages.

    It saves a quarter of a call's processor time: 74 microseconds for a POST /renders, 101 by
    uvicorn's own path (`benchmarks/mock.py` holds it to 2.6 times an empty application's). So a
    plain request to the API goes straight to it, and its answer out in one write. All others take
    uvicorn's path: pages and files, what is pipelined behind an unfinished answer, what wants the
    connection closed, and answers that pause, wait, work or break off.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._raw_headers: list[tuple[bytes, bytes]] = []
        self._head: Head | None = None  # of a request that takes the short path
        self._pieces: list[bytes] = []
        self._size = 0
        self._used_at = 0.0
        self._idle_timer: asyncio.TimerHandle | None = None

    @property
    def _parser(self) -> Any:
        """The parser of the connection; uvicorn types it as optional."""
        return self.parser

    def on_message_begin(self) -> None:
        """Begin a request."""
        self.url = b""
        self._raw_headers = []
        self._head = None

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        self._raw_headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Choose between the short path and uvicorn's."""
        head, plain = _head_of(tuple(self._raw_headers))
        if len(head.values("host")) != 1 and self._parser.get_http_version() == "1.1":
            raise ValueError("HTTP/1.1 asks for one Host header.")  # answered by a 400 (RFC 9112)
        if plain and self._is_plain():
            self._head, self._pieces, self._size = head, [], 0
        else:
            self._begin_uvicorns_path(None)

    def on_body(self, body: bytes) -> None:
        """Keep the body; of one that is too large, a little more than is allowed."""
        if self._head is None:
            super().on_body(body)
        elif self._size <= MAX_BODY_BYTES:
            self._pieces.append(body)
            self._size += len(body)

    def on_message_complete(self) -> None:
        """Answer."""
        head = self._head
        if head is None:
            super().on_message_complete()
            return
        self._head = None
        pieces = self._pieces
        mock = cast("MockApp", self.app).mock
        path, _, query = self.url.decode("ascii").partition("?")
        body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        outcome = mock.handle(self._parser.get_method().decode("ascii"), path, query, head, body)
        if (
            type(outcome) is Reply
            and outcome.headers is JSON_HEADERS
            and outcome.ending is None
            and not outcome.pause
        ):
            self._write(outcome, mock.clock.now_ms() // 1000)
        else:
            self._begin_uvicorns_path(outcome)
            super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        super().connection_lost(exc)
        if self._idle_timer is not None:
            self._idle_timer.cancel()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Refuse what is no HTTP with an error body such as the API's own."""
        head = (
            "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n"
            f"content-length: {len(_BAD_REQUEST)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + _BAD_REQUEST)
        self.transport.close()

    def _is_plain(self) -> bool:
        url = self.url
        return (
            url.startswith(_API)
            and url.isascii()
            and b"#" not in url
            and not self._is_answering()
            and not self.flow.write_paused
            and self._parser.get_http_version() == "1.1"
            and self._parser.get_method() != b"HEAD"
            and isinstance(self.app, MockApp)
            and self.app.plain
        )

    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _begin_uvicorns_path(self, outcome: Outcome | None) -> None:
        """Pass the request to uvicorn, with the mock's answer, if there is one already."""
        url = self.url
        super().on_message_begin()
        for name, value in self._raw_headers:
            super().on_header(name, value)
        self.url = url
        # Planted faults have to reach the connection: they break it.
        extensions = {TRANSPORT: self.transport, ANSWER: outcome}
        self.scope["extensions"] = cast("Any", extensions)
        super().on_headers_complete()

    def _write(self, reply: Reply, seconds: int) -> None:
        body = reply.body
        self.transport.write(
            b"%bcontent-length: %d\r\n\r\n%b"
            % (_first_lines(reply.status, seconds), len(body), body)
        )
        self.server_state.total_requests += 1
        self._used_at = self.loop.time()
        if self._idle_timer is None:
            self._idle_timer = self.loop.call_later(self.timeout_keep_alive, self._close_if_idle)

    def _close_if_idle(self) -> None:
        """Close a connection that has not been used for long; one timer serves all its requests."""
        idle = self.loop.time() - self._used_at
        busy = self._head is not None or self._is_answering()
        if idle >= self.timeout_keep_alive and not busy:
            self.timeout_keep_alive_handler()
            return
        wait = max(1.0, self.timeout_keep_alive - idle)
        self._idle_timer = self.loop.call_later(wait, self._close_if_idle)


@functools.lru_cache(maxsize=64)
def _first_lines(status: int, seconds: int) -> bytes:
    """An answer's first lines, but for the length."""
    date = http_date(seconds).encode("ascii")
    return b"%bcontent-type: application/json\r\ndate: %b\r\n" % (STATUS_LINE[status], date)


@functools.lru_cache(maxsize=256)
def _head_of(raw: RawHeaders) -> tuple[Head, bool]:
    """A request's headers, most of which are repeated; and whether none of them is for uvicorn."""
    head = Head([(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw])
    return head, not _FOR_UVICORN & head.fields.keys()
