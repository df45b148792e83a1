"""Hosts of pictures may answer anything: what is not the whole picture is not kept."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.pictures import JPEG, WEBP
from contract_tests.wrapper.hosts import Host, answer, fetched, result
from virtualstaging import DownloadError

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


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
    """Whatever status and content type it comes with. A status that will not pass, and what is
    something else, ends the download at once.
    """
    host = Host(NO_PICTURES[answered])
    error = fetched(kind, host, tmp_path)
    assert isinstance(error, DownloadError)
    words = {"a web page": "HTML", "JSON": "JSON", "nothing": "no image"}
    assert words.get(answered, "") in str(error)
    if answered in ("404", "204", "418", *words):
        assert len(host.requests) == 1


@each_kind
def test_a_picture_that_is_too_short_is_not_kept(kind: wrapped.Kind, tmp_path: Path) -> None:
    """By the length that was promised, or by its own form where none was."""
    short = JPEG[: len(JPEG) // 2]
    promised = answer(200, short, content_length=str(len(JPEG)))
    assert isinstance(fetched(kind, Host(promised), tmp_path), DownloadError)
    assert isinstance(fetched(kind, Host(answer(200, short)), tmp_path), DownloadError)
    assert fetched(kind, Host(answer(200, JPEG)), tmp_path) == JPEG


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
def test_parts_of_two_files_are_never_joined(kind: wrapped.Kind, tmp_path: Path) -> None:
    """The file behind the link changed between the two requests."""
    other = b"".join((JPEG[:450], bytes(40), JPEG[490:1000], bytes(100), JPEG[1100:]))
    total = len(JPEG)
    rest: Any = {"content_range": f"bytes 500-{total - 1}/{total}"}
    joined = JPEG[:500] + other[500:]
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
        came = fetched(kind, cut_then(JPEG, '"one"', *then), tmp_path)
        assert came == other, f"{came!r:.100}"
        assert came != joined
        (tmp_path / "v_1.jpg").unlink()


UNSURE: dict[str, dict[str, str]] = {
    "weak": {"etag": 'W/"one"', "last-modified": "Wed, 01 Jan 2025 00:00:00 GMT"},
    "none": {"etag": ""},
    "no ranges": {"etag": '"one"', "accept-ranges": "none"},
    "not ASCII": {"etag": '"\xe4"'},
}


@each_kind
@pytest.mark.parametrize("name", UNSURE)
def test_a_file_without_a_strong_name_is_fetched_anew(
    name: str, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """A weak ETag does not say that the bytes are the same, and none says nothing."""
    begun = cut_then(JPEG, "", answer(200, JPEG))
    kept = [one for one in begun.answers[0].headers.raw if one[0].decode() not in UNSURE[name]]
    more = [(each.encode(), value.encode("latin-1")) for each, value in UNSURE[name].items()]
    begun.answers[0].headers = httpx.Headers([*kept, *more])
    assert fetched(kind, begun, tmp_path) == JPEG
    assert "range" not in begun.requests[1].headers


@each_kind
def test_the_time_of_its_last_change_names_a_file_too(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Where there is no ETag."""
    date = "Wed, 01 Jan 2025 00:00:00 GMT"
    place = f"bytes 500-{len(JPEG) - 1}/{len(JPEG)}"
    host = cut_then(JPEG, "", answer(206, JPEG[500:], content_range=place))
    del host.answers[0].headers["etag"]
    host.answers[0].headers["last-modified"] = date
    assert fetched(kind, host, tmp_path) == JPEG
    assert host.requests[1].headers["if-range"] == date


@each_kind
def test_an_answer_that_is_no_part_of_a_file_says_nothing_of_it(
    kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Between two parts a host says that it is busy, on a page that has a name of its own."""
    busy = answer(503, b"later", etag='"page"', content_length=str(10**9))
    place = f"bytes 500-{len(JPEG) - 1}/{len(JPEG)}"
    rest = answer(206, JPEG[500:], etag='"one"', content_range=place)
    host = cut_then(JPEG, '"one"', busy, rest)
    assert fetched(kind, host, tmp_path) == JPEG
    assert [one.headers.get("if-range") for one in host.requests] == [None, '"one"', '"one"']


@each_kind
def test_a_file_that_has_become_another_is_called_as_it_is_now(
    kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Its format may be another, too."""
    host = cut_then(JPEG, '"one"', answer(200, WEBP, etag='"two"'))
    assert fetched(kind, host, tmp_path) == WEBP
    assert [one.suffix for one in tmp_path.iterdir()] == [".webp"]


@each_kind
def test_redirects_of_the_host_are_followed_without_the_key(
    kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Within https, and not for ever."""
    near = answer(307, b"", location="/elsewhere.jpg")
    host = Host(near, answer(200, JPEG))
    assert fetched(kind, host, tmp_path) == JPEG
    assert host.requests[1].url.path == "/elsewhere.jpg"
    (tmp_path / "v_1.jpg").unlink()
    onward = answer(302, b"", location="https://cdn.example.net/x.jpg?signature=else")
    host = Host(onward, answer(200, JPEG))
    assert fetched(kind, host, tmp_path) == JPEG
    assert host.requests[1].url.host == "cdn.example.net"
    (tmp_path / "v_1.jpg").unlink()
    for location in (
        "http://cdn.example.net/x.jpg",
        "file:///etc/passwd",
        "ftp://a/b",
    ):
        host = Host(answer(302, b"", location=location), answer(200, JPEG))
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
