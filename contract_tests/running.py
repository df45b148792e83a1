"""Runs one check as a test, and keeps what is reported at the end of the whole run."""

import os
import shlex
from collections import defaultdict
from contextlib import nullcontext
from dataclasses import dataclass, field

import pytest

from contract_tests.budget import Budget
from contract_tests.checks import Check, Strength, Suite, of_suite
from contract_tests.exchange import Failure, OutOfReach, trail
from contract_tests.targets import Server

SETTINGS = ("BASE_URL", "ALLOW_CHARGES", "QUICK", "TIME")


@dataclass
class Run:
    """What happened in a run.

    Args:
        first: For each complaint, the check that made it first.
        same: For each of those checks, the others that were stopped by the same complaint.
        untested: For each reason, the checks that were left out or cut short for it.
        server: What was tested, once that has begun.
    """

    first: dict[str, str] = field(default_factory=dict)
    same: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    untested: dict[str, list[Check]] = field(default_factory=lambda: defaultdict(list))
    server: Server | None = None

    def leave_out(self, check: Check, reason: str) -> None:
        """Skip a test, and remember why."""
        self.untested[reason].append(check)
        pytest.skip(f"{check.name}: {reason}")


RUN = pytest.StashKey[Run]()


def checks(suite: Suite) -> pytest.MarkDecorator:
    """Parametrizes a test with the checks of a suite, by name."""
    return pytest.mark.parametrize(
        "check", [pytest.param(one, id=one.name) for one in of_suite(suite)]
    )


def run(check: Check, server: Server, strength: Strength, config: pytest.Config) -> None:
    """Run a check. Of failures with the same complaint only the first fails a test."""
    record = config.stash[RUN]
    if missing := check.missing(server):
        record.leave_out(check, f"it needs {missing}")
    budget: Budget | None = getattr(server, "budget", None)
    trail.clear()
    failure = None
    try:
        with budget.share(check) if budget else nullcontext():
            check.run(server, strength)
    except OutOfReach as reason:
        record.leave_out(check, str(reason))
    except Failure as found:
        server.forget()
        failure = found
    if failure is None:
        return
    first = record.first.setdefault(failure.complaint, check.name)
    if first != check.name:
        record.same[first].append(check.name)
        pytest.skip(f"{check.name}: stopped by the same complaint as {first}")
    pytest.fail(f"{check.name}\n{failure}\nagain:    {again(check, strength)}", pytrace=False)


def again(check: Check, strength: Strength) -> str:
    """A command that runs this check again; the key is in the environment."""
    words = [f"{n}={shlex.quote(os.environ[n])}" for n in SETTINGS if os.environ.get(n)]
    return " ".join([*words, f"SEED={strength.seed}", "make contract", f"ARGS='-k {check.name}'"])
