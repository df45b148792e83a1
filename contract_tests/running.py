"""Runs one check as a test: left out by name where the server lacks what it needs."""

import pytest

from contract_tests.checks import Check, Strength, Suite, of_suite
from contract_tests.exchange import Failure, OutOfReach
from contract_tests.targets import Server


def checks(suite: Suite) -> pytest.MarkDecorator:
    """Parametrizes a test with the checks of a suite, by name."""
    return pytest.mark.parametrize(
        "check", [pytest.param(one, id=one.name) for one in of_suite(suite)]
    )


def run(check: Check, server: Server, strength: Strength) -> None:
    """Run a check; its failure is told without the machinery's own lines."""
    if missing := check.missing(server):
        pytest.skip(f"{check.name} needs {missing}")
    try:
        check.run(server, strength)
    except OutOfReach as reason:
        pytest.skip(f"{check.name}: {reason}")
    except Failure as failure:
        seed = f"\nseed:     SEED={strength.seed}"
        pytest.fail(f"{check.name}\n{failure}{seed}", pytrace=False)
