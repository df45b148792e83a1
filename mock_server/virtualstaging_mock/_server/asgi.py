"""The mock as an ASGI application: only here does the server wait for anything."""

import asyncio
import contextlib
import functools
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, cast

from virtualstaging_mock._http.reply import JSON_HEADERS, Later, Outcome, Reply, Work, wire_headers
from virtualstaging_mock._spec.validation import MAX_BODY_BYTES
from virtualstaging_mock.mock import Mock

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

TRANSPORT = "virtualstaging_mock.transport"
"""Where the server puts the connection's transport, so that planted faults can break it."""
ANSWER = "virtualstaging_mock.answer"
"""Where the server puts the mock's answer to the request, if there is one already."""
_ENDING = Reply(503, JSON_HEADERS, b'{"message":"The mock server is being stopped."}')
_LONGEST_SLEEP = 0.25
_DRIP_MS = 20


class MockApp:
    """The mock as an ASGI application.

    Args:
        mock: answers all requests but those for its own pages under `/_mock`.
        allow_origins: origins of web pages that may call the API from a browser; `*` for all.
    """

    def __init__(self, mock: Mock, allow_origins: Sequence[str] = ()) -> None:
        self.mock = mock
        self._pages: App | None = None
        self._for_browsers = _for_browsers(self._serve, allow_origins) if allow_origins else None

    @property
    def plain(self) -> bool:
        """Whether answers go out without changes for browsers (CORS)."""
        return self._for_browsers is None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            path = scope["path"]
            if path == "/" or path.startswith("/_mock"):
                await self._show(scope, receive, send)
            else:
                await (self._for_browsers or self._serve)(scope, receive, send)

    async def _show(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._pages is None:
            # Imported with the first page: without it the server starts faster.
            from virtualstaging_mock._pages import pages

            self._pages = pages(self.mock)
        await self._pages(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._respond(scope, receive, send)
        except asyncio.CancelledError:
            # The server stops while a call waits. An answer that has begun just breaks off.
            with contextlib.suppress(RuntimeError):
                await self._send(_ENDING, send)

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        outcome: Outcome | None = scope.get("extensions", {}).get(ANSWER)
        if outcome is None:
            outcome = await self._handle(scope, receive)
        if outcome is None:
            return
        if isinstance(outcome, Later):
            await self._sleep_until(outcome.due_ms)
            outcome = outcome.finish()
        if isinstance(outcome, Work):
            outcome = await asyncio.to_thread(outcome.run)
        if outcome.pause:
            clock = self.mock.clock
            await self._sleep_until(clock.now_ms() + clock.span_ms(outcome.pause * 1000))
        if outcome.ending is None:
            await self._send(outcome, send)
        else:
            await self._send_broken(outcome, scope, receive, send)

    async def _handle(self, scope: Scope, receive: Receive) -> Outcome | None:
        """The mock's answer; None if the client left before all of the request had come."""
        body = await _read(receive)
        if body is None:
            return None
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        return self.mock.handle(
            scope["method"],
            raw_path.decode("latin-1"),
            scope["query_string"].decode("latin-1"),
            [(_text(name), _text(value)) for name, value in scope["headers"]],
            body,
        )

    async def _sleep_until(self, due_ms: int) -> None:
        """Sleep in short pieces: the clock may be advanced or changed in between."""
        clock = self.mock.clock
        while clock.now_ms() < due_ms:
            real = clock.real_seconds_until(due_ms) if clock.follows_wall else _LONGEST_SLEEP
            await asyncio.sleep(min(real, _LONGEST_SLEEP))

    async def _send(self, reply: Reply, send: Send) -> None:
        await send(self._start(reply))
        await send({"type": "http.response.body", "body": reply.body})

    def _start(self, reply: Reply) -> Message:
        headers = [
            (_bytes(name), _bytes(value))
            for name, value in wire_headers(reply, self.mock.clock.now_ms())
        ]
        return {"type": "http.response.start", "status": reply.status, "headers": headers}

    async def _send_broken(self, reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
        transport = scope.get("extensions", {}).get(TRANSPORT)
        body = reply.body
        if reply.ending == "hang":
            while (await receive())["type"] != "http.disconnect":
                pass
        elif reply.ending == "drip":
            await send(self._start(reply))
            for i in range(len(body)):
                piece = {"type": "http.response.body", "body": body[i : i + 1]}
                await send({**piece, "more_body": i + 1 < len(body)})
                await asyncio.sleep(self.mock.clock.span_ms(_DRIP_MS) / 1000)
        elif reply.ending == "cut":
            await send(self._start(reply))
            half = body[: len(body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            await _close(transport, reset=False)
        else:
            await _close(transport, reset=reply.ending == "reset")

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        ticking = asyncio.create_task(self._tick())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        ticking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ticking
        await send({"type": "lifespan.shutdown.complete"})

    async def _tick(self) -> None:
        """Run what falls due as real time passes."""
        clock = self.mock.clock
        while True:
            due_ms = clock.next_due_ms()
            pause = _LONGEST_SLEEP
            if due_ms is not None and clock.follows_wall:
                pause = min(pause, clock.real_seconds_until(due_ms))
            await asyncio.sleep(max(pause, 0.005))
            if clock.follows_wall:
                self.mock.run_due()


def _for_browsers(app: App, origins: Sequence[str]) -> App:
    from starlette.middleware.cors import CORSMiddleware

    exposed = ("Date", "ETag", "Retry-After", "Content-Range")
    options: Any = {"allow_methods": ["*"], "allow_headers": ["*"], "expose_headers": exposed}
    wrapped: Any = CORSMiddleware(app, allow_origins=origins, max_age=600, **options)
    return cast("App", wrapped)


@functools.lru_cache(maxsize=512)
def _bytes(text: str) -> bytes:
    return text.encode("latin-1", "replace")


@functools.lru_cache(maxsize=512)
def _text(data: bytes) -> str:
    return data.decode("latin-1")


async def _read(receive: Receive) -> bytes | None:
    """The whole body, or a little more than is allowed of a larger one; None if the client left."""
    message = await receive()
    if message["type"] == "http.disconnect":
        return None
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return body
    pieces = [body]
    size = len(body)
    while message.get("more_body", False):
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        if size <= MAX_BODY_BYTES:
            piece = message.get("body", b"")
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)


async def _close(transport: Any, *, reset: bool) -> None:
    """Break the connection: with a reset, or in an orderly way once what was sent is out."""
    if transport is None:
        raise RuntimeError("This server cannot break connections; use `virtualstaging-mock serve`.")
    if reset:
        connection = transport.get_extra_info("socket")
        if connection is not None:
            # Closing with a linger time of zero is what makes a reset of it.
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
    else:
        transport.close()
    # The server must learn of the lost connection before this call of it returns.
    for _ in range(5):
        await asyncio.sleep(0)
