"""Result files: behind signed links, drawn when read, in parts where asked for."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.mock_server._calls import STAGING, Caller
from virtualstaging_mock import Mock
from virtualstaging_mock._http.reply import Reply
from virtualstaging_mock._state.links import LIFETIME_MS, FileId


def read(mock: Mock, link: str, **headers: str) -> Reply:
    """Read a link, without a key."""
    parts = urlsplit(link)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return mock.answer("GET", parts.path, parts.query, named)


@pytest.fixture
def result(api: Caller) -> Any:
    """The links of a finished variation."""
    render = api.create(wait_for_completion=True)
    return render["variations"]["items"][0]["result"]


def test_links_point_to_another_host_than_the_api(mock: Mock, result: Any) -> None:
    hosts = {urlsplit(link).hostname for link in result.values()}
    assert hosts == {"localhost"}
    assert urlsplit(mock.base_url).hostname == "127.0.0.1"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("url", "image/jpeg"), ("optimized_url", "image/webp"), ("thumbnail_url", "image/jpeg")],
)
def test_each_link_opens_a_picture(mock: Mock, result: Any, name: str, media_type: str) -> None:
    reply = read(mock, result[name])
    assert (reply.status, reply.headers["content-type"]) == (200, media_type)


def test_a_link_is_dead_after_its_time_and_a_fresh_read_gives_another(
    api: Caller, result: Any
) -> None:
    api.mock.advance(LIFETIME_MS / 1000)
    reply = read(api.mock, result["url"])
    assert reply.status == 403
    assert b"expired" in reply.body
    render_id = api.get("/renders")["items"][0]["id"]
    fresh = api.variations(render_id)[0]["result"]["url"]
    assert read(api.mock, fresh).status == 200
    assert "expired_link_used" in {f.code for f in api.mock.checks.findings()}


def test_a_changed_link_opens_nothing(mock: Mock, result: Any) -> None:
    assert read(mock, result["url"].replace(".jpg", ".webp")).status == 403
    assert read(mock, result["url"].partition("?")[0]).status == 403
    assert mock.answer("POST", urlsplit(result["url"]).path).status == 405


def test_parts_can_be_read_and_put_together(mock: Mock, result: Any) -> None:
    whole = read(mock, result["thumbnail_url"])
    etag, size = whole.headers["etag"], len(whole.body)
    first = read(mock, result["thumbnail_url"], Range="bytes=0-99")
    rest = read(mock, result["thumbnail_url"], Range="bytes=100-", If_Range=etag)
    assert (first.status, rest.status) == (206, 206)
    assert rest.headers["content-range"] == f"bytes 100-{size - 1}/{size}"
    assert first.body + rest.body == whole.body
    assert read(mock, result["thumbnail_url"], Range="bytes=-5").body == whole.body[-5:]
    assert read(mock, result["thumbnail_url"], If_None_Match=etag).status == 304


def test_a_part_of_another_version_is_the_whole(mock: Mock, result: Any) -> None:
    reply = read(mock, result["thumbnail_url"], Range="bytes=100-", If_Range='"other"')
    assert reply.status == 200


@pytest.mark.parametrize(
    ("span", "status"),
    [
        ("bytes=999999999-", 416),
        ("bytes=5-2", 200),
        ("bytes=a-b", 200),
        ("bytes=-0", 200),
        ("bytes=0-1,5-6", 200),
        ("lines=0-1", 200),
        ("bytes", 200),
        ("bytes=" + "9" * 5000 + "-", 200),
        ("bytes=٣-", 200),
    ],
)
def test_an_odd_range_never_breaks(mock: Mock, result: Any, span: str, status: int) -> None:
    assert read(mock, result["thumbnail_url"], Range=span).status == status


def test_a_file_is_not_there_before_its_variation_is_done(api: Caller) -> None:
    render_id = api.create()["id"]
    variation_id = next(iter(api.mock.backend.find_render(render_id).variations))  # type: ignore[union-attr]
    until_ms = api.mock.clock.now_ms() + LIFETIME_MS
    link = api.mock.backend.links.sign("", FileId(variation_id, "result"), until_ms)
    assert read(api.mock, link).status == 404
    api.mock.run_until_idle()
    assert read(api.mock, link).status == 200


def test_the_mask_of_an_analysis_is_a_picture(api: Caller) -> None:
    body = {"image_url": "https://example.com/room.jpg"}
    analysis = api.post("/analyze", body, status=200)
    reply = read(api.mock, analysis["result_url"])
    assert (reply.status, reply.headers["content-type"]) == (200, "image/png")
    config = {**STAGING, "remove_furniture": {"mode": "on", "mask_url": analysis["result_url"]}}
    api.create(config)
