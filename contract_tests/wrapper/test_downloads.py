"""Downloads are whole or absent, whatever the host does; the key is never sent with them."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.wrapper.hosts import Host, answer, check_no_key, fetched, left_in, result
from contract_tests.wrapper.world import World, ordered, several, world
from virtualstaging import DownloadError, VariationError, staging

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


@pytest.fixture(scope="module")
def jpeg() -> bytes:
    """A picture, as the mock draws it."""
    with world() as there:
        return sound(there, done(there))


def done(there: World, count: int = 1, **more: Any) -> Any:
    """A render that has ended well."""
    render = there.do(lambda c: ordered(c, count, **more))
    return there.do(lambda c: c.wait(render))


def sound(there: World, render: Any, which: str = "url") -> bytes:
    """The bytes behind a link of a render's first result, asked of the server itself."""
    parts = urlsplit(getattr(render.variations.items[0].result, which))
    reply = there.mock.answer("GET", parts.path, parts.query)
    assert reply.status == 200
    return bytes(reply.body)


@each_kind
@pytest.mark.parametrize(
    ("which", "link"),
    [("best", "url"), ("optimized", "optimized_url"), ("thumbnail", "thumbnail_url")],
)
def test_a_result_is_downloaded_whole(
    which: Any, link: str, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Byte by byte, under a name with the ending of its format, without the key."""
    with world(kind) as there:
        render = done(there, 2)
        paths = there.do(lambda c: c.download(render, tmp_path, which=which))
        assert len(paths) == 2
        assert paths[0].read_bytes() == sound(there, render, link)
        assert {path.suffix for path in paths} <= {".jpg", ".webp"}
        assert left_in(tmp_path) == sorted(path.name for path in paths)
        check_no_key([one for _, one in there.wire.sent if one.url.path.startswith("/files")])


@each_kind
def test_both_views_of_a_multi_view_result_are_downloaded(
    kind: wrapped.Kind, tmp_path: Path
) -> None:
    """One file for each photo."""
    with world(kind) as there:
        urls = ("https://photos.example.com/a.jpg", "https://photos.example.com/b.jpg")
        config = staging(room_type="bed", style="coastal")
        render = there.do(lambda c: c.renders.create(urls, config))
        render = there.do(lambda c: c.wait(render))
        paths = there.do(lambda c: c.download(render.variations.items[0], tmp_path))
        assert len({path.read_bytes() for path in paths}) == 2


PASSING: dict[str, Any] = {
    "reset": "reset",
    "empty": "empty",
    "hang": "hang",
    "cut": "cut",
    "500": {"kind": "status", "status": 500},
    "503 in 2 s": {"kind": "status", "status": 503, "retry_after": 2},
    "429 at a date": {
        "kind": "status",
        "status": 429,
        "retry_after": 2,
        "retry_after_form": "date",
    },
    "502 web page": {"kind": "html", "status": 502},
}


@each_kind
@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_is_outlasted(fault: str, kind: wrapped.Kind, tmp_path: Path) -> None:
    """Three failures and the picture is whole; four and there is none, nor a part of it."""
    with world(kind) as there:
        render = done(there)
        there.plant("file", PASSING[fault], times=3)
        [path] = there.do(lambda c: c.download(render, tmp_path / "whole"))
        assert path.read_bytes() == sound(there, render)
        assert len(left_in(tmp_path)) == 1
        there.plant("file", PASSING[fault], times=4)
        with pytest.raises(DownloadError) as caught:
            there.do(lambda c: c.download(render, tmp_path / "absent"))
        check_download_error(caught.value, render)
        assert len(left_in(tmp_path)) == 1


def check_download_error(error: Any, render: Any) -> None:
    """It tells which, and shows no signed link."""
    link = render.variations.items[0].result.url
    check_error(error, None, urlsplit(link).query)
    assert render.variations.items[0].id in str(error)


@each_kind
def test_a_download_goes_on_where_it_was_cut_off(kind: wrapped.Kind, tmp_path: Path) -> None:
    """It asks for the rest of the same file, not for all of it again."""
    with world(kind) as there:
        render = done(there)
        whole = sound(there, render)
        there.plant("file", "cut", times=1)
        there.do(lambda c: c.download(render, tmp_path))
        first, second = [one for _, one in there.wire.sent if one.url.path.startswith("/files")]
        assert "range" not in first.headers
        assert second.headers["range"] == f"bytes={len(whole) // 2}-"
        assert second.headers["if-range"]


@each_kind
def test_a_link_that_has_expired_is_renewed(kind: wrapped.Kind, tmp_path: Path) -> None:
    """By reading the variation again: hours after it was done."""
    with world(kind) as there:
        render = done(there, 2)
        there.clock.advance(7 * 24 * 3600)
        paths = there.do(lambda c: c.download(render, tmp_path))
        assert len(paths) == 2
        reads = there.wire.times("GET", f"/renders/{render.id}/variations/")
        assert 1 <= len(reads) <= 2


@each_kind
def test_a_link_that_is_never_accepted_is_given_up(kind: wrapped.Kind, tmp_path: Path) -> None:
    """After few renewals."""
    with world(kind) as there:
        render = done(there)
        there.plant("file", {"kind": "status", "status": 403}, times=None)
        with pytest.raises(DownloadError) as caught:
            there.do(lambda c: c.download(render, tmp_path))
        check_download_error(caught.value, render)
        assert not left_in(tmp_path)
        assert len(there.wire.sent) < 15
        there.mock.checks.reset()  # renewed at once, so it was read twice in a second


@each_kind
def test_what_has_no_result_is_refused(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Not yet, or never."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        pending = there.do(lambda c: c.renders.get(render.id, include_variations=True))
        there.clock.advance(1)
        with pytest.raises(DownloadError, match="wait"):
            there.do(lambda c: c.download(pending, tmp_path))
        with pytest.raises(DownloadError, match="wait"):
            there.do(lambda c: c.download(pending.variations.items[0], tmp_path))
        assert not left_in(tmp_path)
    with world(kind, failure_rate=1) as there:
        render = there.do(lambda c: ordered(c))
        failed = there.do(lambda c: c.wait(render, raise_on_error=False))
        with pytest.raises(VariationError):
            there.do(lambda c: c.download(failed.variations.items[0], tmp_path))


@each_kind
def test_many_are_downloaded_and_failures_told(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Those that could be downloaded are there, whole."""
    with world(kind) as there:
        begun = several(there, 6)
        renders = there.do(lambda c: c.wait(begun))
        paths = there.do(lambda c: c.download_all(renders, tmp_path / "all"))
        assert len(set(paths)) == 6
        there.plant("file", {"kind": "status", "status": 404}, times=1)
        with pytest.raises(DownloadError):
            there.do(lambda c: c.download_all(renders, tmp_path / "some", concurrency=2))
        assert len(left_in(tmp_path / "some")) == 5
        assert all(not name.endswith(".part") for name in left_in(tmp_path))


NO_PICTURES: dict[str, httpx.Response] = {
    "a web page": answer(200, b"<!doctype html><html><body>Sign in</body></html>"),
    "JSON": answer(200, b'{"message": "Not found."}', content_type="image/jpeg"),
    "XML": answer(200, b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'),
    "nothing": answer(200, b"", content_type="image/jpeg"),
    "one byte": answer(200, b"\xff", content_type="image/jpeg"),
    "text": answer(200, b"upstream connect error or disconnect/reset before headers"),
    "404": answer(404, b"gone"),
    "204": answer(204, b""),
    "304": answer(304, b""),
    "418": answer(418, b""),
    "an answer to no question": answer(206, b"", content_range="bytes 0-9/10"),
}


@each_kind
@pytest.mark.parametrize("answered", NO_PICTURES)
def test_what_is_no_picture_is_not_kept(answered: str, kind: wrapped.Kind, tmp_path: Path) -> None:
    """Whatever status and content type it comes with."""
    assert isinstance(fetched(kind, Host(NO_PICTURES[answered]), tmp_path), DownloadError)


@each_kind
def test_a_picture_that_is_too_short_is_not_kept(
    kind: wrapped.Kind, tmp_path: Path, jpeg: bytes
) -> None:
    """By the length that was promised, or by its own form where none was."""
    short = jpeg[: len(jpeg) // 2]
    promised = answer(200, short, content_length=str(len(jpeg)))
    assert isinstance(fetched(kind, Host(promised), tmp_path), DownloadError)
    assert isinstance(fetched(kind, Host(answer(200, short)), tmp_path), DownloadError)
    assert fetched(kind, Host(answer(200, jpeg)), tmp_path) == jpeg


def cut_then(jpeg: bytes, etag: str, *then: Any) -> Host:
    """First half of a picture, then a broken line, then further answers."""
    half = answer(
        200,
        jpeg[:500],
        breaks=True,
        content_length=str(len(jpeg)),
        etag=etag,
        accept_ranges="bytes",
    )
    return Host(half, *then)


@each_kind
def test_parts_of_two_files_are_never_joined(
    kind: wrapped.Kind, tmp_path: Path, jpeg: bytes
) -> None:
    """The file behind the link changed between the two requests."""
    other = b"".join((jpeg[:450], bytes(40), jpeg[490:1000], bytes(100), jpeg[1100:]))
    total = len(jpeg)
    rest: Any = {"content_range": f"bytes 500-{total - 1}/{total}"}
    joined = jpeg[:500] + other[500:]
    for then in (
        [answer(200, other, content_length=str(total), etag='"two"', accept_ranges="bytes")],
        [answer(206, other[500:], etag='"two"', **rest), answer(200, other, etag='"two"')],
        [
            answer(206, other[400:], etag='"one"', content_range=f"bytes 400-{total - 1}/{total}"),
            answer(200, other),
        ],
        [  # as many bytes as are missing, but others
            answer(
                206,
                other[400 : total - 100],
                etag='"one"',
                content_range=f"bytes 400-{total - 101}/{total}",
            ),
            answer(200, other),
        ],
        [
            answer(206, other[500:], etag='"one"', content_range=f"bytes 500-{total}/{total + 1}"),
            answer(200, other),
        ],
        [answer(206, other[500:], etag='"one"'), answer(200, other)],
        [answer(416, b"", content_range=f"bytes */{total}"), answer(200, other)],
    ):
        came = fetched(kind, cut_then(jpeg, '"one"', *then), tmp_path)
        assert came == other, f"{came!r:.100}"
        assert came != joined
        (tmp_path / "v_1.jpg").unlink()


@each_kind
def test_a_file_without_a_strong_name_is_fetched_anew(
    kind: wrapped.Kind, tmp_path: Path, jpeg: bytes
) -> None:
    """A weak ETag does not say that the bytes are the same, and none says nothing."""
    for etag in ('W/"one"', ""):
        host = cut_then(jpeg, etag, answer(200, jpeg))
        assert fetched(kind, host, tmp_path) == jpeg
        assert "range" not in host.requests[1].headers
        (tmp_path / "v_1.jpg").unlink()


@each_kind
def test_redirects_of_the_host_are_followed_without_the_key(
    kind: wrapped.Kind, tmp_path: Path, jpeg: bytes
) -> None:
    """Within https, and not for ever."""
    onward = answer(302, b"", location="https://cdn.example.net/x.jpg?signature=else")
    host = Host(onward, answer(200, jpeg))
    assert fetched(kind, host, tmp_path) == jpeg
    assert host.requests[1].url.host == "cdn.example.net"
    (tmp_path / "v_1.jpg").unlink()
    for location in (
        "http://cdn.example.net/x.jpg",
        "file:///etc/passwd",
        "ftp://a/b",
    ):
        host = Host(answer(302, b"", location=location), answer(200, jpeg))
        assert isinstance(fetched(kind, host, tmp_path), DownloadError)
        assert len(host.requests) == 1
    assert isinstance(
        fetched(kind, Host(answer(302, b"", location="/again")), tmp_path), DownloadError
    )


@each_kind
@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a/b", "not a url", "https://", "https://[", ""]
)
def test_a_link_that_is_none_is_refused(url: str, kind: wrapped.Kind, tmp_path: Path) -> None:
    """Nothing is opened."""
    host = Host(answer(200, b""))
    assert isinstance(fetched(kind, host, tmp_path, result(url)), DownloadError)
    assert not host.requests


@each_kind
def test_a_file_that_is_there_is_left_alone(
    kind: wrapped.Kind, tmp_path: Path, jpeg: bytes
) -> None:
    """Unless it may be replaced; the same picture again is the same file."""
    mine = tmp_path / "v_1.jpg"
    mine.write_bytes(b"mine")
    with wrapped.client(kind, Host(answer(200, jpeg))) as one:
        first = one.do(lambda c: c.download(result(), tmp_path))
        again = one.do(lambda c: c.download(result(), tmp_path))
        assert mine.read_bytes() == b"mine"
        assert first == again != mine
        assert first.read_bytes() == jpeg
        replaced = one.do(lambda c: c.download(result(), tmp_path, overwrite=True))
        assert (replaced, mine.read_bytes()) == (mine, jpeg)
    mine.write_bytes(b"mine")
    broken = Host(answer(200, jpeg[:900], breaks=True))
    with wrapped.client(kind, broken) as one, pytest.raises(DownloadError):
        one.do(lambda c: c.download(result(), tmp_path, overwrite=True))
    assert mine.read_bytes() == b"mine", "replaced by what is not whole"


@each_kind
@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "a/b", "..", ".", "a\x00b", "x" * 400, "CON", "\u202egpj"],
)
def test_no_id_leads_out_of_the_directory(
    name: str, kind: wrapped.Kind, tmp_path: Path, jpeg: bytes
) -> None:
    """Files are named by ids, and ids come from outside."""
    inside = tmp_path / "out"
    variation = result()
    variation.id = name
    with wrapped.client(kind, Host(answer(200, jpeg))) as one:
        try:
            path = one.do(lambda c: c.download(variation, inside))
        except DownloadError:
            assert not left_in(tmp_path)
            return
    assert path.parent.resolve() == inside.resolve()
    assert left_in(tmp_path) == [f"out/{path.name}"]
