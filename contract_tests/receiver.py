"""Receives webhooks on a free port of loopback."""

import threading
from collections import defaultdict, deque
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from contract_tests.targets import Delivery


class HttpHooks:
    """Receives webhooks on a free port of loopback."""

    def __init__(self) -> None:
        self._received: dict[str, list[Delivery]] = defaultdict(list)
        self._answers: dict[str, deque[int]] = defaultdict(deque)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, name: str) -> str:
        """The URL to give as webhook_url."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{name}"

    def received(self, name: str) -> Sequence[Delivery]:
        """What arrived under a name so far."""
        return list(self._received[name])

    def answer_with(self, name: str, statuses: Sequence[int]) -> None:
        """Answer the next deliveries under a name with these statuses, later ones with 200."""
        self._answers[name].extend(statuses)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hooks = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                name = self.path.removeprefix("/")
                answers = hooks._answers[name]
                status = answers.popleft() if answers else 200
                hooks._received[name].append(
                    Delivery(name, tuple(self.headers.items()), body, status)
                )
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        return Handler
