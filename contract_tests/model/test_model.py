"""The model against the server under test."""

import pytest

from contract_tests.checks import Check, Strength
from contract_tests.running import checks, run
from contract_tests.targets import Server


@checks("model")
def test_model(
    check: Check, server: Server, strength: Strength, pytestconfig: pytest.Config
) -> None:
    """What the server says agrees with what it said before."""
    run(check, server, strength, pytestconfig)
