"""Where downloads go, what they are called, how much they may take, and how they are ended."""

import asyncio
import errno
import gzip
import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import SIGNATURE, check_error
from contract_tests.client.pictures import JPEG, PNG, WEBP
from contract_tests.wrapper.hosts import Host, Pieces, answer, fetched, left_in, result
from contract_tests.wrapper.world import ordered, world
from virtualstaging import DownloadError, VirtualStagingError, staging

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
PICTURES = {".jpg": JPEG, ".png": PNG, ".webp": WEBP}
MINUTE = 60


@each_kind
@pytest.mark.parametrize("ending", PICTURES)
def test_a_file_ends_as_its_picture_is(ending: str, kind: wrapped.Kind, tmp_path: Path) -> None:
    """Whatever the link or the host calls it; unless the file was named."""
    host = Host(answer(200, PICTURES[ending], content_type="image/gif"))
    with wrapped.client(kind, host) as client:
        path = client.do(lambda c: c.download(result(), tmp_path))
        assert path.name == f"v_1{ending}"
        named = tmp_path / "new" / "room.gif"
        assert client.do(lambda c: c.download(result(), named)) == named
        assert client.do(lambda c: c.download(result(), str(named), overwrite=True)) == named
        assert named.read_bytes() == PICTURES[ending]
    assert left_in(tmp_path) == ["new/room.gif", f"v_1{ending}"]


@each_kind
def test_a_named_file_that_is_there_is_left_alone(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Unless it may be replaced, or is the same picture."""
    mine = tmp_path / "mine.jpg"
    mine.write_bytes(b"mine")
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        with pytest.raises(DownloadError) as caught:
            client.do(lambda c: c.download(result(), mine))
        check_error(caught.value, None, SIGNATURE)
        assert mine.read_bytes() == b"mine"
        for overwrite in (True, False):
            client.do(one(result(), mine, overwrite=overwrite))
            assert mine.read_bytes() == JPEG
    assert left_in(tmp_path) == ["mine.jpg"]


@each_kind
@pytest.mark.parametrize("overwrite", [False, True])
def test_several_pictures_do_not_go_into_one_file(
    overwrite: bool, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Nothing is fetched: the caller has to name a directory."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, 2))
        render = there.do(lambda c: c.wait(render))
        there.wire.sent.clear()
        with pytest.raises(DownloadError):
            there.do(lambda c: c.download(render, tmp_path / "one.jpg", overwrite=overwrite))
        assert not there.wire.sent
        assert not left_in(tmp_path)


@each_kind
@pytest.mark.parametrize("carried", [0, 1, 2])
def test_all_variations_are_downloaded_whatever_the_render_carries(
    carried: int, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """None of them, or a page of them: the others are read."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, 3))
        there.do(lambda c: c.wait(render))
        there.clock.advance(2)
        some: dict[str, Any] = (
            {"include_variations": True, "variations_limit": carried} if carried else {}
        )
        partly = there.do(lambda c: c.renders.get(render.id, **some))
        there.clock.advance(2)
        paths = there.do(lambda c: c.download(partly, tmp_path))
        assert [path.stem for path in paths] == there.variations(render.id)


@each_kind
def test_links_of_both_views_are_renewed(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Each by its own."""
    with world(kind) as there:
        urls = ("https://photos.example.com/a.jpg", "https://photos.example.com/b.jpg")
        config = staging(room_type="bed", style="coastal")
        render = there.do(lambda c: c.renders.create(urls, config))
        done = there.do(lambda c: c.wait(render))
        fresh = there.do(lambda c: c.download(done, tmp_path / "fresh"))
        there.clock.advance(14 * 24 * 60 * MINUTE)
        late = there.do(lambda c: c.download(done, tmp_path / "late"))
        assert [one.read_bytes() for one in late] == [one.read_bytes() for one in fresh]
        assert len({one.read_bytes() for one in late}) == 2
        there.mock.checks.reset()  # one variation is read for each of its links


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
        assert len(host.requests) == 1
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
@pytest.mark.parametrize("told", [False, True], ids=["found out", "told beforehand"])
def test_a_file_that_is_no_picture_by_its_size_is_not_kept(
    told: bool, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """A host could fill the disk otherwise."""
    size = 200 * 1024 * 1024

    def endless(_: httpx.Request) -> httpx.Response:
        headers = {"content-length": str(size)} if told else {}
        stream = Dripping(JPEG, bytes(1024 * 1024), lambda: None)
        return httpx.Response(200, headers=headers, stream=stream)

    with wrapped.client(kind, endless, max_retries=0) as client, pytest.raises(DownloadError) as e:
        client.do(lambda c: c.download(result(), tmp_path))
    assert "larger" in str(e.value)
    assert not left_in(tmp_path)


@each_kind
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("seconds", [121, 300, 3600])
def test_a_host_that_asks_for_a_long_pause_is_not_waited_for(
    seconds: int, status: int, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """The caller is told instead; two minutes are waited, as for the API."""
    later = answer(status, b"", retry_after=str(seconds))
    with wrapped.client(kind, Host(later, answer(200, JPEG))) as client:
        with pytest.raises(DownloadError):
            client.do(one(result(), tmp_path))
        assert client.clock.pauses == []
    soon = answer(status, b"", retry_after="120")
    with wrapped.client(kind, Host(soon, answer(200, JPEG))) as client:
        client.do(lambda c: c.download(result(), tmp_path))
        assert client.clock.pauses == [120]


class Interrupted(Pieces):
    """A body during which somebody presses Ctrl-C, or the task is cancelled."""

    def __init__(self, kind: wrapped.Kind) -> None:
        super().__init__(JPEG[:600])
        self.kind = kind

    def __iter__(self) -> Any:
        yield self.body
        raise KeyboardInterrupt if self.kind == "sync" else asyncio.CancelledError


@each_kind
def test_an_interrupt_leaves_nothing_behind(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Nor does it become another error."""

    def broken(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Interrupted(kind))

    with (
        wrapped.client(kind, broken) as client,
        pytest.raises((KeyboardInterrupt, asyncio.CancelledError)),
    ):
        client.do(lambda c: c.download(result(), tmp_path))
    assert not left_in(tmp_path)


def one(what: Any, destination: Any, **more: Any) -> wrapped.Use:
    """A download of one thing."""
    return lambda client: client.download(what, destination, **more)


def many(items: list[Any], destination: Any, bound: Any) -> wrapped.Use:
    """A download of several things at once."""
    return lambda client: client.download_all(items, destination, concurrency=bound)


NO_KINDS: list[Any] = ["full", "", None, 7, ["best"]]
NO_PLACES: list[Any] = ["", None, 7, b"out", "a\x00b"]
NO_RESULTS: list[Any] = [None, "r_1", 7, [], {"id": "v_1"}]
NO_BOUNDS: list[Any] = [0, -1, 1.5, "2", None, True]
WRONG: dict[str, wrapped.Use] = {
    **{f"which {kind!r}": one(result(), "out", which=kind) for kind in NO_KINDS},
    **{f"destination {place!r}": one(result(), place) for place in NO_PLACES},
    **{f"what {what!r:.20}": one(what, "out") for what in NO_RESULTS},
    **{f"at once {bound!r}": many([result()], "out", bound) for bound in NO_BOUNDS},
}


@each_kind
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_refused_before_anything_is_fetched(
    name: str, kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an error of ours."""
    monkeypatch.chdir(tmp_path)
    host = Host(answer(200, JPEG))
    with wrapped.client(kind, host) as client, pytest.raises(VirtualStagingError):
        client.do(WRONG[name])
    assert not host.requests
    assert not left_in(tmp_path)


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

    items = [result() for _ in range(12)]
    for number, item in enumerate(items):
        item.id = f"v_{number}"
    with wrapped.client("async", Counting()) as client:
        assert len(client.do(many(items, tmp_path, bound))) == len(items)
    assert 1 <= most <= bound


def refusing(number: int) -> Any:
    """What a file system says that can't do it."""

    def refuse(*_: object) -> None:
        raise OSError(number, "no")

    return refuse


@each_kind
@pytest.mark.parametrize("call", ["link", "fsync"])
def test_a_picture_is_kept_whatever_a_file_system_cannot_do(
    call: str, kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was paid for. Systems agree on no error for what they don't know."""
    for number in sorted({*errno.errorcode, 45, 9999} - {errno.EEXIST}):
        monkeypatch.setattr(os, call, refusing(number))
        assert fetched(kind, Host(answer(200, JPEG)), tmp_path / str(number)) == JPEG
    mine = tmp_path / "v_1.jpg"
    mine.write_bytes(b"mine")
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        assert client.do(one(result(), tmp_path)) == tmp_path / "v_1-2.jpg"
        assert client.do(one(result(), tmp_path)) == tmp_path / "v_1-2.jpg"
    assert mine.read_bytes() == b"mine"


@each_kind
def test_a_picture_of_which_not_all_was_written_is_not_kept(
    kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some drives say so only in the end."""

    def lose(number: int) -> None:
        os.truncate(number, 100)
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(os, "fsync", lose)
    assert "written" in str(fetched(kind, Host(answer(200, JPEG)), tmp_path))


NO_NAMES = {
    "folder": "x" * 300,
    "file": "x" * 300 + ".jpg",
    "path": "a/" * 3000,
    "half a character": "\ud800",
    "file with half a character": "\ud800.jpg",
    "Chinese": "室" * 99 + ".jpg",
}


@each_kind
@pytest.mark.parametrize("name", NO_NAMES)
def test_a_name_that_no_file_can_have_is_told(
    name: str, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Before anything is fetched, in an error of ours that can be shown."""
    host = Host(answer(200, JPEG))
    with wrapped.client(kind, host) as client, pytest.raises(DownloadError) as caught:
        client.do(one(result(), tmp_path / NO_NAMES[name]))
    check_error(caught.value, None, SIGNATURE)
    f"{caught.value} {caught.value.path}".encode()
    assert not host.requests
    assert not left_in(tmp_path)


@each_kind
def test_every_name_that_a_file_can_have_is_taken(kind: wrapped.Kind, tmp_path: Path) -> None:
    """As long as file systems allow: the picture on its way has another."""
    for name in ("室" * 82 + ".jpg", "x" * 251 + ".jpg"):
        with wrapped.client(kind, Host(answer(200, JPEG))) as client:
            assert client.do(one(result(), tmp_path / name)) == tmp_path / name


@each_kind
def test_the_home_of_the_user_is_found(
    kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No folder is called `~`."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        client.do(one(result(), "~/out"))
        client.do(one(result(), "~/out/room.jpg"))
    assert left_in(tmp_path) == ["out/room.jpg", "out/v_1.jpg"]


@each_kind
@pytest.mark.parametrize("name", ["CON", "nul", "Com1", "LPT9"])
def test_no_file_is_called_as_windows_forbids(
    name: str, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Folders travel between systems."""
    what = result()
    what.id = name
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        path = client.do(one(what, tmp_path))
    assert path.stem.lower() != name.lower()


@each_kind
def test_what_comes_behind_the_end_of_a_jpeg_does_not_matter(
    kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Without a length, the end is looked for: where the format has it."""
    assert fetched(kind, Host(answer(200, JPEG + bytes(9999))), tmp_path) == JPEG + bytes(9999)
