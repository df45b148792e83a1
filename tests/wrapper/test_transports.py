"""What becomes of everything that httpx can raise, and where the key goes."""

import inspect
import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.wrapper.support import BASE, KEY, new_client
from virtualstaging._core.secret import Secret
from virtualstaging._core.settings import Settings
from virtualstaging._core.steps import NoAnswer, NotSent, Request
from virtualstaging._http.clients import Route
from virtualstaging._http.failures import translated
from virtualstaging._http.messages import Upload, user_agent
from virtualstaging._sync.engine import Transport
from virtualstaging.testing import VirtualClock

BEFORE_SENDING = {
    "ConnectError",
    "ConnectTimeout",
    "PoolTimeout",
    "ProxyError",
    "UnsupportedProtocol",
}
PERHAPS_SENT = {
    "CloseError",
    "DecodingError",
    "LocalProtocolError",
    "ReadError",
    "ReadTimeout",
    "RemoteProtocolError",
    "TooManyRedirects",
    "WriteError",
    "WriteTimeout",
}
NOT_OF_A_REQUEST = {
    "CookieConflict": "cookies are read by name only by applications",
    "HTTPError": "a base class",
    "HTTPStatusError": "only raised by raise_for_status",
    "InvalidURL": "the URL is checked when the client is made",
    "NetworkError": "a base class",
    "ProtocolError": "a base class",
    "RequestError": "a base class",
    "RequestNotRead": "bodies are whole before they are sent",
    "ResponseNotRead": "answers are read here",
    "StreamClosed": "answers are read here, once",
    "StreamConsumed": "answers are read here, once",
    "StreamError": "a base class",
    "TimeoutException": "a base class",
    "TransportError": "a base class",
}


THEIRS: Route[object] = Route(object(), own=False, proxied=False)
"""A client of the application's."""


def exceptions_of_httpx() -> list[type[Exception]]:
    found = [thing for _, thing in inspect.getmembers(httpx, inspect.isclass)]
    return [thing for thing in found if issubclass(thing, Exception)]


@pytest.mark.parametrize("kind", exceptions_of_httpx(), ids=lambda kind: kind.__name__)
def test_each_exception_of_httpx_has_its_place(kind: type[Exception]) -> None:
    name = kind.__name__
    if name in NOT_OF_A_REQUEST:
        return
    assert name in BEFORE_SENDING | PERHAPS_SENT, f"{name} is new: was the request sent or not?"
    failure = translated(kind("text with " + KEY), THEIRS, begun=True)
    assert type(failure) is (NotSent if name in BEFORE_SENDING else NoAnswer)
    assert name not in failure.reason, "it should be said in words"
    assert KEY not in failure.reason
    assert failure.timeout == name.endswith("Timeout")


def test_what_is_no_exception_of_httpx_counts_as_perhaps_sent() -> None:
    failure = translated(RuntimeError(KEY), THEIRS, begun=True)
    assert isinstance(failure, NoAnswer)
    assert KEY not in failure.reason


def test_a_request_has_the_headers_it_needs_and_no_others() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    client = new_client(handle, base_url="http://localhost:8080/v2")
    client.account.delete_webhook_secret()
    client.account.set_webhook_secret("abc")
    without, with_body = (dict(one.headers.items()) for one in seen)
    common = {
        "host": "localhost:8080",
        "accept": "application/json",
        "accept-encoding": "gzip",
        "user-agent": user_agent(),
        "authorization": f"Api-Key {KEY}",
    }
    body = seen[1].read()
    assert without == common
    assert with_body == {
        **common,
        "content-type": "application/json",
        "content-length": str(len(body)),
    }
    assert json.loads(body) == {"webhook_secret": "abc"}


def transport() -> Transport:
    return Transport(Settings(Secret(KEY), BASE, BASE), VirtualClock())


def test_what_waits_in_the_kernel_does_not_count_as_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """This server reads nothing. Megabytes would wait there while the answer's time runs."""
    handed_over = 0
    pieces_of = Upload.__iter__

    def counted(self: Upload) -> Iterator[bytes]:
        nonlocal handed_over
        for piece in pieces_of(self):
            yield piece
            handed_over += len(piece)

    monkeypatch.setattr(Upload, "__iter__", counted)
    with socket.create_server(("127.0.0.1", 0)) as server:
        base = f"http://127.0.0.1:{server.getsockname()[1]}"
        under_test = Transport(Settings(Secret(KEY), base, base, timeout=0.3), VirtualClock())
        with pytest.raises(NoAnswer, match="could not be sent in time"):
            under_test.send(Request("op", "POST", "/x", content=bytes(4 * 2**20)))
        under_test.close()
    assert 0 < handed_over < 1.5 * 2**20


def test_a_request_shows_neither_key_nor_body() -> None:
    request = Request("op", "POST", "/x", content=json.dumps({"secret": "s3"}).encode())
    assert "s3" not in repr(request)
