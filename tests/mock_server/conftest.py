"""What the tests of the mock server share."""

import pytest

from tests.mock_server._calls import Caller
from virtualstaging_mock import Mock


@pytest.fixture
def mock() -> Mock:
    """A mock whose time stands still."""
    return Mock(clock="manual")


@pytest.fixture
def api(mock: Mock) -> Caller:
    """A caller of it."""
    return Caller(mock)
