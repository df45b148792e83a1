"""The command goes on with what was paid for, whatever becomes of its output; and it ends in order
when it is asked to. Each in a process of its own, as a shell starts it.
"""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.wrapper.test_cli import STAGE, copies, operations
from virtualstaging import VirtualStaging
from virtualstaging_mock import Running

COMMAND = [sys.executable, "-m", "virtualstaging.cli"]


@pytest.fixture(autouse=True)
def _buffered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)


def made() -> list[str]:
    """The renders that were charged, oldest first."""
    with VirtualStaging() as client:
        return [one.id for one in client.renders.list(order="asc")]


def images() -> list[Path]:
    """What was downloaded; nothing half-written may be left."""
    found = list(Path("out").rglob("*"))
    assert not [one for one in found if one.name.endswith(".part")]
    return [one for one in found if one.name != ".orders.jsonl"]


def shell(line: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The command in a line of shell, as "$@"."""
    whole = ["sh", "-c", line, "sh", *COMMAND, *arguments]
    return subprocess.run(whole, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize(
    "line",
    [
        '"$@" 2>&1 | head -n 1',
        '"$@" 2>/dev/full >/dev/full',
        '"$@" >&- 2>&-',
        '"$@" 2>&- | head -n 0',
        'exec 0<&-; "$@" 2>/dev/full',
    ],
)
def test_nobody_listens(line: str, server: Running) -> None:
    """What was charged is downloaded all the same."""
    done = shell(line, *STAGE, *copies(3))
    assert "Traceback" not in done.stdout + done.stderr
    assert operations(server).count("create_render") == 3
    assert len(images()) == 3


@pytest.mark.parametrize("line", ['"$@" 2>/dev/full', '"$@" 2>&-'])
def test_progress_that_cannot_be_shown(line: str, server: Running) -> None:
    """Is no failure: the document says it all."""
    done = shell(line, *STAGE, *copies(2))
    assert done.returncode == 0
    document = json.loads(done.stdout)
    assert [one["render_id"] for one in document["renders"]] == made()
    assert len(images()) == 2


@pytest.mark.parametrize("line", ['"$@" >/dev/full', '"$@" >&-'])
@pytest.mark.parametrize("form", ["--json", "--no-json"])
def test_a_document_that_cannot_be_written(form: str, line: str, server: Running) -> None:
    """Ids and files are on standard error; exit code 1, since it was asked for elsewhere."""
    done = shell(line, *STAGE, form, "--quiet", *copies(2))
    assert done.returncode == 1
    assert "Exception ignored" not in done.stderr
    for path in images():
        assert str(path) in done.stderr
    if form == "--json":
        assert all(one in done.stderr for one in made())


@pytest.mark.parametrize("verb", [["--help"], ["account"]], ids=" ".join)
@pytest.mark.parametrize("line", ['"$@" | head -n 0', '"$@" >/dev/full', '"$@" >&-'])
def test_other_verbs_end_without_a_complaint(verb: list[str], line: str, server: Running) -> None:
    """Whoever read them has gone."""
    assert shell(line, *verb).stderr == ""


SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
each_signal = pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)


@each_signal
def test_a_signal_while_waiting(number: signal.Signals, server: Running) -> None:
    """Ids are reported on both streams, with the way to go on; no half file is left."""
    server.mock.set_clock("manual")
    with started(*STAGE, *copies(2)) as process:
        assert process.stderr is not None
        lines = iter(process.stderr.readline, "")
        assert sum("created" in next(lines) for _ in range(2)) == 2
        process.send_signal(number)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "Traceback" not in errors
    document = json.loads(output)
    assert [one["render_id"] for one in document["renders"]] == made()
    assert [one["error"]["message"] for one in document["renders"]] == ["Interrupted."] * 2
    assert f"virtualstaging renders {' '.join(made())} -o out" in errors
    assert not images()


@each_signal
def test_a_signal_while_sending(number: signal.Signals, server: Running) -> None:
    """It is reported what was being sent, and what was not."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/v2"
        with started(*STAGE, *copies(2), "--base-url", url) as process:
            connection = post_to(listening)
            process.send_signal(number)
            output, errors = process.communicate(timeout=60)
            connection.close()
    assert process.returncode == 128 + number
    assert "Traceback" not in errors
    first, second = [one["error"]["message"] for one in json.loads(output)["renders"]]
    assert "while it was sent" in first
    assert "not sent" in second


@each_signal
def test_a_signal_while_downloading(number: signal.Signals, server: Running) -> None:
    """No half file is left."""
    server.mock.faults.add([{"operation": "file", "effect": "hang"}])
    with started(*STAGE, *copies(1)) as process:
        assert process.stderr is not None
        while "have ended" not in process.stderr.readline():
            pass
        while not list(Path("out").glob(".*.part")):
            assert process.poll() is None
        process.send_signal(number)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert json.loads(output)["renders"][0]["render_id"] == made()[0]
    assert not images()


def test_a_signal_that_is_ignored_from_the_beginning(server: Running) -> None:
    """As `nohup` has it."""
    server.mock.set_clock("manual")
    with started(*STAGE, *copies(1), before=["nohup"]) as process:
        assert process.stderr is not None
        while "created" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGHUP)
        server.mock.set_clock("instant")
        server.mock.advance(1000)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output


@contextmanager
def started(*arguments: str, before: Any = ()) -> Iterator["subprocess.Popen[str]"]:
    """The command, under way."""
    with subprocess.Popen(
        [*before, *COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def post_to(listening: socket.socket) -> socket.socket:
    """The connection on which something is ordered; whatever is read before is answered."""
    page = b'{"items": [], "next_cursor": null}'
    while True:
        connection, _ = listening.accept()
        data = connection.recv(65536)
        if data.startswith(b"POST"):
            return connection
        length = f"content-length: {len(page)}\r\nconnection: close\r\n\r\n".encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + length + page)
        connection.close()


def test_no_signed_link_of_a_photo_is_shown(server: Running) -> None:
    """Neither in the document, nor on the page; one that is not signed is shown there."""
    signed = "https://user:s3cret@photos.example.com/room.jpg?X-Amz-Signature=s3cret#s3cret"
    plain = "https://photos.example.com/house.jpg"
    done = shell('"$@"', *STAGE, "--gallery", signed, plain)
    document = json.loads(done.stdout)
    page = Path(document["gallery"]).read_text()
    assert [one["photos"] for one in document["renders"]] == [
        ["https://photos.example.com/room.jpg"],
        [plain],
    ]
    assert "s3cret" not in done.stdout + done.stderr + page
    assert f'src="{plain}"' in page
    assert page.count("<img") == 3


def test_a_file_name_that_is_not_utf_8(server: Running) -> None:
    """In Latin-1, as old archives have it: it is staged, and on the page."""
    name = "s\udcfcdzimmer \u202egpj.jpg"
    Path(copies(1)[0]).rename(name)
    done = shell('"$@"', *STAGE, "--gallery", name)
    assert done.returncode == 0, done.stderr
    page = Path(json.loads(done.stdout)["gallery"]).read_text(encoding="utf-8")
    assert "s�dzimmer �gpj.jpg" in page
    [before] = Path("out").glob("before-*")
    assert f'src="{before.name}"' in page
