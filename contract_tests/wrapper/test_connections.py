"""Connections are given back and closed, and no answer fills the memory."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.calls import BASE_URL, KEY
from contract_tests.client.hygiene import check_error
from contract_tests.client.pictures import JPEG
from contract_tests.client.samples import minimal
from contract_tests.spec.document import the_spec
from contract_tests.wrapper.hosts import result
from virtualstaging import (
    AsyncVirtualStaging,
    ConfigurationError,
    VirtualStaging,
    VirtualStagingError,
)
from virtualstaging._http.clients import Clients

SPEC = the_spec()
each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that knows whether it was closed: only then is its connection free again."""

    def __init__(self, *pieces: Any) -> None:
        self.pieces = pieces
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, type):
                raise piece("planted")
            yield piece

    async def __aiter__(self) -> Any:
        for piece in self:
            yield piece

    def close(self) -> None:
        """For the sync client."""
        self.closed = True

    async def aclose(self) -> None:
        """For the async client."""
        self.closed = True


ANSWERS: dict[str, tuple[int, dict[str, str], tuple[Any, ...]]] = {
    "good": (200, {}, (JPEG,)),
    "JSON": (200, {}, (b"{}",)),
    "refused": (404, {}, (b'{"message": "No."}',)),
    "asked to wait": (429, {"retry-after": "3600"}, (b"later",)),
    "failed": (500, {}, (b"<html>",)),
    "redirected": (302, {"location": "https://elsewhere.example/"}, (b"",)),
    "cut": (200, {}, (JPEG[:99], httpx.ReadError)),
    "no time left": (200, {}, (JPEG[:99], httpx.ReadTimeout)),
    "broken compression": (200, {"content-encoding": "gzip"}, (b"no gzip",)),
    "an odd exception": (200, {}, (b"{", ValueError)),
    "a part that was not asked for": (206, {"content-range": "bytes 5-9/10"}, (b"12345",)),
    "too large": (200, {"content-length": str(10**9)}, (b"1",)),
}


@each_kind
@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_is_closed(name: str, kind: wrapped.Kind, tmp_path: Path) -> None:
    """Read whole or not, of the API and of the pictures' host: or the pool runs dry."""
    bodies: list[Body] = []

    def handler(_: httpx.Request) -> httpx.Response:
        status, headers, pieces = ANSWERS[name]
        bodies.append(Body(*pieces))
        return httpx.Response(status, headers=headers, stream=bodies[-1])

    uses = [
        wrapped.use_of(minimal(SPEC, "get_user")),
        wrapped.use_of(minimal(SPEC, "create_render")),
        lambda c: c.download(result(), tmp_path),
    ]
    for use in uses:
        bodies.clear()
        with wrapped.client(kind, handler) as one:
            try:
                one.do(use)
            except VirtualStagingError as error:
                check_error(error)
            # Asked in the loop that opened it, before anything else could close it.
            assert bodies, "nothing was asked"
            assert all(body.closed for body in bodies)


@pytest.fixture
def own_clients(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The httpx clients that ours make for themselves; their requests go nowhere."""
    made: list[Any] = []

    def client_of(cls: Any) -> Any:
        def make(*args: Any, **options: Any) -> Any:
            options["transport"] = httpx.MockTransport(lambda _: httpx.Response(200, content=JPEG))
            made.append(cls(*args, **options))
            return made[-1]

        return make

    monkeypatch.setattr(httpx, "Client", client_of(httpx.Client))
    monkeypatch.setattr(httpx, "AsyncClient", client_of(httpx.AsyncClient))
    return made


def test_a_client_closes_what_it_has_opened(own_clients: list[Any], tmp_path: Path) -> None:
    """At the end of its `with`, also after an error; twice does no harm."""
    client = VirtualStaging(KEY, base_url=BASE_URL)

    def use() -> None:
        with client:
            client.status()
            client.download(result(), tmp_path)
            assert own_clients
            assert not any(one.is_closed for one in own_clients)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        use()
    assert all(one.is_closed for one in own_clients)
    client.close()
    with pytest.raises(ConfigurationError, match="closed"):
        client.status()
    with pytest.raises(ConfigurationError, match="closed"):
        client.download(result(), tmp_path)
    assert all(one.is_closed for one in own_clients)


def test_an_asynchronous_client_closes_what_it_has_opened(
    own_clients: list[Any], tmp_path: Path
) -> None:
    """At the end of its `async with`, also after an error; twice does no harm."""
    asyncio.run(_closes_what_it_has_opened(own_clients, tmp_path))


async def _closes_what_it_has_opened(own_clients: list[Any], tmp_path: Path) -> None:
    client = AsyncVirtualStaging(KEY, base_url=BASE_URL)

    async def use() -> None:
        async with client:
            await client.status()
            await client.download(result(), tmp_path)
            assert own_clients
            assert not any(one.is_closed for one in own_clients)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await use()
    assert all(one.is_closed for one in own_clients)
    await client.close()
    with pytest.raises(ConfigurationError, match="closed"):
        await client.status()
    with pytest.raises(ConfigurationError, match="closed"):
        await client.download(result(), tmp_path)
    assert all(one.is_closed for one in own_clients)


def test_a_forked_child_has_connections_of_its_own(
    own_clients: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of its parent would mix up the answers of both, and are not its to close."""
    client = VirtualStaging(KEY, base_url=BASE_URL)
    client.status()
    parents = list(own_clients)
    monkeypatch.setattr("os.getpid", lambda: -1)
    client.status()
    assert len(own_clients) == len(parents) + 1
    client.close()
    assert [one.is_closed for one in own_clients] == [False] * len(parents) + [True]


def test_a_client_that_a_child_never_used_is_not_its_to_close(
    own_clients: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its parent goes on with it."""
    client = VirtualStaging(KEY, base_url=BASE_URL)
    client.status()
    monkeypatch.setattr("os.getpid", lambda: -1)
    client.close()
    assert not any(one.is_closed for one in own_clients)


def test_a_client_that_was_handed_in_is_not_closed() -> None:
    """It is the application's."""
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as http:
        with VirtualStaging(KEY, base_url=BASE_URL, http_client=http) as client:
            client.status()
        assert not http.is_closed
        with pytest.raises(ConfigurationError, match="closed"):
            client.status()
        with VirtualStaging(KEY, base_url=BASE_URL, http_client=http) as another:
            another.status()
    with pytest.raises(ConfigurationError, match="closed"):
        VirtualStaging(KEY, base_url=BASE_URL, http_client=http).status()


def test_an_asynchronous_client_that_was_handed_in_is_not_closed() -> None:
    """It is the application's."""
    asyncio.run(_leaves_open_what_was_handed_in())


async def _leaves_open_what_was_handed_in() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    async with httpx.AsyncClient(transport=transport) as http:
        async with AsyncVirtualStaging(KEY, base_url=BASE_URL, http_client=http) as client:
            await client.status()
        assert not http.is_closed
        with pytest.raises(ConfigurationError, match="closed"):
            await client.status()


def test_two_threads_may_make_their_first_calls_at_once() -> None:
    """Through one client of the application's: neither is taken for a call from elsewhere."""
    http = httpx.Client()
    clients = Clients(lambda *_: http, http)
    clients._lock = cast(Any, LockOfMany(2))
    url = httpx.URL(BASE_URL)
    with http, ThreadPoolExecutor(2) as threads:
        calls = [threads.submit(clients.route, url, keyed=True) for _ in range(2)]
        assert [call.result().client for call in calls] == [http, http]


class LockOfMany:
    """A lock that so many threads must have come to before the first one gets it."""

    def __init__(self, threads: int) -> None:
        self._barrier = threading.Barrier(threads)
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._barrier.wait(10)
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()
