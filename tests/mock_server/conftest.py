"""What the tests of the mock server share."""

import httpx
import pytest

from tests.mock_server._calls import Caller
from virtualstaging_mock import Mock
from virtualstaging_mock._server.asgi import MockApp


@pytest.fixture
def mock() -> Mock:
    """A mock whose time stands still."""
    return Mock(clock="manual")


@pytest.fixture
def api(mock: Mock) -> Caller:
    """A caller of that mock."""
    return Caller(mock)


@pytest.fixture
def client(mock: Mock) -> httpx.AsyncClient:
    """A client of that mock and of its pages, in process."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(MockApp(mock)), base_url=mock.origin)
