"""A proxy that breaks connections after the server has acted, lets it act late, answers wrongly."""

import random
import socket
import struct
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

FAULTS = {
    "reset after acting": 0.10,
    "late": 0.08,
    "503 after acting": 0.08,
    "503 before acting": 0.04,
}
"""What may become of a request that creates, and how often. Otherwise it is passed on."""

_HOP = ("connection", "transfer-encoding", "content-encoding", "content-length", "date", "server")


class Proxy:
    """What the handler of each connection shares.

    Args:
        target: Address of the server, with its version.
        seed: Of what it does.
    """

    def __init__(self, target: str, seed: int) -> None:
        self.target = target
        self.planted: Counter[str] = Counter()
        self.passes: Callable[[str], bool] = lambda _: False
        """Called at each instant that a request passes, with its name; whether the client was
        killed at it."""
        self._random = random.Random(seed)
        self._client = httpx.Client(timeout=30)
        self._late: deque[Callable[[], httpx.Response]] = deque()

    def answer(self, handler: "_Handler", method: str, path: str, body: bytes) -> None:
        """What becomes of a request."""
        headers = {"authorization": handler.headers.get("authorization", "")}
        if body:
            headers["content-type"] = "application/json"

        def act() -> httpx.Response:
            return self._client.request(
                method, f"{self.target}{path}", headers=headers, content=body
            )

        if method != "POST":
            is_look = "order=asc" in path
            self.passes("look" if is_look else "read")
            handler.give(act())
            if is_look:
                self._act_late()
            return
        self._create(handler, act)

    def _create(self, handler: "_Handler", act: Callable[[], httpx.Response]) -> None:
        chance, pause = self._random.random(), self._random.uniform(0, 0.05)
        fault = "none"
        for name, share in FAULTS.items():
            chance -= share
            if chance < 0:
                fault = name
                break
        if self.passes("dropped"):
            return handler.reset()
        self.planted[fault] += 1
        if fault == "503 before acting":
            return handler.give(httpx.Response(503, text="<html>busy</html>"))
        if fault == "late":
            self._late.append(act)
            return handler.reset()
        answer = act()
        self.passes("acted")
        if fault == "reset after acting":
            return handler.reset()
        if fault == "503 after acting":
            return handler.give(httpx.Response(503, text="<html>busy</html>"))
        time.sleep(pause)
        handler.give(answer)
        self.passes("answered")
        return None

    def _act_late(self) -> None:
        """The server acts on what is late when somebody has looked for it once, in vain."""
        while self._late:
            self._late.popleft()()

    def close(self) -> None:
        """End the connections."""
        self._client.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: Proxy

    def do_GET(self) -> None:
        self._take(b"")

    def do_POST(self) -> None:
        self._take(self.rfile.read(int(self.headers["content-length"])))

    def _take(self, body: bytes) -> None:
        path = self.path.removeprefix("/v2")
        try:
            self.proxy.answer(self, self.command, path, body)
        except OSError:  # whoever asked was killed
            self.close_connection = True

    def give(self, answer: httpx.Response) -> None:
        """Answer."""
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in _HOP:
                self.send_header(name, value)
        self.send_header("content-length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def reset(self) -> None:
        """Break the connection."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever asked was killed."""


@contextmanager
def serving(proxy: Proxy) -> Iterator[str]:
    """Let a proxy answer; gives its address, with the version."""
    handler = type("Handler", (_Handler,), {"proxy": proxy})
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v2"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        proxy.close()
