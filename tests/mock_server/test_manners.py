"""How the server treats clients that wait, other servers, and signals to stop."""

import gzip
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import orjson
import pytest

from tests.mock_server._calls import KEY, Caller, raw, render_body
from virtualstaging_mock import Running, cli, running

COMMAND = [sys.executable, "-m", "virtualstaging_mock.cli"]
HEADERS = {"Authorization": f"Api-Key {KEY}"}


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """A server where all is done at once."""
    with running(clock="instant") as server:
        yield server


def test_who_waits_while_the_server_is_stopped_gets_an_answer() -> None:
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        base = process.stdout.readline().strip()
        answers = []

        def wait() -> None:
            body = render_body(wait_for_completion=True)
            answers.append(httpx.post(f"{base}/renders", headers=HEADERS, json=body, timeout=30))

        waiting = threading.Thread(target=wait)
        waiting.start()
        while not httpx.get(f"{base}/renders", headers=HEADERS).json()["items"]:
            pass
        process.send_signal(signal.SIGTERM)
        waiting.join()
        _, errors = process.communicate(timeout=30)
    [answer] = answers
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/json")
    assert "being stopped" in answer.json()["message"]
    assert (process.returncode, "Traceback" in errors) == (0, False)


def test_a_compressed_body_is_refused_by_its_name(server: Running) -> None:
    body = gzip.compress(orjson.dumps(render_body()))
    headers = {**HEADERS, "Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = httpx.post(f"{server.base_url}/renders", headers=headers, content=body)
    assert answer.status_code == 400
    assert "compressed (Content-Encoding: gzip)" in answer.json()["message"]


def test_blanks_around_a_header_s_value_are_no_part_of_it(server: Running) -> None:
    head = f"GET /v2/user HTTP/1.1\r\nHost: localhost\r\nAuthorization:\t Api-Key {KEY} \t\r\n"
    answer = raw(server, f"{head}Connection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("hosts", ["", "Host: localhost\r\nHost: 127.0.0.1\r\n"])
@pytest.mark.parametrize("path", ["/v2/user", "/_mock/state"])
def test_without_one_host_http_1_1_is_none(server: Running, hosts: str, path: str) -> None:
    head = f"GET {path} HTTP/1.1\r\n{hosts}Authorization: Api-Key {KEY}\r\n\r\n"
    answer = raw(server, head.encode())
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"application/json" in answer


def test_a_state_is_one_server_s_at_a_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state.json"
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--state", str(state)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        base = process.stdout.readline().strip()
        assert cli.main(["serve", "--port", "0", "--state", str(state)]) == 2
        assert "Another server uses" in capsys.readouterr().err
        assert not state.exists()
        httpx.post(f"{base}/renders", headers=HEADERS, json=render_body())
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert len(orjson.loads(state.read_bytes())["accounts"][0]["renders"]) == 1
    assert list(tmp_path.iterdir()) == [state]


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("virtualstaging-mock 0.")


def test_a_call_without_a_server_is_not_asked_for_a_host(server: Running) -> None:
    assert Caller(server.mock).get("/user")["user"]
