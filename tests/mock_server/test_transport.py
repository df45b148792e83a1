"""httpx clients talk to the mock in process, without a socket."""

import httpx
import pytest

from tests.mock_server._calls import KEY, render_body
from virtualstaging_mock import Clock, Mock

HEADERS = {"Authorization": f"Api-Key {KEY}"}


def client_of(mock: Mock) -> httpx.Client:
    """A client that talks to it."""
    return httpx.Client(transport=mock.transport(), base_url=mock.base_url, headers=HEADERS)


def test_a_client_gets_what_a_server_would_send(mock: Mock) -> None:
    with client_of(mock) as client:
        made = client.post("/renders", json=render_body())
        assert (made.status_code, made.headers["content-type"]) == (202, "application/json")
        assert made.headers["date"] == "Thu, 01 Jan 2026 00:00:00 GMT"
        mock.advance(60)
        render = client.get(f"/renders/{made.json()['id']}?include_variations=true").json()
        link = render["variations"]["items"][0]["result"]["url"]
        picture = httpx.Client(transport=mock.transport()).get(link)
        assert picture.content.startswith(b"\xff\xd8")
        assert client.head("/renders").status_code == 405


@pytest.mark.anyio
async def test_an_async_client_does_too(mock: Mock) -> None:
    transport = mock.transport()
    async with httpx.AsyncClient(
        transport=transport, base_url=mock.base_url, headers=HEADERS
    ) as client:
        made = await client.post("/renders", json=render_body(wait_for_completion=True))
        assert made.status_code == 200
        link = made.json()["variations"]["items"][0]["result"]["optimized_url"]
        async with httpx.AsyncClient(transport=transport) as other:
            assert (await other.get(link)).content[8:12] == b"WEBP"
        body = {"image_urls": ["https://x/a", "https://x/b"]}
        assert (await client.post("/multi-view-compatibility", json=body)).status_code == 200


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset", httpx.ReadError),
        ("empty", httpx.RemoteProtocolError),
        ("cut", httpx.RemoteProtocolError),
        ("hang", httpx.ReadTimeout),
    ],
)
def test_faults_of_the_wire_are_the_errors_of_httpx(
    mock: Mock, kind: str, error: type[Exception]
) -> None:
    mock.faults.add({"operation": "get_user", "times": 1, "effect": {"kind": kind}})
    with client_of(mock) as client:
        with pytest.raises(error):
            client.get("/user")
        assert client.get("/user").status_code == 200


def test_a_trickle_arrives_whole(mock: Mock) -> None:
    mock.faults.add({"operation": "get_user", "effect": {"kind": "drip"}})
    with client_of(mock) as client:
        assert client.get("/user").json()["user"]


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_fault_comes_before_or_after_the_server_has_acted(mock: Mock, phase: str) -> None:
    rule = {"operation": "create_render", "times": 1, "phase": phase}
    mock.faults.add({**rule, "effect": {"kind": "reset"}})
    with client_of(mock) as client:
        with pytest.raises(httpx.ReadError):
            client.post("/renders", json=render_body())
        made = client.get("/renders").json()["items"]
    assert len(made) == (1 if phase == "after" else 0)


def test_a_pause_passes_on_a_clock_that_stands_still(mock: Mock) -> None:
    mock.faults.add({"operation": "get_user", "effect": {"kind": "latency", "seconds": 3}})
    before = mock.clock.now_ms()
    with client_of(mock) as client:
        assert client.get("/user", timeout=5).status_code == 200
        assert mock.clock.now_ms() == before + 3000
        with pytest.raises(httpx.ReadTimeout):
            client.get("/user", timeout=2)
    assert mock.clock.now_ms() == before + 5000


def test_an_answer_that_takes_longer_than_the_client_waits_is_a_timeout() -> None:
    mock = Mock(clock=Clock("wall", monotonic=lambda: 0.0))
    with client_of(mock) as client, pytest.raises(httpx.ReadTimeout):
        client.post("/renders", json=render_body(wait_for_completion=True), timeout=1)


def test_a_key_sent_to_the_host_of_the_files_is_found(mock: Mock) -> None:
    with client_of(mock) as client:
        made = client.post("/renders", json=render_body(wait_for_completion=True)).json()
        client.get(made["variations"]["items"][0]["result"]["url"])
    assert "key_sent_to_file_host" in {finding.code for finding in mock.checks.findings()}
