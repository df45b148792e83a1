"""The grid against the server under test."""

import pytest

from contract_tests.checks import Check, Strength
from contract_tests.running import checks, run
from contract_tests.targets import Server


@checks("grid")
def test_grid(
    check: Check, server: Server, strength: Strength, pytestconfig: pytest.Config
) -> None:
    """What a request may answer follows from the spec; what is refused leaves no trace."""
    run(check, server, strength, pytestconfig)
