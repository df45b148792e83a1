"""The model against the server under test."""

from contract_tests.checks import Check, Strength
from contract_tests.running import checks, run
from contract_tests.targets import Server


@checks("model")
def test_model(check: Check, server: Server, strength: Strength) -> None:
    """What the server says agrees with what it said before."""
    run(check, server, strength)
