"""One connection that sends requests exactly as they are given."""

import http.client
import socket
import ssl
from urllib.parse import urlsplit

from contract_tests.exchange import Answer, Failure, OutOfReach, Request

TIMEOUT = 60.0  # seconds for one answer
ATTEMPTS = 2
_AT_ONCE: int | None = getattr(socket, "TCP_QUICKACK", None)  # Linux has it


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
        for attempt in range(ATTEMPTS):
            fresh = self._connection is None
            try:
                return self._exchange(request)
            except (http.client.HTTPException, OSError) as error:
                self.close()
                # A kept-alive connection may have been closed before the request reached anyone.
                idle_closed = isinstance(
                    error, http.client.RemoteDisconnected | ConnectionResetError | BrokenPipeError
                )
                if fresh or not idle_closed or attempt == ATTEMPTS - 1:
                    got = f"{type(error).__name__}: {error}"
                    raise Failure("a whole HTTP answer comes", got) from error
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
        self._acknowledge_at_once(connection)
        response = connection.getresponse()
        body = response.read()
        if response.will_close:
            self.close()
        return Answer(response.status, tuple(response.getheaders()), body)

    def _acknowledge_at_once(self, connection: http.client.HTTPConnection) -> None:
        """A server that sends an answer in two pieces may wait for the first to be acknowledged,
        which takes 40 ms otherwise."""
        if _AT_ONCE is not None:
            connection.sock.setsockopt(socket.IPPROTO_TCP, _AT_ONCE, 1)

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
