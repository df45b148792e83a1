"""What becomes of everything that httpx can raise, and where the key goes."""

import gzip
import inspect
import json
import os
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.wrapper.support import BASE, KEY, new_async_client, new_client
from virtualstaging import (
    APIConnectionError,
    APITimeoutError,
    ConfigurationError,
    VirtualStaging,
)
from virtualstaging._core.settings import Secret, Settings
from virtualstaging._core.steps import NoAnswer, NotSent, Request
from virtualstaging._http import bodies
from virtualstaging._http.clients import Route
from virtualstaging._http.failures import translated
from virtualstaging._http.requests import Upload, user_agent
from virtualstaging._sync.transport import Transport
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
    assert name not in failure.reason, "it should be told in words"
    assert KEY not in failure.reason
    assert failure.timeout == name.endswith("Timeout")


def test_what_is_no_exception_of_httpx_counts_as_perhaps_sent() -> None:
    failure = translated(RuntimeError(KEY), THEIRS, begun=True)
    assert isinstance(failure, NoAnswer)
    assert KEY not in failure.reason


@pytest.mark.parametrize(
    ("kind", "error"),
    [(httpx.ConnectError, APIConnectionError), (httpx.ReadTimeout, APITimeoutError)],
)
def test_a_read_without_an_answer_ends_in_a_connection_error(
    kind: type[httpx.TransportError], error: type[Exception]
) -> None:
    calls = []

    def handle(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        raise kind("", request=request)

    with pytest.raises(error) as caught:
        new_client(handle).renders.get("r1")
    assert type(caught.value) is error
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None, "the traceback of httpx holds the request"
    assert len(calls) == 4


def test_the_key_is_in_one_header_and_nothing_of_the_applications_client_goes_along() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, headers={"set-cookie": "a=b"})

    own = httpx.Client(
        transport=httpx.MockTransport(handle),
        base_url="https://elsewhere.example",
        headers={"X-Own": "1", "Authorization": "Bearer mine"},
        cookies={"session": "1"},
        params={"q": "1"},
        auth=("user", "password"),
        follow_redirects=True,
    )
    VirtualStaging(KEY, base_url=BASE, http_client=own).status()
    own.get("https://elsewhere.example/x")
    ours, theirs = seen
    assert str(ours.url) == BASE + "/status"
    assert ours.headers["authorization"] == f"Api-Key {KEY}"
    assert "x-own" not in ours.headers
    assert "cookie" not in ours.headers
    assert KEY not in str(theirs.headers.raw)
    assert not own.is_closed


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


def test_a_redirect_is_not_followed() -> None:
    hosts = []

    def handle(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(307, headers={"location": "https://evil.example/?key=1"})

    with pytest.raises(Exception, match="redirect") as caught:
        new_client(handle).renders.get("r1")
    assert hosts == ["127.0.0.1"]
    assert "key=1" not in str(caught.value)


def test_calls_that_wait_go_to_the_second_server_of_production_and_may_take_long() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":  # what is there before the call
            return httpx.Response(200, json={"items": []})
        seen.append(request)
        made = {"id": f"r{len(seen)}", "created_at": 1.7e12, "eta": None}
        return httpx.Response(200, json=made)

    client = new_client(handle, base_url="https://api.virtualstagingai.app/v2")
    from virtualstaging import dusk

    client.renders.create("https://e.com/a.jpg", dusk(), wait_for_completion=True)
    client.renders.create("https://e.com/a.jpg", dusk())
    assert [one.url.host for one in seen] == [
        "us-central1-furniture-ai.cloudfunctions.net",
        "api.virtualstagingai.app",
    ]
    assert [one.extensions["timeout"]["read"] for one in seen] == [900.0, 60.0]


def drip(clock: VirtualClock) -> Iterator[bytes]:
    for _ in range(1000):
        clock.advance(10)
        yield b" "


def test_an_answer_that_drips_ends_at_the_timeout() -> None:
    clock = VirtualClock()
    client = new_client(lambda _: httpx.Response(200, content=drip(clock)), clock, max_retries=0)
    with pytest.raises(APITimeoutError):
        client.account.get()
    assert clock.monotonic() <= 80


def test_a_decompression_bomb_is_not_swallowed_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LARGEST_BODY", 10_000)
    bomb = gzip.compress(b"[" + b" " * 1_000_000)
    headers = {"content-encoding": "gzip"}
    client = new_client(lambda _: httpx.Response(200, content=bomb, headers=headers), max_retries=0)
    with pytest.raises(APIConnectionError, match="larger than"):
        client.account.get()


def test_a_closed_client_says_so() -> None:
    client = new_client(lambda _: httpx.Response(200))
    client.close()
    with pytest.raises(ConfigurationError, match="closed"):
        client.status()


@pytest.mark.anyio
async def test_a_closed_async_client_says_so() -> None:
    client = new_async_client(lambda _: httpx.Response(200))
    async with client:
        await client.status()
    with pytest.raises(ConfigurationError, match="closed"):
        await client.status()


def transport() -> Transport:
    return Transport(Settings(Secret(KEY), BASE, BASE), VirtualClock())


def test_the_pool_of_its_own_is_closed_with_it() -> None:
    under_test = transport()
    pool = under_test._clients.route(httpx.URL(BASE), keyed=True).client
    under_test.close()
    assert pool.is_closed


def test_a_forked_child_opens_a_pool_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    under_test = transport()
    parents = under_test._clients.route(httpx.URL(BASE), keyed=True).client
    monkeypatch.setattr(os, "getpid", lambda: -1)
    childs = under_test._clients.route(httpx.URL(BASE), keyed=True).client
    assert childs is not parents
    assert not parents.is_closed
    monkeypatch.undo()
    childs.close()
    parents.close()


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


def frames_of(error: BaseException) -> Iterator[dict[str, Any]]:
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        todo += [one.__cause__, one.__context__]
        trace = one.__traceback__
        while trace is not None:
            yield trace.tb_frame.f_locals
            trace = trace.tb_next


@pytest.mark.parametrize("kind", [httpx.ReadTimeout, httpx.ConnectError, RuntimeError])
def test_no_local_of_any_frame_of_a_traceback_shows_the_key(kind: type[Exception]) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise kind(f"Authorization: Api-Key {KEY}")

    with pytest.raises(APIConnectionError) as caught:
        new_client(handle, max_retries=1).renders.get("r1")
    own = [one for one in frames_of(caught.value) if "caught" not in one]
    assert len(own) > 3
    for frame in own:
        for name, value in frame.items():
            assert KEY not in repr(value), name
