"""Schemathesis against the server under test."""

import pytest

from contract_tests.checks import Check, Strength
from contract_tests.running import checks, run
from contract_tests.targets import Server


@checks("schemathesis")
def test_schemathesis(
    check: Check, server: Server, strength: Strength, pytestconfig: pytest.Config
) -> None:
    """Generated traffic, with schemathesis' checks and the model's."""
    run(check, server, strength, pytestconfig)
