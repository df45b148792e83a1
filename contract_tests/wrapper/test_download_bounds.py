"""What a download may take: memory, disk, time, and hosts at once."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.pictures import JPEG, PNG
from contract_tests.wrapper.hosts import Host, Pieces, answer, download, fetched, left_in, result
from virtualstaging import DownloadError
from virtualstaging_api.models import Variation

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
MINUTE = 60


@each_kind
@pytest.mark.parametrize("coding", ["gzip", "gzip, gzip", "deflate", "br", "GZIP", "zstd"])
def test_a_picture_that_was_compressed_on_its_way_is_refused(
    coding: str, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """That was not asked for: some kilobytes may hold gigabytes."""
    for sent in (gzip.compress(gzip.compress(PNG)), PNG):
        packed = answer(200, sent, content_encoding=coding, content_length=str(len(sent)))
        host = Host(packed)
        assert "compresses" in str(fetched(kind, host, tmp_path))
        assert [one.headers["accept-encoding"] for one in host.requests] == ["identity"]
    plain = answer(200, PNG, content_encoding="identity", content_length=str(len(PNG)))
    assert fetched(kind, Host(plain), tmp_path) == PNG


class Dripping(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body whose pieces take time, or that has no end."""

    def __init__(self, first: bytes, piece: bytes, pause: Any) -> None:
        self.first, self.piece, self.pause = first, piece, pause

    def __iter__(self) -> Any:
        yield self.first
        for _ in range(2000):
            self.pause()
            yield self.piece

    async def __aiter__(self) -> Any:
        for one in self:
            yield one


@each_kind
def test_a_host_that_drips_holds_nobody_for_ever(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Each piece comes in time; all attempts together take some minutes at most."""

    def drip(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Dripping(JPEG, b"x", lambda: client.clock.advance(5)))

    with wrapped.client(kind, drip) as client:
        began = client.clock.monotonic()
        with pytest.raises(DownloadError):
            client.do(lambda c: c.download(result(), tmp_path))
        assert client.clock.monotonic() - began <= 20 * MINUTE
    assert not left_in(tmp_path)


@each_kind
def test_a_host_that_breaks_off_slowly_is_given_up(kind: wrapped.Kind, tmp_path: Path) -> None:
    """All attempts together have that time, however many are allowed."""

    def cut(request: httpx.Request) -> httpx.Response:
        client.clock.advance(2 * MINUTE)
        return answer(200, JPEG[:500], breaks=True)

    host = Host(cut)
    with (
        wrapped.client(kind, host, max_retries=100) as client,
        pytest.raises(DownloadError, match="connection broke"),
    ):
        client.do(download(result(), tmp_path))
    assert 1 < len(host.requests) < 10
    assert not left_in(tmp_path)


@each_kind
@pytest.mark.parametrize("stated", [False, True], ids=["found out", "stated beforehand"])
def test_a_file_that_is_no_picture_by_its_size_is_not_kept(
    stated: bool, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """A host could fill the disk otherwise; what it says beforehand is believed at once."""
    size = 200 * 1024 * 1024
    taken: list[None] = []

    def endless(_: httpx.Request) -> httpx.Response:
        headers = {"content-length": str(size)} if stated else {}
        stream = Dripping(JPEG, bytes(1024 * 1024), lambda: taken.append(None))
        return httpx.Response(200, headers=headers, stream=stream)

    with wrapped.client(kind, endless, max_retries=0) as client, pytest.raises(DownloadError) as e:
        client.do(lambda c: c.download(result(), tmp_path))
    assert "larger" in str(e.value)
    assert bool(taken) is not stated
    assert not left_in(tmp_path)


@each_kind
@pytest.mark.parametrize("more", [0, 1])
def test_the_largest_size_that_is_believed(more: int, kind: wrapped.Kind, tmp_path: Path) -> None:
    """A hundred MB may come, so what breaks off is asked for again; one byte more may not."""
    size = 100 * 1024 * 1024 + more
    host = Host(answer(200, JPEG, content_length=str(size)), answer(200, JPEG))
    found = fetched(kind, host, tmp_path)
    if more:
        assert "larger than 100 MB" in str(found)
    else:
        assert found == JPEG
    assert len(host.requests) == 2 - more


@each_kind
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("seconds", [121, 300, 3600])
def test_a_host_that_asks_for_a_long_pause_is_not_waited_for(
    seconds: int, status: int, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """The caller gets an error instead; two minutes are waited, as for the API."""
    later = answer(status, b"", retry_after=str(seconds))
    with wrapped.client(kind, Host(later, answer(200, JPEG))) as client:
        with pytest.raises(DownloadError):
            client.do(download(result(), tmp_path))
        assert client.clock.pauses == []
    soon = answer(status, b"", retry_after="120")
    with wrapped.client(kind, Host(soon, answer(200, JPEG))) as client:
        client.do(lambda c: c.download(result(), tmp_path))
        assert client.clock.pauses == [120]


def named(*names: str) -> list[Variation]:
    """Variations that are done."""
    items = [result() for _ in names]
    for name, one in zip(names, items, strict=True):
        one.id = name
    return items


@pytest.mark.parametrize("bound", [1, 3])
def test_no_more_are_fetched_at_once_than_is_allowed(bound: int, tmp_path: Path) -> None:
    """And no fewer, if there are enough."""
    now, most = 0, 0

    class Counting(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal now, most
            now += 1
            most = max(most, now)
            for _ in range(50):
                await asyncio.sleep(0)
            now -= 1
            return httpx.Response(200, stream=Pieces(JPEG))

    items = named(*[f"v_{number}" for number in range(12)])
    with wrapped.client("async", Counting()) as client:
        found = client.do(lambda c: c.download_all(items, tmp_path, concurrency=bound))
    assert len(found) == len(items)
    assert 1 <= most <= bound


class Taken:
    """A source of variations that counts how many were taken, and is read by either client."""

    def __init__(self, number: int) -> None:
        self.items = named(*[f"v_{each:02}" for each in range(number)])
        self.taken = 0

    def __iter__(self) -> Iterator[Variation]:
        for one in self.items:
            self.taken += 1
            yield one

    async def __aiter__(self) -> AsyncIterator[Variation]:
        for one in self:
            yield one


class AsyncTaken(Taken):
    """One that only an asynchronous loop can read."""

    __iter__ = None  # type: ignore[assignment]

    async def __aiter__(self) -> AsyncIterator[Variation]:
        for one in Taken.__iter__(self):
            yield one


@pytest.mark.parametrize(
    ("kind", "source"), [("sync", Taken), ("async", Taken), ("async", AsyncTaken)]
)
def test_items_are_taken_as_there_is_room_for_them(
    kind: wrapped.Kind, source: type[Taken], tmp_path: Path
) -> None:
    """They may come from a list of pages; they are downloaded in its order."""
    items, ended = source(20), 0

    def host(_: httpx.Request) -> httpx.Response:
        nonlocal ended
        assert items.taken - ended <= 4
        ended += 1
        return answer(200, JPEG)

    with wrapped.client(kind, host) as client:
        paths = client.do(lambda c: c.download_all(items, tmp_path, concurrency=3))
    assert [one.stem for one in paths] == [one.id for one in items.items]
