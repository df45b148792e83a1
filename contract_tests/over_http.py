"""A server at a URL, any that claims to be this API."""

import contextlib
import http.client
import json
import ssl
import threading
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from urllib.parse import urlsplit

from contract_tests import targets
from contract_tests.exchange import Answer, Failure, OutOfReach, Request
from contract_tests.targets import Delivery

TIMEOUT = 60.0  # seconds for one answer
# What may be spent on waiting for jobs in real time, in seconds over the whole run.
PATIENCE = {"quick": 8.0, "full": 240.0}
# An answer that takes longer than this, in seconds, has waited for something.
SLOW = 1.0
# Real seconds after which what fell due on the mock's clock (a webhook, say) has arrived on
# loopback.
SETTLING = 0.05
PROBE_RETRIES = 2


class Connection:
    """One kept-alive connection that sends requests exactly as they are given."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise OutOfReach(f"{url!r} is no http(s) URL.")
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._prefix = parts.path.rstrip("/")
        self._connection: http.client.HTTPConnection | None = None

    def send(self, request: Request) -> Answer:
        """Send a request and read the whole answer. Raises Failure when none comes."""
        for attempt in range(PROBE_RETRIES):
            fresh = self._connection is None
            try:
                return self._exchange(request)
            except (http.client.HTTPException, OSError) as error:
                self.close()
                # A kept-alive connection may have been closed before the request reached anyone.
                idle_closed = isinstance(
                    error, http.client.RemoteDisconnected | ConnectionResetError | BrokenPipeError
                )
                if fresh or not idle_closed or attempt == PROBE_RETRIES - 1:
                    raise Failure("an HTTP answer", f"{type(error).__name__}: {error}") from error
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _exchange(self, request: Request) -> Answer:
        connection = self._open()
        target = self._prefix + request.path + (f"?{request.query}" if request.query else "")
        connection.putrequest(request.method, target, skip_accept_encoding=True)
        for name, value in request.headers:
            connection.putheader(name, value.encode("latin-1", "replace"))
        if request.body is not None or request.method in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", str(len(request.body or b"")))
        connection.endheaders(request.body)
        response = connection.getresponse()
        body = response.read()
        if response.will_close:
            self.close()
        return Answer(response.status, tuple(response.getheaders()), body)

    def _open(self) -> http.client.HTTPConnection:
        if self._connection is None:
            if self._secure:
                self._connection = http.client.HTTPSConnection(
                    self._host, self._port, timeout=TIMEOUT, context=ssl.create_default_context()
                )
            else:
                self._connection = http.client.HTTPConnection(
                    self._host, self._port, timeout=TIMEOUT
                )
        return self._connection


class HttpTarget:
    """The server with keys. Real time passes; the mock's clock is advanced where it can be."""

    def __init__(self, server: "HttpServer", keys: Sequence[str]) -> None:
        self.base_url = server.base_url
        self.keys = keys
        self.open_keys = server.open_keys
        self.hooks = server.hooks
        self.driven = server.clock
        self.waits_for_free = False
        self.steps = 5.0 if server.clock else 0.5
        self._server = server

    def call(self, request: Request) -> Answer:
        """Send a request to the API."""
        started = time.monotonic()
        try:
            return self._server.connection.send(request)
        finally:
            took = time.monotonic() - started
            if took > SLOW:
                self._server.patience -= took

    def fetch(self, url: str) -> Answer | None:
        """Download a result link without a key, where its host is this machine or a real one's."""
        host = urlsplit(url).hostname or ""
        if self._server.local and not _is_local(host):
            return None
        parts = urlsplit(url)
        connection = Connection(f"{parts.scheme}://{parts.netloc}")
        try:
            return connection.send(Request("GET", parts.path or "/", parts.query))
        finally:
            connection.close()

    def now_ms(self) -> float | None:
        """Not known: the server's clock does not stand still."""
        return None

    def wait(self, seconds: float) -> bool:
        """Advance the mock's clock, or let real time pass while there is patience."""
        if self._server.clock:
            advanced = self._server.advance(seconds)
            time.sleep(SETTLING)
            return advanced
        return self._server.sleep(seconds)

    def may_wait_for_completion(self) -> bool:
        """Whether the patience allows it; how long one call takes is learnt from the last one."""
        return self._server.patience > 0


class HttpServer:
    """A server at a URL.

    Args:
        base_url: with the path prefix, such as `http://127.0.0.1:8080/v2`.
        keys: one or two API keys. Where the server gives each key a world of its own, fresh ones
            are made up.
        may_charge: whether calls that create or charge are allowed.
        quick: spend less time on waiting.
    """

    def __init__(
        self, base_url: str, keys: Sequence[str], *, may_charge: bool, quick: bool
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.name = self.base_url
        self.connection = Connection(self.base_url)
        self.local = _is_local(urlsplit(base_url).hostname or "")
        self.patience = PATIENCE["quick" if quick else "full"]
        self._keys = list(keys)
        self.open_keys = self.local and self._gives_each_key_a_world()
        self.clock = self.local and self._has_mock_clock()
        self.hooks = HttpHooks() if self.local else None
        self.lacks = self._missing(may_charge)

    def fresh(self, *, photos: int | None = None, failure_rate: float = 0.0) -> HttpTarget:
        """The server with fresh keys where it takes any, else with those that were given."""
        if photos is not None or failure_rate:
            raise OutOfReach(
                "the quota and the share of failures can be set on the mock in process only"
            )
        if self.open_keys:
            return HttpTarget(self, [_made_up_key(), _made_up_key()])
        return HttpTarget(self, self._keys)

    def advance(self, seconds: float) -> bool:
        """Advance the mock's clock."""
        answer = self._ask_mock("POST", "/_mock/advance", {"seconds": seconds})
        return answer.status == 200

    def sleep(self, seconds: float) -> bool:
        """Let real time pass, as long as the patience of this run lasts."""
        if self.patience <= 0:
            return False
        time.sleep(min(seconds, self.patience))
        self.patience -= seconds
        return True

    def close(self) -> None:
        """Close what was opened."""
        self.connection.close()
        if self.hooks:
            self.hooks.close()

    def _missing(self, may_charge: bool) -> dict[str, str]:
        missing = {
            targets.SMALL_QUOTA: "the quota can be set on the mock in process only",
            targets.FAILURES: "the share of failing jobs can be set on the mock in process only",
        }
        if not may_charge:
            missing[targets.CHARGES] = "ALLOW_CHARGES=1 is not set"
        if not self.clock:
            missing[targets.CLOCK] = "it has no clock that tests can drive (POST /_mock/advance)"
        if len(self._keys) < 2 and not self.open_keys:
            missing[targets.SECOND_KEY] = "API_KEY_2 is not set"
        if self.hooks is None:
            missing[targets.WEBHOOKS] = (
                "the receiver listens on loopback only, and the server is elsewhere"
            )
        return missing

    def _gives_each_key_a_world(self) -> bool:
        answer = self.connection.send(
            Request("GET", "/user", headers=(("Authorization", f"Api-Key {_made_up_key()}"),))
        )
        return answer.status == 200

    def _has_mock_clock(self) -> bool:
        with contextlib.suppress(Failure, OutOfReach):
            return self._ask_mock("POST", "/_mock/advance", {"seconds": 0}).status == 200
        return False

    def _ask_mock(self, method: str, path: str, body: object) -> Answer:
        parts = urlsplit(self.base_url)
        connection = Connection(f"{parts.scheme}://{parts.netloc}")
        try:
            headers = (("Content-Type", "application/json"),)
            return connection.send(
                Request(method, path, headers=headers, body=json.dumps(body).encode())
            )
        finally:
            connection.close()


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


@contextlib.contextmanager
def over_http(
    base_url: str, keys: Sequence[str], *, may_charge: bool, quick: bool
) -> Iterator[HttpServer]:
    """The server at a URL, closed afterwards."""
    server = HttpServer(base_url, keys, may_charge=may_charge, quick=quick)
    try:
        yield server
    finally:
        server.close()


def _made_up_key() -> str:
    return f"vsai-pk-{uuid.uuid4()}"


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
