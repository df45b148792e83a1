"""The contract tests pass a server that is not the mock, and catch what is planted in it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.budget import Budget
from contract_tests.checks import QUICK_OVER_HTTP, SUITES, of_suite
from contract_tests.exchange import Failure
from contract_tests.over_http import over_http
from tests.contract import independent_checks
from tests.contract.independent_api import Api
from tests.contract.independent_faults import changed
from tests.contract.independent_http_faults import FAULTS
from tests.contract.independent_server import IndependentServer
from tests.contract.independent_store import Render

ROOT = Path(__file__).parents[2]
KEYS = ("KEY-one-0123456789", "KEY-two-0123456789")


@pytest.fixture
def server() -> Iterator[IndependentServer]:
    """A sound server, whose jobs take a moment."""
    with IndependentServer(Api(KEYS, seconds=0.05)) as there:
        yield there
    independent_checks._validator.cache_clear()


def whole_run(server: IndependentServer, **settings: str) -> subprocess.CompletedProcess[str]:
    """`make contract` on the server."""
    given = {"BASE_URL": server.base_url, "API_KEY": KEYS[0], "API_KEY_2": KEYS[1]}
    given |= {"ALLOW_CHARGES": "1", "QUICK": "1", **settings}
    command = [sys.executable, "-m", "contract_tests"]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | given
    )


def test_a_sound_server_is_not_accused(server: IndependentServer, tmp_path: Path) -> None:
    """Where the documentation leaves something open, either way passes; a run ends in its time."""
    report = tmp_path / "report.xml"
    done = whole_run(server, TIME="12", JUNIT=str(report))
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    assert "KEY-" not in done.stdout
    assert "1 failed" not in done.stdout
    assert "<testsuite " in report.read_text(encoding="utf-8")


def test_one_fault_is_one_failure(server: IndependentServer) -> None:
    """One stored render is wrong for ever: the check that made it fails, and no other."""
    renders = server.api.accounts[KEYS[0]].renders
    spoilt: set[str] = set()

    def spoil(shown: dict[str, object], render: Render, *_: object) -> dict[str, object]:
        if not spoilt and len(renders) >= 5 and render is renders[-1]:
            spoilt.add(render.id)
        return shown | ({"created_at": "now"} if render.id in spoilt else {})

    changed(server, "shown", spoil)
    done = whole_run(server, TIME="12")
    assert spoilt
    assert done.returncode == 1
    assert "1 failed" in done.stdout, done.stdout[-5000:]
    assert len(done.stdout) < 30_000


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_caught(
    name: str, server: IndependentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the check that is meant to catch it, over HTTP, with the fewest examples."""
    check, plant = FAULTS[name]
    [run] = [one.run for suite in SUITES for one in of_suite(suite) if one.name == check]
    budget = Budget(60, time.monotonic)
    with over_http(server.base_url, KEYS, may_charge=True, budget=budget) as there:
        plant(server, monkeypatch)
        with pytest.raises(Failure):
            run(there, QUICK_OVER_HTTP)
