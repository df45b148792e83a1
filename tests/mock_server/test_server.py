"""The mock on a socket."""

import asyncio
import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import orjson
import pytest

from tests.mock_server._calls import KEY, raw, render_body
from virtualstaging_mock import Clock, Running, running

HEADERS = {"Authorization": f"Api-Key {KEY}"}


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """A server whose time stands still."""
    with running(clock=Clock("manual")) as server:
        yield server


@pytest.fixture
def client(server: Running) -> Iterator[httpx.Client]:
    """A client of it, and an empty account."""
    server.mock.reset()
    with httpx.Client(base_url=server.base_url, headers=HEADERS, trust_env=False) as client:
        yield client


def test_it_answers_with_the_clock_of_the_mock(client: httpx.Client) -> None:
    reply = client.get("/user")
    assert reply.status_code == 200
    assert "server" not in reply.headers
    assert reply.headers["date"].startswith("Thu, 01 Jan 2026")


def test_result_files_are_on_another_host(client: httpx.Client, server: Running) -> None:
    made = client.post("/renders", json=render_body(wait_for_completion=True)).json()
    link = made["variations"]["items"][0]["result"]["thumbnail_url"]
    assert link.startswith("http://localhost:")
    with httpx.Client(trust_env=False) as other:
        assert other.get(link).status_code == 200
    assert server.mock.checks.findings() == []


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset", httpx.ReadError),
        ("empty", httpx.RemoteProtocolError),
        ("cut", httpx.RemoteProtocolError),
    ],
)
def test_planted_faults_break_the_connection(
    client: httpx.Client, server: Running, kind: str, error: type[Exception]
) -> None:
    server.mock.faults.add({"operation": "get_user", "times": 1, "effect": {"kind": kind}})
    with pytest.raises(error):
        client.get("/user")
    assert client.get("/user").status_code == 200


def test_one_that_hangs_is_given_up_by_the_client(client: httpx.Client, server: Running) -> None:
    server.mock.faults.add({"operation": "get_user", "times": 1, "effect": {"kind": "hang"}})
    with pytest.raises(httpx.ReadTimeout):
        client.get("/user", timeout=0.05)
    assert client.get("/user").status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"GET /v2/user HTTP/9.9\r\n\r\n",
        b"GET /v2/user HTTP/1.1\r\nHost: x\r\nAuthorization: Api-Key \x00\r\n\r\n",
        b"POST /v2/renders HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /v2/renders HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_with_an_error_body(server: Running, data: bytes) -> None:
    head, _, body = raw(server, data).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert orjson.loads(body)["message"]


def test_the_path_is_taken_as_it_was_sent(server: Running) -> None:
    parts = urlsplit(server.base_url)
    for path, status in [
        ("/v2/renders/../user", 404),
        ("/v2/renders/%2e%2e%2fuser", 404),
        ("/v2/renders/x%2Fvariations%2Fy", 404),
        ("/v2/user?limit=%ff", 200),
    ]:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        connection.request("GET", path, headers=HEADERS)
        assert connection.getresponse().status == status, path
        connection.close()


def test_a_body_that_is_too_large_is_refused_whole(client: httpx.Client) -> None:
    data = b'{"image_url":"' + b"a" * (66 * 2**20) + b'"}'
    reply = client.post("/analyze", content=data, headers={"content-type": "application/json"})
    assert reply.status_code == 400
    assert "larger than 64 MB" in reply.json()["message"]


@pytest.mark.anyio
async def test_200_clients_at_once_lose_nothing_and_mix_nothing_up(server: Running) -> None:
    server.mock.reset()
    # One connection each, and what TLS needs read once for all of them.
    context = httpx.create_ssl_context()

    async def use(number: int) -> None:
        async with httpx.AsyncClient(
            base_url=server.base_url,
            headers={"Authorization": f"Api-Key client-{number}"},
            transport=httpx.AsyncHTTPTransport(verify=context, trust_env=False),
            timeout=60,
        ) as client:
            made = []
            for _ in range(2):
                reply = await client.post("/renders", json=render_body(count=2))
                made.append(reply.json()["id"])
            reply = await client.get("/renders?order=asc")
            assert [render["id"] for render in reply.json()["items"]] == made
            account = (await client.get("/user")).json()
            assert account["photosUsedThisPeriod"]["staging"] == 2

    await asyncio.gather(*(use(number) for number in range(200)))
    assert len(server.mock.backend.accounts) == 200


def test_waiting_ends_when_the_clock_is_advanced_over_http() -> None:
    with (
        running(clock="wall", duration=1000) as server,
        httpx.Client(base_url=server.base_url, headers=HEADERS, trust_env=False) as client,
    ):
        render_id = client.post("/renders", json=render_body()).json()["id"]
        reply = client.post(f"{server.mock.origin}/_mock/advance", json={"seconds": 100_000})
        assert reply.status_code == 200
        assert client.get(f"/renders/{render_id}").json()["eta"] is None


def start(*arguments: str) -> tuple["subprocess.Popen[str]", str]:
    """The command in a process of its own, and the first line that it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "virtualstaging_mock.cli", "serve", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_with_the_state_written(
    kind: signal.Signals, tmp_path: "os.PathLike[str]"
) -> None:
    state = f"{os.fspath(tmp_path)}/state.json"
    process, base_url = start("--port", "0", "--clock", "manual", "--state", state)
    with httpx.Client(base_url=base_url, headers=HEADERS, trust_env=False) as client:
        made = client.post("/renders", json=render_body()).json()["id"]
        process.send_signal(kind)
        output, errors = process.communicate(timeout=20)
    assert (process.returncode, output, errors) == (0, "", "")
    process, base_url = start("--port", "0", "--clock", "manual", "--state", state)
    with httpx.Client(base_url=base_url, headers=HEADERS, trust_env=False) as client:
        assert client.get(f"/renders/{made}").status_code == 200
    process.terminate()
    process.communicate(timeout=20)


def test_a_request_that_waits_does_not_hold_up_the_end() -> None:
    process, base_url = start("--port", "0", "--duration", "1000")
    parts = urlsplit(base_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    headers = {**HEADERS, "Content-Type": "application/json"}
    body = orjson.dumps(render_body(wait_for_completion=True))
    connection.request("POST", "/v2/renders", body, headers)
    with httpx.Client(base_url=base_url, headers=HEADERS, trust_env=False) as client:
        while not client.get("/renders").json()["items"]:
            pass
    process.terminate()
    process.communicate(timeout=20)
    connection.close()
    assert process.returncode == 0
