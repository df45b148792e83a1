"""A simulated server and one client's waits at it, both on one virtual clock."""

import pytest

from tests.wrapper.waiting.simulated import SimulatedApi, waiting
from virtualstaging._waiting.threads import Waiting
from virtualstaging.testing import VirtualClock


@pytest.fixture
def api() -> SimulatedApi:
    """The server."""
    return SimulatedApi(VirtualClock())


@pytest.fixture
def waits(api: SimulatedApi) -> Waiting:
    """A client's waits."""
    return waiting(api)
