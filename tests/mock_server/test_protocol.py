"""HTTP on a connection: the short path of plain calls and uvicorn's path answer alike."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import orjson
import pytest

from tests.mock_server._calls import KEY, render_body
from virtualstaging_mock import Running, running
from virtualstaging_mock._server.asgi import MockApp

BODY = orjson.dumps(render_body())
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def server() -> Iterator[Running]:
    """A server whose time stands still."""
    with running(clock="manual") as server:
        yield server


class Wire:
    """One connection."""

    def __init__(self, server: Running) -> None:
        parts = urlsplit(server.base_url)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=10)
        self._rest = b""

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self._socket.sendall(data)

    def answer(self, *, body: bool = True) -> Answer:
        """The next answer."""
        while b"\r\n\r\n" not in self._rest:
            self._more()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (li.partition(": ") for li in lines)}
        length = int(headers.get("content-length", "0")) if body else 0
        while len(self._rest) < length:
            self._more()
        data, self._rest = self._rest[:length], self._rest[length:]
        return int(first.split()[1]), headers, data

    def ended(self) -> bool:
        """Whether the server has closed it, with nothing left to read."""
        return not self._rest and self._socket.recv(1) == b""

    def close(self) -> None:
        """Close it."""
        self._socket.close()

    def _more(self) -> None:
        piece = self._socket.recv(65536)
        assert piece, f"the connection ended after {self._rest!r}"
        self._rest += piece


@pytest.fixture
def wire(server: Running) -> Iterator[Wire]:
    with closing(Wire(server)) as wire:
        yield wire


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The URL paths of requests that uvicorn carried out."""
    seen: list[str] = []
    serve = MockApp._serve

    async def watched(self: MockApp, scope, receive, send):  # type: ignore[no-untyped-def]
        seen.append(scope["path"])
        await serve(self, scope, receive, send)

    monkeypatch.setattr(MockApp, "_serve", watched)
    return seen


def request(
    method: str = "GET",
    path: str = "/v2/user",
    body: bytes = b"",
    *more: str,
    version: str = "1.1",
) -> bytes:
    lines = [
        f"{method} {path} HTTP/{version}",
        "Host: localhost",
        f"AUTHORIZATION: Api-Key {KEY}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *more,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def test_a_plain_call_needs_no_task(wire: Wire, tasks: list[str]) -> None:
    wire.send(request("POST", "/v2/renders", BODY))
    status, headers, body = wire.answer()
    assert (status, tasks) == (202, [])
    assert headers == {
        "content-type": "application/json",
        "date": headers["date"],
        "content-length": str(len(body)),
    }
    render_id = orjson.loads(body)["id"]
    wire.send(request("GET", f"/v2/renders/{render_id}?include_variations=true"))
    assert wire.answer()[2] == body


LONG: dict[str, Callable[[], bytes]] = {
    "connection: close": lambda: request("GET", "/v2/user", b"", "Connection: close"),
    "another path": lambda: request("GET", "/elsewhere"),
    "HTTP/1.0": lambda: request(version="1.0"),
    "fragment": lambda: request(path="/v2/user#here"),
    "no body to answer with": lambda: request(path="/v2/status"),
    "allow": lambda: request("DELETE", "/v2/renders"),
    "a head": lambda: request("HEAD", "/v2/nowhere"),
    "upgrade": lambda: request("GET", "/v2/user", b"", "Upgrade: h2c"),
}


@pytest.mark.parametrize("kind", LONG)
def test_all_others_go_the_long_way(kind: str, wire: Wire, tasks: list[str]) -> None:
    wire.send(LONG[kind]())
    expected = {"another path": 404, "a head": 404, "allow": 405}.get(kind, 200)
    assert wire.answer()[0] == expected
    assert len(tasks) == 1


def test_both_ways_answer_alike(wire: Wire, tasks: list[str]) -> None:
    """The same call, made once by each path."""
    wire.send(request())
    short = wire.answer()
    wire.send(request("GET", "/v2/user", b"", "Connection: close"))
    status, headers, body = wire.answer()
    assert len(tasks) == 1
    assert headers.pop("connection") == "close"
    assert (status, headers, body) == short
    assert wire.ended()


def test_a_connection_is_used_again_after_each_way(wire: Wire, tasks: list[str]) -> None:
    for _ in range(3):
        wire.send(request())
        assert wire.answer()[0] == 200
        wire.send(request(path="/v2/status"))
        assert wire.answer()[0] == 200
    assert tasks == ["/v2/status"] * 3


def test_a_head_has_no_body(wire: Wire) -> None:
    wire.send(request("HEAD"))
    assert wire.answer(body=False)[0] == 405
    wire.send(request())
    assert wire.answer()[0] == 200


def test_a_body_may_come_in_pieces(wire: Wire, tasks: list[str]) -> None:
    data = request("POST", "/v2/renders", BODY)
    for i in range(0, len(data), 7):
        wire.send(data[i : i + 7])
    assert (wire.answer()[0], tasks) == (202, [])


def test_a_body_may_come_in_chunks(wire: Wire) -> None:
    head = request("POST", "/v2/renders", b"").replace(
        b"Content-Length: 0", b"Transfer-Encoding: chunked"
    )
    half = len(BODY) // 2
    wire.send(head)
    for piece in (BODY[:half], BODY[half:], b""):
        wire.send(b"%x\r\n%b\r\n" % (len(piece), piece))
    assert wire.answer()[0] == 202


def test_calls_in_one_piece_are_answered_in_order(wire: Wire) -> None:
    """Calls of both paths, in turn."""
    paths = ["/v2/user", "/v2/status", "/v2/renders", "/elsewhere", "/v2/user", "/v2/user"]
    wire.send(b"".join(request(path=path) for path in paths))
    answers = [wire.answer() for _ in paths]
    assert [status for status, _, _ in answers] == [200, 200, 200, 404, 200, 200]
    assert answers[0] == answers[4] == answers[5]
    assert b"total_count" in answers[2][2]


def test_a_body_is_asked_for_where_that_is_expected(wire: Wire) -> None:
    data = request("POST", "/v2/renders", BODY, "Expect: 100-continue")
    wire.send(data[: -len(BODY)])
    assert wire.answer()[0] == 100
    wire.send(BODY)
    assert wire.answer()[0] == 202


def test_an_answer_that_breaks_off_is_broken_off(server: Running, wire: Wire) -> None:
    """Whether the call came alone or behind another."""
    server.mock.faults.add([{"operation": "get_user", "nth": 2, "effect": {"kind": "empty"}}])
    wire.send(request() * 2)
    assert wire.answer()[0] == 200
    assert wire.ended()


def test_an_answer_that_is_cut_is_not_sent_whole(server: Running, wire: Wire) -> None:
    """A call that is right except for its ending."""
    server.mock.faults.add([{"operation": "get_user", "effect": {"kind": "cut"}}])
    wire.send(request())
    with pytest.raises(AssertionError, match="the connection ended"):
        wire.answer()


def test_an_answer_that_pauses_waits(server: Running, wire: Wire, tasks: list[str]) -> None:
    """A call whose answer comes when the clock is advanced."""
    latency = {"kind": "latency", "seconds": 5}
    server.mock.faults.add([{"operation": "get_user", "effect": latency}])
    wire.send(request())
    with closing(Wire(server)) as other:
        while not tasks:  # each of these calls leaves the first one time to arrive
            other.send(request(path="/v2/renders"))
            assert other.answer()[0] == 200
    server.mock.advance(5)
    assert wire.answer()[0] == 200
