"""The server under test, which is the mock in process or the one at BASE_URL, and the report of a
run."""

import os
from collections.abc import Iterator
from random import Random

import pytest

from contract_tests.budget import GROUPS, Budget, group_of
from contract_tests.checks import Check, Strength, chosen_strength, seconds_of_run
from contract_tests.exchange import Failure, OutOfReach
from contract_tests.in_process import InProcess
from contract_tests.over_http import HttpServer, over_http
from contract_tests.running import RUN, Run
from contract_tests.targets import Server


def pytest_configure(config: pytest.Config) -> None:
    """A run begins."""
    config.stash[RUN] = Run()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Over HTTP, where time is short: the groups in their order, within each a random order."""
    if not os.environ.get("BASE_URL"):
        return
    order = {check.name: place for place, check in enumerate(_checks(items))}
    shuffled = Random(os.environ.get("SEED", "1")).sample(range(len(order)), len(order))

    def place(item: pytest.Item) -> tuple[int, int]:
        check = _check(item)
        if check is None:
            return -1, 0
        return list(GROUPS).index(group_of(check)), shuffled[order[check.name]]

    items.sort(key=place)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """What was found once and stopped others, and what was not tested."""
    run, write = config.stash[RUN], terminalreporter.write_line
    for first, others in run.same.items():
        write(f"{first}: the same complaint in {len(others)} other checks: {', '.join(others)}")
    if run.untested:
        terminalreporter.section("not tested")
    for reason, checks in run.untested.items():
        write(f"{len(checks)} because {reason}:")
        for check in checks:
            write(f"  {check.promise}")
    if isinstance(run.server, HttpServer):
        write(f"Of the grid's {run.server.probes} requests {run.server.sent} were sent.")


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """What is tested."""
    base_url = os.environ.get("BASE_URL")
    if not base_url:
        yield InProcess(seed=int(os.environ.get("SEED", "0")))
        return
    keys = [os.environ[name] for name in ("API_KEY", "API_KEY_2") if os.environ.get(name)]
    if not keys:
        pytest.exit("BASE_URL is set, API_KEY is not: say which key to use.", returncode=2)
    may_charge = os.environ.get("ALLOW_CHARGES", "0") not in ("", "0")
    budget = Budget(seconds_of_run())
    try:
        with over_http(base_url, keys, may_charge=may_charge, budget=budget) as there:
            request.config.stash[RUN].server = there
            checks = _checks(request.session.items)
            budget.plan([check for check in checks if not check.missing(there)])
            yield there
    except (Failure, OutOfReach) as error:
        pytest.exit(f"{base_url} cannot be tested: {error}", returncode=2)


@pytest.fixture(scope="session")
def strength() -> Strength:
    """How much is tried."""
    return chosen_strength(over_http=bool(os.environ.get("BASE_URL")))


def _check(item: pytest.Item) -> Check | None:
    check = getattr(item, "callspec", None) and item.callspec.params.get("check")  # type: ignore[attr-defined]
    return check if isinstance(check, Check) else None


def _checks(items: list[pytest.Item]) -> list[Check]:
    return [check for item in items if (check := _check(item))]
