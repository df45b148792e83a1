import contextlib
import http.server
import threading
from collections.abc import Callable, Iterator

import httpx
import pytest

from virtualstaging_mock._webhooks.delivery import Answer, Outgoing
from virtualstaging_mock._webhooks.network import WebhookSender
from virtualstaging_mock._webhooks.sender import HttpSender
from virtualstaging_mock._webhooks.targets import Targets

OUTGOING = Outgoing("http://hooks.example:8000/x?y=1", {"content-type": "application/json"}, b"{}")


def at(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda _host, _port: list(addresses)


def test_the_connection_goes_to_the_checked_address() -> None:
    """The name is not looked up a second time; the Host header still names it."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(b"ok"))

    sender = HttpSender(Targets(resolve=at("127.0.0.9")), transport=httpx.MockTransport(answer))
    assert sender.post(OUTGOING) == Answer(status=200)
    assert str(seen[0].url) == "http://127.0.0.9:8000/x?y=1"
    assert seen[0].headers["host"] == "hooks.example:8000"
    assert seen[0].content == b"{}"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx.ReadTimeout("x"), "no answer within 10 s"),
        (httpx.ConnectError("refused"), "ConnectError: refused"),
        (httpx.RemoteProtocolError("bad"), "RemoteProtocolError"),
    ],
)
def test_what_goes_wrong_is_an_answer(error: Exception, words: str) -> None:
    """Errors of the connection are kept as what came back."""

    def fail(_request: httpx.Request) -> httpx.Response:
        raise error

    sender = HttpSender(Targets(resolve=at("127.0.0.1")), transport=httpx.MockTransport(fail))
    found = sender.post(OUTGOING)
    assert found.error is not None
    assert words in found.error


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/x", "http:///x", "nonsense", "http://a b/", "\x00"]
)
def test_what_is_no_http_url_is_not_sent(url: str) -> None:
    """A webhook_url that nothing can be sent to is an answer, not an error."""
    found = HttpSender().post(Outgoing(url, {}, b""))
    assert found.status is None
    assert found.error


def test_redirects_are_not_followed() -> None:
    """A redirect could lead anywhere; it is an answer like any other."""
    headers = {"location": "http://x"}
    found = httpx.Response(302, headers=headers, stream=httpx.ByteStream(b""))
    transport = httpx.MockTransport(lambda _: found)
    sender = HttpSender(Targets(resolve=at("127.0.0.1")), transport=transport)
    assert sender.post(OUTGOING) == Answer(status=302)


def test_an_endless_answer_is_cut_off() -> None:
    """No more is read of an answer than a bound allows."""
    read = 0

    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            nonlocal read
            while True:
                read += 1
                yield b"x" * 1024

    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Endless()))
    sender = HttpSender(Targets(resolve=at("127.0.0.1")), transport=transport)
    assert sender.post(OUTGOING) == Answer(status=200)
    assert read < 80


@contextlib.contextmanager
def receiver(got: list[tuple[str, bytes]]) -> Iterator[int]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append((self.headers["host"], body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
def test_over_a_real_socket(host: str) -> None:
    """Every spelling of loopback that the system knows arrives, with its own Host header."""
    got: list[tuple[str, bytes]] = []
    with receiver(got) as port, contextlib.closing(HttpSender()) as sender:
        url = f"http://{host}:{port}/hook"
        assert sender.post(Outgoing(url, {"a": "b"}, b'{"x":1}')) == Answer(status=200)
    assert got == [(f"{host}:{port}", b'{"x":1}')]


def test_threads_send_many_and_are_waited_for() -> None:
    """Sending returns at once; nothing is lost."""
    got: list[tuple[str, bytes]] = []
    answers: list[Answer] = []
    with receiver(got) as port, contextlib.closing(WebhookSender()) as threads:
        for number in range(30):
            outgoing = Outgoing(f"http://127.0.0.1:{port}/", {}, str(number).encode())
            threads(outgoing, answers.append)
        threads.settle()
    assert sorted(int(body) for _, body in got) == list(range(30))
    assert answers == [Answer(status=200)] * 30
