"""Downloads are whole or absent, whatever happens on their way; the key is never sent with them."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.wrapper.hosts import check_no_key, left_in
from contract_tests.wrapper.world import World, delete, ordered, several, world
from virtualstaging import AuthenticationError, DownloadError, VariationError, staging

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


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
        stem = render.variations.items[0].id
        assert [one.stem for one in paths] == [f"{stem}-1", f"{stem}-2"]


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
        there.clock.advance(14 * 24 * 3600)
        late = there.do(lambda c: c.download(done, tmp_path / "late"))
        assert [one.read_bytes() for one in late] == [one.read_bytes() for one in fresh]
        assert len({one.read_bytes() for one in late}) == 2
        there.mock.checks.reset()  # one variation is read for each of its links


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
    """It says which, and shows no signed link."""
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
@pytest.mark.parametrize("status", [400, 401, 403, 410])
def test_hosts_say_in_several_ways_that_a_link_has_expired(
    status: int, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """It is renewed at once."""
    with world(kind) as there:
        render = done(there)
        there.wire.sent.clear()
        pauses = list(there.clock.pauses)
        there.plant("file", {"kind": "status", "status": status})
        assert there.do(lambda c: c.download(render, tmp_path))
        assert len(there.wire.times("GET", f"/renders/{render.id}/variations/")) == 1
        assert there.clock.pauses == pauses
        there.mock.checks.reset()  # what was planted is no fault of the client


@each_kind
def test_what_was_deleted_meanwhile_is_reported(kind: wrapped.Kind, tmp_path: Path) -> None:
    """The link has expired, and there is no other."""
    with world(kind) as there:
        render = done(there)
        delete(there, render.variations.items[0].id)
        there.clock.advance(7 * 24 * 3600)
        with pytest.raises(VariationError, match="deleted") as caught:
            there.do(lambda c: c.download(render, tmp_path))
        check_download_error(caught.value, render)
        assert not left_in(tmp_path)


@each_kind
def test_a_renewal_that_is_refused_ends_in_the_error_of_the_api(
    kind: wrapped.Kind, tmp_path: Path
) -> None:
    """It is the one that helps."""
    with world(kind) as there:
        render = done(there)
        there.clock.advance(7 * 24 * 3600)
        there.plant("get_variation", {"kind": "status", "status": 401})
        with pytest.raises(AuthenticationError):
            there.do(lambda c: c.download(render, tmp_path))
        assert not left_in(tmp_path)
        there.mock.checks.reset()  # the 401 was planted


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
def test_of_a_render_all_that_is_done_is_downloaded(kind: wrapped.Kind, tmp_path: Path) -> None:
    """What has failed, or was deleted, has no picture; while anything is unfinished, none is."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, 3))
        delete(there, there.variations(render.id)[1])
        there.clock.advance(1)
        pending = there.do(lambda c: c.renders.get(render.id, include_variations=True))
        with pytest.raises(DownloadError, match="not finished"):
            there.do(lambda c: c.download(pending, tmp_path))
        ended = there.do(lambda c: c.wait(render))
        paths = there.do(lambda c: c.download(ended, tmp_path))
        assert [one.stem for one in paths] == there.variations(render.id)[::2]
        for one in ended.variations.items:
            delete(there, one.id)
        there.clock.advance(1)
        gone = there.do(lambda c: c.renders.get(render.id, include_variations=True))
        with pytest.raises(DownloadError, match="no variation with a result"):
            there.do(lambda c: c.download(gone, tmp_path / "none"))


@each_kind
def test_many_are_downloaded_and_failures_reported(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Those that could be downloaded are there, whole."""
    with world(kind) as there:
        begun = several(there, 6)
        renders = there.do(lambda c: c.wait(begun))
        paths = there.do(lambda c: c.download_all(renders, tmp_path / "all"))
        assert len(set(paths)) == 6
        there.plant("file", {"kind": "status", "status": 404}, times=1)
        with pytest.raises(DownloadError, match="1 of 6") as caught:
            there.do(lambda c: c.download_all(renders, tmp_path / "some", concurrency=2))
        assert len(left_in(tmp_path / "some")) == 5
        assert all(not name.endswith(".part") for name in left_in(tmp_path))
        assert len(caught.value.paths) == 5
        assert [one.status for one in caught.value.failures] == [404]
