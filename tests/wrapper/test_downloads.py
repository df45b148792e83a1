"""Downloads: whole files or none, whatever the file's host does; never the key, never the link."""

import io
import os
import pickle
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from PIL import Image

from virtualstaging import _downloads
from virtualstaging._async.transport import AsyncTransport
from virtualstaging._core.drivers import adrive, drive
from virtualstaging._core.session import RetryPolicy, Session
from virtualstaging._core.settings import settle
from virtualstaging._core.steps import Flow, RejectedError
from virtualstaging._downloads import many, part
from virtualstaging._downloads.names import Target
from virtualstaging._sync.transport import Transport
from virtualstaging.errors import (
    AuthenticationError,
    DownloadError,
    ValidationError,
    VariationError,
    VirtualStagingError,
)
from virtualstaging_api.models import Render, Variation

KEY = "vsai-pk-0123456789"
FILES = "https://files.example.net"
NOW = 1735689600000


def picture(name: str = "JPEG") -> bytes:
    """A picture of some kilobytes in this format."""
    file = io.BytesIO()
    Image.linear_gradient("L").rotate(30).convert("RGB").save(file, name)
    return file.getvalue()


PICTURE = picture()
WEBP = picture("WEBP")
SAME_LENGTH = PICTURE[:20] + bytes(len(PICTURE) - 20)


def variation(identifier: str = "v_1", **changes: Any) -> Variation:
    data: dict[str, Any] = {
        "id": identifier,
        "render_id": "r_1",
        "created_at": NOW,
        "status": "done",
        "eta": None,
        "result": image(identifier),
    }
    return Variation.from_dict({**data, **changes})


def image(identifier: str, signature: int = 0, **changes: Any) -> dict[str, Any]:
    url = f"{FILES}/{identifier}.jpg?signature=s3cret{signature}"
    return {"url": url, "optimized_url": None, "thumbnail_url": None, **changes}


class Clock:
    """Time passes only in pauses, and with each look at it when asked to."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self.tick = 0.0
        self.now = 0.0

    def monotonic(self) -> float:
        self.now += self.tick
        return self.now

    def time(self) -> float:
        return NOW / 1000 + self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Some bytes, and then perhaps the end of the connection."""

    def __init__(self, data: bytes, *, cut: bool = False) -> None:
        self._data, self._cut = data, cut

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self._data), 500):
            yield self._data[start : start + 500]
        if self._cut:
            raise httpx.ReadError("the other side went away")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


Reply = Callable[[httpx.Request], httpx.Response]


def whole(data: bytes = PICTURE, /, **headers: str) -> Reply:
    length = {"content-length": str(len(data)), "content-type": "image/jpeg"}
    return lambda _: httpx.Response(200, headers={**length, **headers}, stream=Body(data))


def cut(at: int, data: bytes = PICTURE, /, **headers: str) -> Reply:
    """The connection breaks after so many bytes."""
    length = {"content-length": str(len(data)), "accept-ranges": "bytes"}
    return lambda _: httpx.Response(
        200, headers={**length, **headers}, stream=Body(data[:at], cut=True)
    )


def rest(data: bytes = PICTURE, /, **headers: str) -> Reply:
    """The part that is asked for."""

    def reply(request: httpx.Request) -> httpx.Response:
        start = int(request.headers["range"].removeprefix("bytes=").removesuffix("-"))
        piece = data[start:]
        place = {"content-range": f"bytes {start}-{len(data) - 1}/{len(data)}"}
        length = {"content-length": str(len(piece))}
        return httpx.Response(206, headers={**length, **place, **headers}, stream=Body(piece))

    return reply


def status(code: int, **headers: str) -> Reply:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(code, headers=names, stream=Body(b"no"))


def lost(error: type[httpx.TransportError]) -> Reply:
    def reply(request: httpx.Request) -> httpx.Response:
        raise error(f"about {request.url}")

    return reply


@dataclass
class World:
    """An API that signs links anew, a host of files that answers as planned, and the requests."""

    replies: list[Reply]
    fresh: dict[str, Any] | None = None
    clock: Clock = field(default_factory=Clock)
    asked: list[httpx.Request] = field(default_factory=list)
    renewed: int = 0
    max_retries: int = 3

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "api.example.com":
            self.renewed += 1
            data = self.fresh or variation(result=image("v_1", self.renewed)).to_dict()
            return httpx.Response(200, json=data)
        self.asked.append(request)
        return self.replies.pop(0)(request)

    def session(self) -> Session:
        url = "https://api.example.com/v2"
        settings = settle(KEY, url, 60.0, self.max_retries, allow_insecure_http=False)
        return Session(settings, RetryPolicy(self.max_retries, jitter=lambda: 1.0))

    def run(self, flow: Flow[Any]) -> Any:
        client = httpx.Client(transport=httpx.MockTransport(self))
        transport = Transport(self.session().settings, self.clock, client)
        return drive(flow, transport, self.clock)

    async def arun(self, flow: Flow[Any]) -> Any:
        client = httpx.AsyncClient(transport=httpx.MockTransport(self))
        transport = AsyncTransport(self.session().settings, self.clock, client)
        return await adrive(flow, transport, self.clock)

    def download(
        self, where: "str | os.PathLike[str]", what: Any = None, **options: Any
    ) -> Path | list[Path]:
        which, overwrite = options.get("which", "best"), options.get("overwrite", False)
        what = variation() if what is None else what
        flow = _downloads.download(self.session(), what, where, which, overwrite)
        found: Path | list[Path] = self.run(flow)
        return found


@contextmanager
def failing(where: Path, says: str) -> Iterator[None]:
    """The error says what was wrong, shows no secret, survives pickling, and leaves no file."""
    before = sorted(where.rglob("*"))
    with pytest.raises(VirtualStagingError, match=says) as caught:
        yield
    shown = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert "s3cret" not in shown
    assert KEY not in shown
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301
    assert sorted(where.rglob("*")) == before


def test_an_image_arrives_whole_under_its_id(tmp_path: Path) -> None:
    """The directory is made; nothing else is left in it."""
    world = World([whole()])
    path = world.download(tmp_path / "new" / "out")
    assert path == tmp_path / "new" / "out" / "v_1.jpg"
    assert path.read_bytes() == PICTURE
    assert [each.name for each in path.parent.iterdir()] == ["v_1.jpg"]


def test_the_key_is_not_sent(tmp_path: Path) -> None:
    """Neither as a header, nor in another place of the request."""
    world = World([whole()])
    world.download(tmp_path)
    [request] = world.asked
    assert "authorization" not in request.headers
    assert KEY not in str(request.headers) + str(request.url)


@pytest.mark.anyio
async def test_the_same_with_asyncio(tmp_path: Path) -> None:
    """Cut, resumed, expired and renewed: through the async driver."""
    world = World([cut(700, etag='"a"'), status(403), rest(etag='"a"')])
    flow = _downloads.download(world.session(), variation(), tmp_path, "best", False)
    path = await world.arun(flow)
    assert path.read_bytes() == PICTURE
    assert world.renewed == 1


def test_a_cut_is_resumed(tmp_path: Path) -> None:
    """The rest is asked for, on condition that the file is still the same."""
    world = World([cut(700, etag='"a"'), rest(etag='"a"')])
    path = world.download(tmp_path)
    assert isinstance(path, Path)
    assert path.read_bytes() == PICTURE
    assert world.asked[1].headers["range"] == "bytes=700-"
    assert world.asked[1].headers["if-range"] == '"a"'
    assert world.clock.pauses == [0.5]


def test_a_date_serves_as_validator_too(tmp_path: Path) -> None:
    """Without an ETag, Last-Modified says whether the file is the same."""
    date = "Wed, 01 Jan 2025 00:00:00 GMT"
    world = World([cut(700, **{"last-modified": date}), rest()])
    path = world.download(tmp_path)
    assert isinstance(path, Path)
    assert path.read_bytes() == PICTURE
    assert world.asked[1].headers["if-range"] == date


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"etag": 'W/"a"', "last-modified": "Wed, 01 Jan 2025 00:00:00 GMT"},
        {"etag": '"a"', "accept-ranges": "none"},
        {"etag": '"\xe4"'},
    ],
    ids=["no validator", "weak", "no ranges", "not ASCII"],
)
def test_what_cannot_be_resumed_starts_over(headers: dict[str, str], tmp_path: Path) -> None:
    """Without a validator that is certain, two halves of different files might meet."""
    world = World([cut(700, **headers), whole()])
    path = world.download(tmp_path)
    assert isinstance(path, Path)
    assert path.read_bytes() == PICTURE
    assert "range" not in world.asked[1].headers


@pytest.mark.parametrize(
    "answer",
    [
        [whole(WEBP, etag='"b"')],
        [rest(SAME_LENGTH, etag='"b"'), whole(WEBP, etag='"b"')],
        [rest(WEBP), whole(WEBP)],
        [status(416), whole(WEBP)],
        [status(206), whole(WEBP)],
    ],
    ids=["200", "another ETag", "another length", "416", "206 without a place"],
)
def test_a_file_that_changed_starts_over(answer: list[Reply], tmp_path: Path) -> None:
    """Halves of two files are never joined."""
    path = World([cut(700, etag='"a"'), *answer]).download(tmp_path)
    assert isinstance(path, Path)
    assert path.read_bytes() == WEBP
    assert path.name == "v_1.webp"


@pytest.mark.parametrize("code", [400, 401, 403, 410])
def test_an_expired_link_is_renewed(code: int, tmp_path: Path) -> None:
    """The variation is read again, and its fresh link used."""
    world = World([status(code), whole()])
    world.download(tmp_path)
    assert world.renewed == 1
    used = [each.url.query for each in world.asked]
    assert used == [b"signature=s3cret0", b"signature=s3cret1"]


def test_a_link_that_stays_expired(tmp_path: Path) -> None:
    """Two renewals, then the error."""
    world = World([status(403)] * 3)
    with failing(tmp_path, r"files\.example\.net.*403"):
        world.download(tmp_path)
    assert world.renewed == 2


def test_a_variation_that_was_deleted_meanwhile(tmp_path: Path) -> None:
    """The renewal finds no result."""
    gone = {**variation().to_dict(), "status": "deleted"}
    del gone["result"]
    with failing(tmp_path, "deleted"):
        World([status(403)], fresh=gone).download(tmp_path)


def test_a_renewal_that_is_refused(tmp_path: Path) -> None:
    """The API's own error is the one that helps."""
    world = World([status(403)])

    def refuse(request: httpx.Request) -> httpx.Response:
        return (
            httpx.Response(401, json={"message": "no"})
            if "api" in request.url.host
            else world(request)
        )

    transport = Transport(
        world.session().settings, world.clock, httpx.Client(transport=httpx.MockTransport(refuse))
    )
    flow = _downloads.download(world.session(), variation(), tmp_path, "best", False)
    with pytest.raises(AuthenticationError):
        drive(flow, transport, world.clock)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "reply",
    [
        lost(httpx.ConnectError),
        lost(httpx.ReadTimeout),
        lost(httpx.RemoteProtocolError),
        status(500),
        status(503),
        status(429),
        cut(100),
        whole(PICTURE[:-10], **{"content-length": str(len(PICTURE))}),
        lambda _: httpx.Response(200, stream=Body(PICTURE[:-10])),
    ],
    ids=[
        "no connection",
        "timeout",
        "reset",
        "500",
        "503",
        "429",
        "cut",
        "short",
        "short without length",
    ],
)
def test_what_may_pass_is_tried_again(reply: Reply, tmp_path: Path) -> None:
    """Up to max_retries times, and then it is an error that leaves nothing behind."""
    world = World([reply, reply, reply, whole()])
    path = world.download(tmp_path)
    assert isinstance(path, Path)
    assert path.read_bytes() == PICTURE
    assert world.clock.pauses == [0.5, 1.0, 2.0]
    with failing(tmp_path, "could not be downloaded"):
        World([reply] * 4).download(tmp_path, variation("v_2"))


def test_retry_after_is_kept_to(tmp_path: Path) -> None:
    """Up to two minutes; a longer pause is the caller's to decide on."""
    world = World([status(503, retry_after="7"), whole()])
    world.download(tmp_path)
    assert world.clock.pauses == [7.0]
    with failing(tmp_path, "503"):
        World([status(503, retry_after="600")]).download(tmp_path)


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (status(404), "404"),
        (status(418), "418"),
        (status(204), "204"),
        (whole(b"<!doctype html><title>Sign in</title>"), "HTML"),
        (whole(b""), "no image"),
        (whole(b"{}"), "JSON"),
        (whole(**{"content-length": str(part.MAX_RESULT_BYTES + 1)}), "larger than 100 MB"),
        (status(302, location="http://files.example.net/v_1.jpg"), "less safe"),
        (status(302, location="file:///etc/passwd"), "less safe"),
        (status(302), "redirects too often"),
    ],
    ids=["404", "418", "204", "HTML", "empty", "JSON", "large", "clear", "file", "circle"],
)
def test_what_will_not_pass_is_an_error_at_once(reply: Reply, says: str, tmp_path: Path) -> None:
    """Nothing is left behind."""
    world = World([reply] * 6)
    with failing(tmp_path, says):
        world.download(tmp_path)
    assert not world.clock.pauses


def test_redirects_are_followed(tmp_path: Path) -> None:
    """To another host too, since no key goes along."""
    cdn = "https://cdn.example.org"
    world = World([status(302, location=f"{cdn}/a"), status(307, location="/b"), whole()])
    world.download(tmp_path)
    assert [str(each.url) for each in world.asked[1:]] == [f"{cdn}/a", f"{cdn}/b"]
    assert "authorization" not in world.asked[2].headers


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://files.example.net", "https://", "x"])
def test_links_that_are_none(url: str, tmp_path: Path) -> None:
    """A result's link comes from outside, too."""
    world = World([])
    with failing(tmp_path, "link"):
        world.download(tmp_path, variation(result=image("v_1", url=url)))


def test_a_host_that_drips(tmp_path: Path) -> None:
    """Each read is in time, the whole is not: ten minutes for one image, all attempts together."""
    world = World([whole()])
    world.clock.tick = 400.0
    with failing(tmp_path, "in time"):
        world.download(tmp_path)
    assert not world.clock.pauses


def test_a_host_that_breaks_off_slowly(tmp_path: Path) -> None:
    """Attempts end when their time is over, though there are repetitions left."""
    world = World([cut(100)] * 9, max_retries=100)
    world.clock.tick = 40.0
    with failing(tmp_path, "connection broke"):
        world.download(tmp_path)
    assert 1 < len(world.asked) < 9


def test_more_than_any_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a length it is counted as it comes."""
    monkeypatch.setattr(part, "MAX_RESULT_BYTES", 1000)
    with failing(tmp_path, "larger than"):
        World([lambda _: httpx.Response(200, stream=Body(PICTURE))]).download(tmp_path)


def test_a_compressed_answer(tmp_path: Path) -> None:
    """None is asked for, and none is taken: what it holds has no bound."""
    import gzip

    world = World([whole(gzip.compress(PICTURE), **{"content-encoding": "gzip"})])
    with failing(tmp_path, "compresses it"):
        world.download(tmp_path)
    assert world.asked[0].headers["accept-encoding"] == "identity"


class FullDisk(io.BytesIO):
    """Takes 600 bytes."""

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > 600:
            raise OSError(28, "No space left on device")
        return super().write(data)


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is told, nothing is tried again, and nothing is left."""
    monkeypatch.setattr(Path, "open", lambda *_, **__: FullDisk())
    world = World([whole()])
    with failing(tmp_path, "no space left on device"):
        world.download(tmp_path)
    assert not world.clock.pauses


def test_a_directory_that_cannot_be_made(tmp_path: Path) -> None:
    """Known before anything is fetched."""
    (tmp_path / "file").write_text("")
    world = World([])
    with failing(tmp_path, "not a directory"):
        world.download(tmp_path / "file" / "out")


def test_an_interrupt_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C in the middle of a file."""

    def interrupt(_: httpx.Request) -> httpx.Response:
        class Interrupted(Body):
            def __iter__(self) -> Iterator[bytes]:
                yield PICTURE[:600]
                assert list(tmp_path.glob(".*.part"))
                raise KeyboardInterrupt

        return httpx.Response(200, stream=Interrupted(b""))

    with pytest.raises(KeyboardInterrupt):
        World([interrupt]).download(tmp_path)
    assert not list(tmp_path.iterdir())


def test_another_file_of_that_name_is_left_alone(tmp_path: Path) -> None:
    """In a directory the image gets a number; downloaded again, it is recognised."""
    (tmp_path / "v_1.jpg").write_text("mine")
    assert World([whole()]).download(tmp_path) == tmp_path / "v_1-2.jpg"
    assert World([whole()]).download(tmp_path) == tmp_path / "v_1-2.jpg"
    assert (tmp_path / "v_1.jpg").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 2


def test_an_exact_name(tmp_path: Path) -> None:
    """It is kept as given; another file there is only replaced when told to."""
    path = tmp_path / "new" / "room.png"
    assert World([whole()]).download(path) == path
    assert World([whole()]).download(str(path)) == path
    with failing(tmp_path, "overwrite=True"):
        World([whole(WEBP)]).download(path)
    assert path.read_bytes() == PICTURE
    World([whole(WEBP)]).download(path, overwrite=True)
    assert path.read_bytes() == WEBP
    assert len(list(path.parent.iterdir())) == 1


def test_a_link_in_the_place_of_the_file(tmp_path: Path) -> None:
    """A symbolic link is no way to write elsewhere."""
    (tmp_path / "elsewhere").write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / "v_1.jpg").symlink_to(tmp_path / "elsewhere")
    assert World([whole()]).download(out) == out / "v_1-2.jpg"
    assert (tmp_path / "elsewhere").read_text() == "mine"


def test_a_file_system_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the file is renamed, and still replaces nothing."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert World([whole()]).download(tmp_path) == tmp_path / "v_1.jpg"
    assert World([whole()]).download(tmp_path) == tmp_path / "v_1.jpg"
    assert World([whole(WEBP + b"\0")]).download(tmp_path / "v_1.webp") == tmp_path / "v_1.webp"
    with failing(tmp_path, "already"):
        World([whole()]).download(tmp_path / "v_1.webp")
    assert len(list(tmp_path.iterdir())) == 2


def test_the_mask_of_new_files_is_kept_to(tmp_path: Path) -> None:
    """A result is as readable as any other new file."""
    (tmp_path / "other").write_text("")
    path = World([whole()]).download(tmp_path)
    assert isinstance(path, Path)
    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize(
    "identifier",
    ["../../etc/passwd", "..", "/abs", "a b", "C:\\x", "ü", "x" * 300, "\ud800", "a/b"],
    ids=lambda identifier: ascii(identifier)[:20],
)
def test_an_id_leads_nowhere_else(identifier: str, tmp_path: Path) -> None:
    """An id is a name, whatever is in it; different ids have different names."""
    out = tmp_path / "out"
    path = World([whole()]).download(out, variation(identifier, result=image("v")))
    other = World([whole(WEBP)]).download(out, variation(identifier + "?", result=image("v")))
    assert isinstance(path, Path)
    assert isinstance(other, Path)
    assert path.stem != other.stem
    assert sorted(names(out)) == sorted([path.name, other.name])
    assert names(tmp_path) == ["out"]
    assert path.name.isascii()
    assert len(path.name) < 130


def test_which_image(tmp_path: Path) -> None:
    """Named by what it is; where there is none, the next larger one."""
    both = variation(result=image("v_1", optimized_url=f"{FILES}/o", thumbnail_url=f"{FILES}/t"))
    world = World([whole(WEBP), whole(), whole()])
    assert world.download(tmp_path, both, which="optimized") == tmp_path / "v_1-optimized.webp"
    assert world.download(tmp_path, both, which="thumbnail") == tmp_path / "v_1-thumbnail.jpg"
    assert [each.url.path for each in world.asked] == ["/o", "/t"]
    assert world.download(tmp_path, variation(), which="thumbnail") == tmp_path / "v_1.jpg"
    with failing(tmp_path, '"best", "optimized" or "thumbnail"'):
        World([]).download(tmp_path, which="large")


def test_multi_view_gives_several_files(tmp_path: Path) -> None:
    """One for each photo, in their order; a fresh link is that of the same photo."""
    what = variation(result=[image("a"), image("b")])
    fresh = variation(result=[image("a", 1), image("b", 1)]).to_dict()
    world = World([whole(), status(403), whole(WEBP)], fresh=fresh)
    assert world.download(tmp_path, what) == [tmp_path / "v_1-1.jpg", tmp_path / "v_1-2.webp"]
    assert str(world.asked[2].url) == f"{FILES}/b.jpg?signature=s3cret1"
    with failing(tmp_path, "Pass a directory"):
        World([]).download(tmp_path / "one.jpg", what)


def render(*items: Variation, cursor: str | None = None) -> Render:
    page = {"total_count": 1, "next_cursor": cursor, "items": [each.to_dict() for each in items]}
    return Render.from_dict({"id": "r_1", "created_at": NOW, "eta": None, "variations": page})


def test_a_render_gives_all_its_images(tmp_path: Path) -> None:
    """All that are done; those that ended in error have none."""
    failed = variation("v_2", status="error").to_dict()
    del failed["result"]
    what = render(variation(), Variation.from_dict(failed), variation("v_3"))
    found = World([whole(), whole()]).download(tmp_path, what)
    assert found == [tmp_path / "v_1.jpg", tmp_path / "v_3.jpg"]


def test_a_render_that_does_not_carry_its_variations(tmp_path: Path) -> None:
    """They are read, all pages of them."""
    bare = Render.from_dict({"id": "r_1", "created_at": NOW, "eta": None})
    pages = [render(variation("v_1"), cursor="v_1"), render(variation("v_2"))]
    world = World([whole(), whole()])
    asked = []

    def api(request: httpx.Request) -> httpx.Response:
        if request.url.host != "api.example.com":
            return world(request)
        asked.append(request.url.params.get("variations_cursor"))
        return httpx.Response(200, json=pages.pop(0).to_dict())

    transport = Transport(
        world.session().settings, world.clock, httpx.Client(transport=httpx.MockTransport(api))
    )
    flow = _downloads.download(world.session(), bare, tmp_path, "best", False)
    assert drive(flow, transport, world.clock) == [tmp_path / "v_1.jpg", tmp_path / "v_2.jpg"]
    assert asked == [None, "v_1"]


def without_result(state: str) -> Variation:
    data = variation(status=state).to_dict()
    del data["result"]
    return Variation.from_dict(data)


def test_what_has_no_result_yet(tmp_path: Path) -> None:
    """The error says to wait; or that there is nothing to wait for."""
    with failing(tmp_path, "Wait for it first"):
        World([]).download(tmp_path, without_result("queued"))
    with failing(tmp_path, "not finished"):
        World([]).download(tmp_path, render(variation(), without_result("rendering")))
    with pytest.raises(VariationError):
        World([]).download(tmp_path, without_result("error"))
    with failing(tmp_path, "no variation with a result"):
        World([]).download(tmp_path, render(without_result("error")))
    for thing in ("v_1", 7, object()):
        with failing(tmp_path, "can be downloaded"):
            World([]).download(tmp_path, thing)


@pytest.mark.parametrize("where", ["", None, 7, b"out", "a\0b"])
def test_places_that_are_none(where: Any, tmp_path: Path) -> None:
    """Said before anything is fetched."""
    with failing(tmp_path, "path"):
        World([]).download(where)


class Gauge:
    """How many are at work at once."""

    def __init__(self) -> None:
        self.now = self.most = 0

    def __enter__(self) -> None:
        self.now += 1
        self.most = max(self.most, self.now)

    def __exit__(self, *_: object) -> None:
        self.now -= 1


def test_many_at_once_with_a_bound(tmp_path: Path) -> None:
    """In order; items are taken only as slots come free; one failure does not stop the others."""
    taken, finished = 0, 0

    def items() -> Iterator[Variation]:
        nonlocal taken
        for number in range(20):
            assert taken - finished <= 3
            taken += 1
            yield variation(f"v_{number:02}")

    def count(reply: Reply) -> Reply:
        def counted(request: httpx.Request) -> httpx.Response:
            nonlocal finished
            finished += 1
            return reply(request)

        return counted

    world = World([count(whole())] * 20)
    session = world.session()

    def make(what: Any, stopped: Callable[[], bool]) -> Flow[Any]:
        return _downloads.download(session, what, tmp_path, "best", False, stopped)

    found = many.download_all(world.run, items(), make, 3)
    assert [each.name for each in found] == [f"v_{number:02}.jpg" for number in range(20)]
    world = World([whole()] * 2 + [status(404)] + [whole()] * 2)
    with pytest.raises(DownloadError, match="1 of 5") as caught:
        many.download_all(world.run, [variation(f"w_{number}") for number in range(5)], make, 1)
    assert len(caught.value.paths) == 4
    assert [each.status for each in caught.value.failures] == [404]
    for wrong in (0, -1, 1.5, True):
        with pytest.raises(ValidationError, match="concurrency"):
            many.download_all(world.run, [], make, wrong)  # type: ignore[arg-type]


@pytest.mark.anyio
async def test_many_with_asyncio(tmp_path: Path) -> None:
    """The same bound, for lists and for async iterables."""
    gauge = Gauge()
    world = World([whole()] * 40)
    session = world.session()

    async def run(flow: Flow[Any]) -> Any:
        with gauge:
            await anyio.lowlevel.checkpoint()
            return await world.arun(flow)

    def make(what: Any, stopped: Callable[[], bool]) -> Flow[Any]:
        return _downloads.download(session, what, tmp_path, "best", False, stopped)

    async def stream() -> AsyncIterator[Variation]:
        for number in range(20):
            yield variation(f"w_{number:02}")

    listed = await many.adownload_all(run, [variation(f"v_{n:02}") for n in range(20)], make, 3)
    streamed = await many.adownload_all(run, stream(), make, 3)
    assert [each.name for each in listed] == [f"v_{number:02}.jpg" for number in range(20)]
    assert [each.name for each in streamed] == [f"w_{number:02}.jpg" for number in range(20)]
    assert gauge.most == 3


def names(directory: Path) -> list[str]:
    return [each.name for each in directory.iterdir()]


@pytest.mark.anyio
async def test_a_cancelled_task_leaves_nothing(tmp_path: Path) -> None:
    """The file on its way is removed, also when a thread was about to write to it."""
    started = anyio.Event()

    class Stalled(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield PICTURE[:600]
            started.set()
            await anyio.sleep_forever()

    world = World([lambda _: httpx.Response(200, stream=Stalled())])
    flow = _downloads.download(world.session(), variation(), tmp_path, "best", False)
    async with anyio.create_task_group() as group:
        group.start_soon(world.arun, flow)
        await started.wait()
        assert [name[-5:] for name in names(tmp_path)] == [".part"]
        group.cancel_scope.cancel()
    assert not names(tmp_path)


def test_a_thread_that_comes_too_late(tmp_path: Path) -> None:
    """After the end of its task it neither makes a file nor writes to one."""
    on_its_way = part.PartFile(Target(tmp_path, "v_1"))
    on_its_way.discard()
    on_its_way.open()
    with pytest.raises(RejectedError):
        on_its_way.write(PICTURE)
    assert not names(tmp_path)
