"""Requests to other paths of the vendor's, and from web pages in a browser."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.mock_server._calls import KEY, render_body
from virtualstaging_mock import Mock
from virtualstaging_mock._server.asgi import MockApp

pytestmark = pytest.mark.anyio
PAGE = "http://localhost:5173"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/apiV2/renders", "second host; here its paths begin with /v2/"),
        ("/v1/render/create", "version 2 of the API"),
        ("/v1", "version 2 of the API"),
        ("/renders", "paths begin with /v2/"),
    ],
)
def test_a_path_of_another_place_says_where_to_go(path: str, says: str) -> None:
    reply = Mock().answer("POST", path)
    assert reply.status == 404
    assert says in reply.body.decode()


def client_of(*origins: str) -> httpx.AsyncClient:
    """The requests that a browser sends for a web page."""
    app = MockApp(Mock(clock="instant"), origins)
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080")


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    """A browser whose page is allowed."""
    async with client_of(PAGE) as client:
        yield client


ASKING = {
    "origin": PAGE,
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization, content-type",
}


async def test_an_allowed_page_may_call_the_api(browser: httpx.AsyncClient) -> None:
    may = await browser.options("/v2/renders", headers=ASKING)
    assert may.headers["access-control-allow-origin"] == PAGE
    assert "authorization" in may.headers["access-control-allow-headers"].lower()
    headers = {"origin": PAGE, "authorization": f"Api-Key {KEY}"}
    made = await browser.post("/v2/renders", headers=headers, json=render_body())
    assert (made.status_code, made.headers["access-control-allow-origin"]) == (200, PAGE)
    link = made.json()["variations"]["items"][0]["result"]["thumbnail_url"]
    picture = await browser.get(link, headers={"origin": PAGE})
    assert picture.headers["access-control-allow-origin"] == PAGE


async def test_another_page_may_not(browser: httpx.AsyncClient) -> None:
    headers = {**ASKING, "origin": "https://evil.example"}
    assert (
        "access-control-allow-origin"
        not in (await browser.options("/v2/x", headers=headers)).headers
    )
    async with client_of() as closed:
        answer = await closed.options("/v2/renders", headers=ASKING)
        assert (answer.status_code, "access-control-allow-origin" in answer.headers) == (405, False)


async def test_an_allowed_page_may_not_drive_the_mock(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/_mock/reset", headers={"origin": PAGE}, json={})
    assert answer.status_code == 403
