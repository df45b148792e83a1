"""The application's httpx client: what works in it is its own, and what of ours stays in it is
nothing. And event loops: a connection belongs to the one that it was opened in.
"""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.calls import KEY
from contract_tests.client.hygiene import check_error
from contract_tests.client.pictures import JPEG
from contract_tests.wrapper.hosts import answer, result
from contract_tests.wrapper.world import living, ordered
from virtualstaging import (
    APIConnectionError,
    AsyncVirtualStaging,
    AuthenticationError,
    ConfigurationError,
    UnknownOutcomeError,
    VirtualStaging,
)
from virtualstaging.testing import VirtualClock
from virtualstaging_mock import Clock, Mock, Running, running

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
PHOTO = "https://photos.example.com/room.jpg"


@pytest.mark.parametrize("given", ["an object", "a class", "a text", "one of the other kind"])
@each_kind
def test_one_of_another_kind_is_refused_when_it_is_handed_in(
    given: str, kind: wrapped.Kind
) -> None:
    """Rather than with a raw error in the middle of a call."""
    ours: Any = {"sync": VirtualStaging, "async": AsyncVirtualStaging}[kind]
    right, other = (httpx.Client, httpx.AsyncClient)[:: 1 if kind == "sync" else -1]
    wrong: Any = {
        "an object": object(),
        "a class": right,
        "a text": "http://proxy",
        "one of the other kind": other(),
    }[given]
    with pytest.raises(ConfigurationError, match=f"http_client.*httpx.{right.__name__}"):
        ours(KEY, http_client=wrong)


class Hooked:
    """A client of the application's with an event hook that raises, before a mock or a function."""

    def __init__(self, kind: wrapped.Kind, event: str, hook: Any, transport: Any) -> None:
        async def awaited(thing: Any) -> None:
            hook(thing)

        cls: Any = {"sync": httpx.Client, "async": httpx.AsyncClient}[kind]
        hooks = {event: [hook if kind == "sync" else awaited]}
        self.http = cls(transport=transport, event_hooks=hooks)


def used(kind: wrapped.Kind, http: Any, use: wrapped.Use, **options: Any) -> Any:
    """What a use of a client with this httpx client leads to."""
    with wrapped.client(kind, None, http_client=http, **options) as one:
        return one.do(use)


def broken(_: Any) -> None:
    """A hook that fails."""
    raise KeyError(KEY)


@each_kind
def test_a_hook_that_fails_before_a_request_leaves_no_render_in_doubt(kind: wrapped.Kind) -> None:
    """Nothing was sent, so nothing may have been made: not the error that says so."""
    mock = Mock(clock="manual", api_keys=[KEY])
    http = Hooked(kind, "request", broken, mock.transport()).http
    with pytest.raises(APIConnectionError, match=r"event hook.*KeyError.*before") as caught:
        used(kind, http, ordered, base_url=mock.base_url)
    check_error(caught.value, "create_render")
    assert not list(mock.requests)


@each_kind
def test_a_hook_that_fails_after_an_answer_does_not_lose_the_render(kind: wrapped.Kind) -> None:
    """It was made, and is found."""
    mock = Mock(clock="manual", api_keys=[KEY])
    failures = iter([broken])

    def hook(response: httpx.Response) -> None:
        next(failures, lambda _: None)(response)

    http = Hooked(kind, "response", hook, mock.transport()).http
    render = used(kind, http, ordered, base_url=mock.base_url)
    made = [one for one in mock.requests if one.operation == "create_render"]
    assert render.id
    assert len(made) == 1


@each_kind
@pytest.mark.parametrize("read", [False, True], ids=["unread", "read"])
def test_a_hook_that_raises_for_a_status_does_not_hide_it(read: bool, kind: wrapped.Kind) -> None:
    """As many have it. A 401 is a refusal, with a message if the hook has read it."""

    def judge(response: httpx.Response) -> None:
        response.raise_for_status()

    refusal = answer(401, b'{"message": "No such key."}')
    whole = httpx.Response(401, content=b'{"message": "No such key."}')
    transport = httpx.MockTransport(lambda _: whole if read else refusal)
    http = Hooked(kind, "response", judge, transport).http
    with pytest.raises(AuthenticationError, match="No such key" if read else "401") as caught:
        used(kind, http, ordered)
    check_error(caught.value, "create_render")


@each_kind
def test_a_transport_that_fails_oddly_leaves_a_render_in_doubt(kind: wrapped.Kind) -> None:
    """Once it has asked for the body, all of it may have left."""

    def odd(request: httpx.Request) -> httpx.Response:
        raise ZeroDivisionError

    http: Any = {"sync": httpx.Client, "async": httpx.AsyncClient}[kind]
    with pytest.raises(UnknownOutcomeError):
        used(kind, http(transport=httpx.MockTransport(odd)), ordered)


@each_kind
def test_no_cookie_stays(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Neither the API's, nor that of a host of pictures; those of the application are as before."""

    def handler(request: httpx.Request) -> httpx.Response:
        host = request.url.host
        body = JPEG if host.startswith("pictures") else b'{"id": "r_1", "created_at": 1, "eta": 1}'
        cookies = [("set-cookie", f"{name}=theirs; Path=/") for name in ("session", "other")]
        return httpx.Response(200, headers=cookies, content=body)

    cls: Any = {"sync": httpx.Client, "async": httpx.AsyncClient}[kind]
    http = cls(transport=httpx.MockTransport(handler))
    http.cookies.set("session", "ours", domain="api.example.test")
    http.cookies.set("session", "ours", domain="elsewhere.example")
    before = repr(http.cookies)

    def use(client: Any) -> Any:
        return client.renders.get("r_1")

    with wrapped.client(kind, None, http_client=http) as one:
        one.do(use)
        assert repr(http.cookies) == before
        one.do(lambda c: c.download(result(), tmp_path))
        assert repr(http.cookies) == before


@pytest.fixture(scope="module")
def mock() -> Iterator[Running]:
    """A mock on a port of its own."""
    with running(clock=Clock("instant"), api_keys=[KEY]) as found:
        yield found


def creating(client: AsyncVirtualStaging) -> Callable[[], Any]:
    """A coroutine that uses a client in each of its ways, and what it has made."""

    async def work() -> Any:
        render = await client.renders.create(PHOTO, living())
        return (await client.wait(render)).id

    return work


def test_a_client_may_be_used_in_one_event_loop_after_another(
    mock: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As scripts and web frameworks do it: with connections for each loop, not with dead ones."""
    mock.mock.reset()
    opened: list[httpx.AsyncClient] = []

    class Opened(httpx.AsyncClient):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            opened.append(self)

    monkeypatch.setattr(httpx, "AsyncClient", Opened)
    client = AsyncVirtualStaging(KEY, base_url=mock.base_url, clock=VirtualClock())

    async def last() -> Any:
        async with client:
            return await creating(client)()

    made = []
    for use in (creating(client), creating(client), last):
        made.append(asyncio.run(use()))
        assert [one.is_closed for one in opened] == [True] * len(made)
    assert len(set(made)) == 3
    sent = [one.operation for one in mock.mock.requests]
    assert sent.count("create_render") == 3


def test_a_client_may_be_closed_in_another_event_loop(mock: Running) -> None:
    """The connections of the first are gone with it."""
    client = AsyncVirtualStaging(KEY, base_url=mock.base_url, clock=VirtualClock())
    asyncio.run(creating(client)())
    asyncio.run(client.close())
    with pytest.raises(ConfigurationError, match="closed"):
        asyncio.run(creating(client)())


def test_an_http_client_is_refused_in_another_event_loop(mock: Running) -> None:
    """Its connections are dead there, and what is written to them may still be carried out."""
    mock.mock.reset()
    http = httpx.AsyncClient(transport=mock.mock.transport())
    client = AsyncVirtualStaging(KEY, base_url=mock.base_url, http_client=http)
    asyncio.run(creating(client)())
    sent = len(list(mock.mock.requests))
    for use in (creating(client), client.account.get):
        with pytest.raises(ConfigurationError, match="another event loop") as caught:
            asyncio.run(use())
        check_error(caught.value)
    assert len(list(mock.mock.requests)) == sent


def test_an_http_client_is_refused_in_a_forked_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would mix up the answers of both."""
    sent: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200)

    with wrapped.client("sync", handler) as one:
        one.do(lambda c: c.status())
        monkeypatch.setattr("os.getpid", lambda: -1)
        with pytest.raises(ConfigurationError, match="process"):
            one.do(lambda c: c.status())
    assert len(sent) == 1
