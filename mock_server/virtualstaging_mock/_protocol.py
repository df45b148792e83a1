"""HTTP on a connection: uvicorn's, with a short way for what the mock answers at once."""

import functools
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from ._asgi import ANSWER, TRANSPORT, MockApp
from ._pending import Outcome
from ._reply import JSON_HEADERS, Reply
from ._validation import MAX_BODY_BYTES
from ._wire import http_date

if TYPE_CHECKING:
    pass

_API = b"/v2/"
Raw = list[tuple[bytes, bytes]]


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP, but that a call of the API needs neither a task nor messages.

    A task, an event, and two messages with their checks cost more than the mock itself needs for an
    answer. So a plain request to the API goes straight to it, and its answer out in one write. All
    others take uvicorn's way: pages and files, what is pipelined behind an unfinished answer, what
    wants the connection closed, and answers that pause, wait, work or break off.
    """

    _pieces: list[bytes] | None = None
    _size = 0

    def on_message_begin(self) -> None:
        """Let the application reach the connection, which it may have to break."""
        super().on_message_begin()
        self.scope["extensions"] = cast("Any", {TRANSPORT: self.transport})
        self._pieces = None

    def on_headers_complete(self) -> None:
        """Choose the way."""
        if self._is_plain():
            self._pieces, self._size = [], 0
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Keep the body; of one that is too large, a little more than is allowed."""
        if self._pieces is None:
            super().on_body(body)
        elif self._size <= MAX_BODY_BYTES:
            self._pieces.append(body)
            self._size += len(body)

    def on_message_complete(self) -> None:
        """Answer."""
        pieces = self._pieces
        if pieces is None:
            super().on_message_complete()
            return
        app = cast("MockApp", self.app)
        path, _, query = self.url.partition(b"?")
        outcome = app.mock.handle(
            self.parser.get_method().decode("ascii"),
            path.decode("ascii"),
            query.decode("ascii"),
            _headers(tuple(self.headers)),
            pieces[0] if len(pieces) == 1 else b"".join(pieces),
        )
        if type(outcome) is Reply and _is_plain(outcome):
            self._write(outcome, app.mock.clock.now_ms() // 1000)
        else:
            self._answer_later(outcome)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Refuse what is no HTTP with an error body such as the API's own."""
        body = b'{"message":"Validation error. The request is no valid HTTP."}'
        head = (
            "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()

    def _is_plain(self) -> bool:
        url, cycle, parser = self.url, self.cycle, self.parser
        return (
            url.startswith(_API)
            and url.isascii()
            and b"#" not in url
            and (not cycle or cycle.response_complete)
            and not self.flow.write_paused
            and not self.expect_100_continue
            and parser.should_keep_alive()
            and not parser.should_upgrade()
            and parser.get_http_version() == "1.1"
            and parser.get_method() != b"HEAD"
            and isinstance(self.app, MockApp)
        )

    def _write(self, reply: Reply, seconds: int) -> None:
        body = reply.body
        head = _head(reply.status, seconds)
        self.transport.write(b"%bcontent-length: %d\r\n\r\n%b" % (head, len(body), body))
        self.on_response_complete()

    def _answer_later(self, outcome: Outcome) -> None:
        cast("dict[str, Any]", self.scope["extensions"])[ANSWER] = outcome
        self._pieces = None
        super().on_headers_complete()
        super().on_message_complete()


def _is_plain(reply: Reply) -> bool:
    return reply.headers is JSON_HEADERS and reply.ending is None and not reply.pause


@functools.lru_cache(maxsize=64)
def _head(status: int, seconds: int) -> bytes:
    """An answer's first lines, but for the length."""
    date = http_date(seconds).encode("ascii")
    return b"%bcontent-type: application/json\r\ndate: %b\r\n" % (STATUS_LINE[status], date)


@functools.lru_cache(maxsize=256)
def _headers(raw: tuple[tuple[bytes, bytes], ...]) -> tuple[tuple[str, str], ...]:
    """A request's headers as text; a client sends nearly the same ones each time."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)
