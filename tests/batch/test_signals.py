"""The real command is interrupted: it ends in order, and the same command again finishes."""

import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.batch.chaos import proxy
from tests.batch.photos import photo
from tests.batch.support import KEY, made_fast
from virtualstaging.cli import main
from virtualstaging_mock import Clock, Running, running

_PATIENCE = 60.0
"""Seconds for which a test waits for what must come, which is at once but for slow machines."""

PLAN = "photo,do,style,room_type\n" + "".join(
    f"{number}.jpg,stage,{style},living\n"
    for number, style in enumerate(["modern", "modern", "luxury"])
)
COMMAND = ("batch", "plan.csv", "--yes", "--concurrency", "1")
STOPPING = "Ctrl-C once more ends it at once"
STOPPED = "It has stopped. Nothing is lost: the same command goes on from here."


class Line:
    """The line between the command and a server: requests may be held where they pass.

    Args:
        between: What they pass.
    """

    def __init__(self, between: proxy.Proxy) -> None:
        self._reached = threading.Event()
        self._released = threading.Event()
        self._held: Any = lambda _: False
        between.passes = self._passes

    def hold(self, at: str, only: int = 0) -> None:
        """Hold each request that passes this point, or only one of them, counted from 1."""
        passed: list[str] = []

        def held(name: str) -> bool:
            passed.append(name)
            return name == at and only in (0, passed.count(at))

        self._held = held

    def wait_for_one(self) -> None:
        """Until one is held."""
        assert self._reached.wait(_PATIENCE)

    def release(self) -> None:
        """Let all go on."""
        self._held = lambda _: False
        self._released.set()

    def _passes(self, name: str) -> bool:
        if self._held(name):
            self._reached.set()
            self._released.wait(_PATIENCE)
        return False


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current one, with a plan."""
    for number in range(3):
        photo(tmp_path / f"{number}.jpg", number)
    (tmp_path / "plan.csv").write_text(PLAN)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIRTUALSTAGING_API_KEY", KEY)
    return tmp_path


@contextmanager
def reached_by_a_line(clock: str) -> Iterator[tuple[Running, Line]]:
    """A server, and the line through which the command reaches it."""
    with running(clock=Clock.parse(clock)) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(proxy, "FAULTS", {})
        between = proxy.Proxy(server.base_url, 0)
        with proxy.serving(between) as address:
            patch.setenv("VIRTUALSTAGING_BASE_URL", address)
            line = Line(between)
            yield server, line
            line.release()


@contextmanager
def started() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "virtualstaging.cli", *COMMAND],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
    )
    killer = threading.Timer(_PATIENCE, process.kill)
    killer.start()
    with process:
        try:
            yield process
        finally:
            killer.cancel()
            process.kill()


def heed_interrupts() -> None:
    """Shells let what they start in the background ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def said(process: "subprocess.Popen[str]", last: str = "") -> str:
    """What the command says, up to the line that holds this text, or to its end."""
    assert process.stderr is not None
    text = ""
    for line in process.stderr:
        text += line
        if last and last in line:
            return text
    assert not last, text
    return text


def jobs() -> dict[str, int]:
    """How many requests there are in each state, by the journal."""
    with closing(sqlite3.connect("out/batch.sqlite")) as journal:
        return dict(journal.execute("SELECT state, count(*) FROM job GROUP BY state").fetchall())


def finish(server: Running) -> None:
    """The same command again: each photo has one render then, and each row its file."""
    with pytest.MonkeyPatch.context() as patch:
        made_fast(patch)
        assert main([*COMMAND, "-q"]) == 0
    accounts = server.mock.backend.accounts.values()
    photos = [one.photos[0].digest for account in accounts for one in account.renders]
    assert len(photos) == len(set(photos)) == 3
    assert jobs() == {"made": 3}
    assert len(list(Path("out").glob("*-1.jpg"))) == 3


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"]
)
def test_what_is_under_way_is_brought_to_its_end(
    folder: Path, number: signal.Signals, code: int
) -> None:
    with reached_by_a_line("instant") as (server, line):
        line.hold("acted")
        with started() as process:
            line.wait_for_one()
            process.send_signal(number)
            said(process, STOPPING)
            line.release()
            assert said(process).splitlines()[-2:] == [STOPPED, "Interrupted."]
            assert process.wait(_PATIENCE) == code
        assert jobs() == {"made": 1, "planned": 2}
        finish(server)


def test_a_second_interrupt_ends_it_at_once(folder: Path) -> None:
    with reached_by_a_line("instant") as (server, line):
        line.hold("acted")
        with started() as process:
            line.wait_for_one()
            process.send_signal(signal.SIGINT)
            said(process, STOPPING)
            process.send_signal(signal.SIGINT)
            assert process.wait(_PATIENCE) == -signal.SIGINT
        assert jobs() == {"open": 1, "planned": 2}
        line.release()
        finish(server)


def test_while_it_waits_it_ends_at_once(folder: Path) -> None:
    with reached_by_a_line("manual") as (server, line):
        line.hold("answered", only=3)
        with started() as process:
            line.wait_for_one()
            process.send_signal(signal.SIGINT)
            assert STOPPED in said(process)
            assert process.wait(_PATIENCE) == 130
        assert jobs() == {"made": 3}
        line.release()
        server.mock.advance(3600)
        finish(server)
