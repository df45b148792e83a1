"""The page under /_mock: what it loads, and which requests of web pages it refuses."""

import httpx
import pytest

from tests.mock_server._calls import Caller
from virtualstaging_mock import Mock

ORIGIN = "http://127.0.0.1:8080"
pytestmark = pytest.mark.anyio


async def test_the_pages_are_shown(client: httpx.AsyncClient) -> None:
    """The board from the root, and what it loads."""
    board = await client.get("/", follow_redirects=True)
    assert "Renders" in board.text
    for name in ("mock.css", "mock.js", "icon.svg"):
        assert (await client.get(f"/_mock/static/{name}")).status_code == 200


async def test_a_page_loads_nothing_from_other_hosts(client: httpx.AsyncClient) -> None:
    """No address of another host in what a browser would load, and a policy that forbids it."""
    answer = await client.get("/_mock/")
    for attribute in ('src="http', 'href="http', "url(http", "@import"):
        assert attribute not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_markup_from_outside_is_escaped(api: Caller, client: httpx.AsyncClient) -> None:
    """In paths, bodies and links."""
    api.create(image_url="https://example.com/<script>alert(1)<a>")
    api.reply("POST", "/renders", b"<script>alert(2)</script>")
    await client.get("/v2/<script>alert(3)</script>")
    page = (await client.get("/_mock/")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


async def test_the_pictures_of_the_page(api: Caller, client: httpx.AsyncClient) -> None:
    """Those of done variations and of what was sent, and no others."""
    render_id = api.create()["id"]
    assert (await client.get(f"/_mock/pictures/{render_id}.before.jpg")).status_code == 200
    assert (await client.get("/_mock/pictures/nope.jpg")).status_code == 404
    assert (await client.get("/_mock/pictures/..%2f..%2fmock.py")).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/_mock/reset"),
        ("POST", "/_mock/advance"),
        ("PUT", "/_mock/faults"),
        ("DELETE", "/_mock/faults"),
        ("PUT", "/_mock/state"),
        ("POST", "/_mock/fail"),
    ],
)
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({}, 415),
        ({"content-type": "application/json", "origin": "https://evil.example"}, 403),
        ({"content-type": "application/json", "origin": "null"}, 403),
        ({"content-type": "application/json", "origin": "http://127.0.0.1:9999"}, 403),
        ({"content-type": "application/json", "sec-fetch-site": "cross-site"}, 403),
        ({"content-type": "application/json", "host": "evil.example:8080"}, 403),
        ({"content-type": "application/json", "host": "127.0.0.1.evil.example"}, 403),
    ],
)
async def test_a_page_of_another_site_cannot_change_the_mock(
    api: Caller,
    mock: Mock,
    client: httpx.AsyncClient,
    method: str,
    path: str,
    headers: dict[str, str],
    status: int,
) -> None:
    """Forms, other origins, rebound names: refused before anything is done."""
    api.create()
    before = (mock.clock.now_ms(), len(list(mock.backend.renders())))
    answer = await client.request(method, path, content=b'{"seconds": 9}', headers=headers)
    assert answer.status_code == status
    assert before == (mock.clock.now_ms(), len(list(mock.backend.renders())))
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": ORIGIN, "sec-fetch-site": "same-origin"},
        {"host": "localhost:8080", "origin": "http://localhost:8080"},
        {"host": "[::1]:8080"},
        {"host": "127.0.0.1"},
    ],
)
async def test_its_own_page_may(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """From this machine, by each of its names."""
    answer = await client.post("/_mock/reset", json={}, headers=headers)
    assert answer.status_code == 200


async def test_reading_is_refused_to_other_sites_too(client: httpx.AsyncClient) -> None:
    """A rebound name cannot read the state; a link that leads to the page works."""
    assert (await client.get("/_mock/state", headers={"host": "evil.example"})).status_code == 403
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert (await client.get("/_mock/state", headers=headers)).status_code == 403
    led = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert (await client.get("/_mock/", headers=led)).status_code == 200
