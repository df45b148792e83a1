"""Runs the tests of clients against each planted fault, and draws the table.

The tests are imported once; each fault is planted in a fork of this process, so that none is left
behind. A fault is caught when a test fails; the tests made for its kind run first.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from contract_tests.client_faults.catalogue import CATALOGUE
from contract_tests.faults.code import CannotPlantError
from contract_tests.faults.fault import Fault

ROOT = Path(__file__).parents[2]
SECONDS_FOR_A_TEST = 60
"""A test that takes longer under a fault has caught it: the sound client takes a second."""

FOLDER = "contract_tests/"
FILES = tuple(
    f"{FOLDER}{path.relative_to(ROOT / FOLDER)}"
    for folder in ("wrapper", "client")
    for path in sorted((ROOT / FOLDER / folder).glob("test_*.py"))
)


@dataclass(frozen=True)
class Verdict:
    """What became of one fault.

    Args:
        fault: Its name; empty for the sound client.
        test: The test that failed; empty if none did.
        seconds: How long it took.
    """

    fault: str
    test: str
    seconds: float


class _FirstFailure:
    """A plugin of pytest that remembers the first test that fails."""

    def __init__(self) -> None:
        self.test = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.test:
            self.test = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and not self.test:
            self.test = f"{report.nodeid} (could not be imported)"


def main(words: Sequence[str], environ: Mapping[str, str]) -> int:
    """Hunt all faults, or those whose name or kind holds one of the words."""
    os.environ.update(QUICK="1", HUNTING="1")
    for name in ("BASE_URL", "VIRTUALSTAGING_API_KEY", "VIRTUALSTAGING_BASE_URL"):
        os.environ.pop(name, None)
    os.chdir(ROOT)
    chosen = [
        one
        for one in CATALOGUE
        if not words or any(word in f"{one.name} {one.kind}" for word in words)
    ]
    _pytest(["--collect-only", "-q", *FILES])  # imports them once, for all forks
    for edit in (edit for fault in chosen for edit in fault.edits):
        edit.remember()
    [(_, sound)] = _hunts([None], 1)
    if sound.test:
        print(f"The sound client fails: {sound.test}")
        return 1
    verdicts = []
    for fault, verdict in _hunts(chosen, min(2, int(environ.get("WORKERS", "2")))):
        assert fault is not None
        verdicts.append(verdict)
        print(_row(fault, verdict), flush=True)
    return _report(chosen, verdicts, sound)


def _row(fault: Fault, verdict: Verdict) -> str:
    caught = verdict.test.removeprefix(FOLDER) or "— SURVIVES"
    return f"{fault.kind:18} {fault.name:38.38} {verdict.seconds:5.1f} s  {caught}"


def _report(chosen: Sequence[Fault], verdicts: Sequence[Verdict], sound: Verdict) -> int:
    caught = {one.fault for one in verdicts if one.test and not one.test.startswith("(")}
    kinds = Counter(one.kind for one in chosen)
    by_kind = Counter(one.kind for one in chosen if one.name in caught)
    print()
    for kind, number in kinds.items():
        print(f"{kind:18} {by_kind[kind]:3} of {number:3}")
    by_file = Counter(Path(one.test.partition("::")[0]).stem for one in verdicts if one.test)
    print(
        "caught first by:", ", ".join(f"{name} {number}" for name, number in by_file.most_common())
    )
    print(
        f"in all {len(caught)} of {len(chosen)}; the sound client passes in {sound.seconds:.0f} s"
    )
    survivors = [one.name for one in chosen if one.name not in caught]
    if survivors:
        print(f"SURVIVE: {', '.join(survivors)}")
    return 1 if survivors else 0


def _hunts(faults: Sequence[Fault | None], workers: int) -> Iterator[tuple[Fault | None, Verdict]]:
    """Run the tests with each fault, some at a time, each in a fork; as they end."""
    waiting = list(reversed(faults))
    running: dict[int, tuple[Fault | None, int, float]] = {}
    while waiting or running:
        while waiting and len(running) < workers:
            fault = waiting.pop()
            reading, writing = os.pipe()
            sys.stdout.flush()
            child = os.fork()
            if child == 0:
                os.close(reading)
                _in_child(fault, writing)
            os.close(writing)
            running[child] = (fault, reading, time.perf_counter())
        child, status = os.wait()
        fault, reading, started = running.pop(child)
        with os.fdopen(reading) as pipe:
            test = pipe.read()
        if status and not test:
            test = f"(the tests broke off: {status})"
        seconds = time.perf_counter() - started
        yield fault, Verdict(fault.name if fault else "", test, seconds)


def _in_child(fault: Fault | None, writing: int) -> None:
    test, code = "", 1
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        test = _first_failure(fault)
        code = 0 if not test.startswith("(") else 1
    except CannotPlantError as error:
        test = f"(cannot be planted: {error})"
    finally:
        os.write(writing, test.encode())
        os._exit(code)


def _first_failure(fault: Fault | None) -> str:
    if fault is None:
        return _pytest(["-x", *FILES])
    first = [FOLDER + name for name in fault.first]
    others = [name for name in FILES if name not in first]
    with fault.planted():
        return _pytest(["-x", *first]) or _pytest(["-x", *others])


def _pytest(arguments: list[str]) -> str:
    watcher = _FirstFailure()
    options = ["-q", "--no-header", "--tb=no", "-W", "ignore", f"--timeout={SECONDS_FOR_A_TEST}"]
    pytest.main([*options, *arguments], plugins=[watcher])
    return watcher.test
