"""Runs the contract tests with each fault planted.

The tests are collected once. Each fault is planted in a fork of this process, so that none is left
behind, and is caught when a test fails; those that most probably catch it run first.
"""

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from contract_tests.faults.fault import Fault, Side
from contract_tests.in_process import InProcess

ROOT = Path(__file__).parents[2]
FOLDER = "contract_tests/"
SUITES: dict[Side, tuple[str, ...]] = {
    "client": ("client",),
    "server": ("grid", "model", "schemathesis"),
}
BATCH = "tests/batch"
"""Where the tests of batches are: they run only if faults of batches are planted."""
FOLDERS = {"client": (FOLDER + "client", FOLDER + "wrapper", BATCH)}
STOCK = "stock schemathesis"


@dataclass
class Verdict:
    """What became of one fault, or of the sound client or server, which has none.

    Args:
        caught: For each suite that caught it the test that failed first.
        broken: What kept the tests from running, if something did.
        seconds: How long it took.
    """

    side: Side
    fault: Fault | None
    caught: dict[str, str] = field(default_factory=dict)
    broken: str = ""
    seconds: float = 0.0


@dataclass
class _Job:
    verdict: Verdict
    suites: list[str]
    pipe: int = -1
    started: float = 0.0


class Hunt:
    """A plugin of pytest that runs the collected tests once for each fault.

    Args:
        faults: What is planted.
        report: Called with each verdict as it is reached.
        workers: How many faults are tried at the same time.
        every: Whether each suite tries each fault, also after one has caught it.
        stock: Whether stock schemathesis tries each fault, too.
    """

    def __init__(
        self,
        faults: Sequence[Fault],
        report: Callable[[Verdict], None],
        *,
        workers: int = 2,
        every: bool = False,
        stock: bool = False,
    ) -> None:
        self._faults = faults
        self._report = report
        self._workers = workers
        self._every = every
        self._stock = stock
        self._failed = self._text = ""

    @property
    def folders(self) -> list[str]:
        """What pytest has to collect."""
        sides: list[Side] = [side for side in SUITES if any(f.side == side for f in self._faults)]
        suites = [suite for side in sides for suite in SUITES[side]]
        folders = [folder for suite in suites for folder in _folders(suite)]
        batch = any(file.startswith(BATCH) for fault in self._faults for file in fault.first)
        return [folder for folder in folders if batch or folder != BATCH]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of running the tests once."""
        if session.testsfailed:
            return True
        sides = {fault.side: None for fault in self._faults}
        for sound in self._run(session, [Verdict(side, None) for side in sides]):
            self._report(sound)
            if sound.caught or sound.broken:
                return True
        for verdict in self._run(session, [Verdict(one.side, one) for one in self._faults]):
            self._report(verdict)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The first failure is what catches a fault."""
        if report.failed and not self._failed:
            self._failed = report.nodeid
            self._text = report.longreprtext

    def _run(self, session: pytest.Session, verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
        waiting = deque(_Job(verdict, self._suites(verdict)) for verdict in verdicts)
        running: dict[int, _Job] = {}
        while waiting or running:
            while waiting and len(running) < self._workers:
                job = waiting.popleft()
                running[self._start(session, job)] = job
            child, status = os.wait()
            job = running.pop(child)
            if self._ended(job, status):
                yield job.verdict
            else:
                waiting.appendleft(job)

    def _suites(self, verdict: Verdict) -> list[str]:
        stock = [STOCK] if self._stock and verdict.side == "server" and verdict.fault else []
        return [*SUITES[verdict.side], *stock]

    def _start(self, session: pytest.Session, job: _Job) -> int:
        reading, writing = os.pipe()
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self._in_child(session, job, writing)
        os.close(writing)
        job.pipe, job.started = reading, time.perf_counter()
        return child

    def _ended(self, job: _Job, status: int) -> bool:
        """Note what one suite did; whether that was all."""
        verdict, suite = job.verdict, job.suites.pop(0)
        verdict.seconds += time.perf_counter() - job.started
        with os.fdopen(job.pipe) as pipe:
            text = pipe.read()
        if status:
            verdict.broken = text or f"the tests broke off: {status}"
        elif text:
            verdict.caught[suite] = text
        done = verdict.caught and not self._every and not self._stock
        return bool(done or verdict.broken or not job.suites)

    def _in_child(self, session: pytest.Session, job: _Job, writing: int) -> None:
        text, code = "", 1
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            fault = job.verdict.fault
            with fault.planted() if fault else nullcontext():
                text = self._first_failure(session, job.suites[0], fault.first if fault else ())
            code = 0
        except BaseException as error:  # noqa: BLE001 - whatever it is, the fork ends here
            text = f"{type(error).__name__}: {error}"
        finally:
            os.write(writing, text.encode()[:60_000])
            os._exit(code)

    def _first_failure(self, session: pytest.Session, suite: str, first: Sequence[str]) -> str:
        if suite == STOCK:
            from contract_tests.faults.stock import caught_by_stock

            return caught_by_stock(InProcess())
        below = tuple(f"{folder}/" for folder in _folders(suite))
        items: list[Any] = [one for one in session.items if one.nodeid.startswith(below)]
        items.sort(key=lambda one: _rank(one.nodeid, first))
        for item, following in zip(items, [*items[1:], None], strict=True):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed:
                break
        if self._failed and suite in SUITES["server"] and not _is_complaint(self._text):
            raise RuntimeError(f"{self._failed} did not run to its end: {self._text[-300:]}")
        return self._failed.removeprefix(FOLDER)


def _folders(suite: str) -> tuple[str, ...]:
    return FOLDERS.get(suite, (FOLDER + suite,))


def _is_complaint(text: str) -> bool:
    """Whether a test of servers failed by what a server did, not by an error of its own."""
    return "\nexpected: " in text and "schemathesis can run" not in text


def _rank(name: str, first: Sequence[str]) -> int:
    return next((at for at, word in enumerate(first) if word in name), len(first))
