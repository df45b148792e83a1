"""The independent API over HTTP, by Python's own http.server."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from tests.contract.independent_api import Api
from tests.contract.independent_checks import RefusedError
from tests.contract.independent_store import Account, signed_body

PREFIX = "/v2"
RETRIES = 3
PAUSE = 0.1  # seconds between two attempts to deliver a webhook


class IndependentServer:
    """Listens on a free port of this machine until it is closed.

    Args:
        api: What answers.
        latency: Seconds that each answer is held back.
    """

    def __init__(self, api: Api, latency: float = 0.0) -> None:
        self.api = api
        self.latency = latency
        self.lock = threading.RLock()
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (_Handler,), {"here": self})
        )
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.base_url = self.origin + PREFIX
        api.links.origin = self.origin
        api.later = self.deliver_later
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any]:
        """Status and JSON of a request to the API."""
        with self.lock:
            status, shown = self.api.answer(
                method, target, headers["Authorization"], body, headers["Content-Type"] or ""
            )
        if callable(shown):  # status is when it ends
            time.sleep(max(0.0, status - time.time()) + 0.001)
            with self.lock:
                status, shown = shown()
        return status, shown

    def deliver_later(
        self, when: float, url: str, event: Callable[[], dict[str, Any]], account: Account
    ) -> None:
        """Send a webhook at a time, and again when it is not answered with 200."""

        def deliver() -> None:
            with self.lock:
                body, signature = signed_body(account, event())
            for _ in range(1 + RETRIES):
                if self.send(url, body, signature) == 200:
                    return
                time.sleep(PAUSE)

        timer = threading.Timer(max(0.0, when - time.time()) + 0.002, deliver)
        timer.daemon = True
        timer.start()

    def send(self, url: str, body: bytes, signature: str | None) -> int:
        """Send a webhook once; 0 when there was no answer."""
        parts = urlsplit(url)
        headers = {"Content-Type": "application/json"}
        headers |= {"X-Webhook-Signature": signature} if signature else {}
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if parts.hostname != "127.0.0.1":  # webhooks go to this test only
            return 200
        connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=5)
        try:
            connection.request("POST", target, body, headers)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()


class _Handler(BaseHTTPRequestHandler):
    """One connection; `here` is set on a subclass for each server."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    here: IndependentServer

    def do_GET(self) -> None:
        """Any method that the API has; http.server answers others with 501."""
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        time.sleep(self.here.latency)
        try:
            self._reply(*self._answer(body))
        except RefusedError as refused:
            extra = {"Allow": refused.allow} if refused.allow else {}
            self._reply(refused.status, {"message": str(refused)}, extra)

    def do_POST(self) -> None:
        """As any other."""
        self.do_GET()

    def do_DELETE(self) -> None:
        """As any other."""
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""

    def _answer(self, body: bytes) -> tuple[int, Any]:
        path, _, query = self.path.partition("?")
        if path.startswith(("/pictures/", "/masks/")) and self.command == "GET":
            return 200, self.here.api.links.picture(path[1:], query)
        if not self.path.startswith(PREFIX + "/"):
            raise RefusedError(404, "There is no such path.")
        target = self.path.removeprefix(PREFIX)
        return self.here.answer(self.command, target, self.headers, body)

    def _reply(self, status: int, shown: Any, extra: Mapping[str, str] | None = None) -> None:
        data = shown if isinstance(shown, bytes) else json.dumps(shown).encode()
        data = b"" if shown is None else data
        self.send_response(status)
        for name, value in (extra or {}).items():
            self.send_header(name, value)
        if shown is not None:
            kind = "image/png" if isinstance(shown, bytes) else "application/json"
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
