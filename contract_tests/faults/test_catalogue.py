"""The catalogue holds together, and the checks tell a faulty server from the sound one."""

import pytest

from contract_tests.checks import HALVES
from contract_tests.faults.catalogue import CATALOGUE
from contract_tests.faults.run import first_catch
from contract_tests.in_process import InProcess

# Caught within a moment, one by each way of planting.
QUICKLY_CAUGHT = (
    "default order is ascending",
    "config is not told",
    "eta of a render in seconds",
    "Bearer is taken",
    "head has a body",
    "the secret is told back",
)


def test_the_catalogue_only_grows() -> None:
    """So many faults at least, each under a name and a sentence of its own."""
    assert len(CATALOGUE) >= 640
    assert len({fault.name for fault in CATALOGUE}) == len(CATALOGUE)
    assert all(fault.sentence.endswith(".") for fault in CATALOGUE)


@pytest.mark.parametrize("name", QUICKLY_CAUGHT)
def test_a_planted_fault_is_caught(name: str) -> None:
    """The same checks that pass on the sound server fail on this one."""
    fault = next(fault for fault in CATALOGUE if fault.name == name)
    server = InProcess(fault.make)
    assert any(first_catch(server, half, fault.operations) for half in HALVES[:2])
