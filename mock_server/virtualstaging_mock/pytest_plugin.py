"""The fixture `virtualstaging_mock` and its marker, for the tests of applications.

def test_my_staging(virtualstaging_mock):
    client = VirtualStaging(virtualstaging_mock.api_key, base_url=virtualstaging_mock.base_url)
    ...
    assert not virtualstaging_mock.checks.findings()

@pytest.mark.virtualstaging_mock(clock="manual", failure_rate=0.5)
def test_failures(virtualstaging_mock): ...
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ._testing import MockForTests

_MARKER = (
    "virtualstaging_mock(allow_leaked_key=False, **options): options of the mock server as "
    "virtualstaging_mock.Mock takes them; allow_leaked_key=True lets the key go to another host"
)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture
def virtualstaging_mock(request: pytest.FixtureRequest) -> Iterator["MockForTests"]:
    """A mock of the Virtual Staging AI API with an empty account, on a free port and in process.

    Its clock is `instant`: what is created is done at once, so waiting takes no time. The marker
    gives another one. The test fails if the API key went where it must not go.
    """
    marker = request.node.get_closest_marker("virtualstaging_mock")
    if marker is not None and marker.args:
        pytest.fail(
            f"The marker virtualstaging_mock takes options by name, not {marker.args[0]!r} alone: "
            'virtualstaging_mock(clock="manual").',
            pytrace=False,
        )
    yield from _mock({} if marker is None else dict(marker.kwargs))


@pytest.fixture(scope="session")
def virtualstaging_mock_session() -> Iterator["MockForTests"]:
    """The same, one for all tests of a run; `reset()` forgets what the tests before have made."""
    yield from _mock({})


def _mock(options: dict[str, Any]) -> Iterator["MockForTests"]:
    leaks_allowed = bool(options.pop("allow_leaked_key", False))
    try:
        from ._testing import MockForTests, check_options, leaks

        check_options(options)
        made = MockForTests(**options)
    except ImportError as error:
        pytest.fail(
            f"The fixture virtualstaging_mock needs: pip install 'virtualstaging[mock]' ({error})",
            pytrace=False,
        )
    except ValueError as error:
        pytest.fail(f"The marker virtualstaging_mock: {error}", pytrace=False)
    with made as mock:
        yield mock
    found = leaks(mock.mock)
    if found and not leaks_allowed:
        pytest.fail("\n".join(found), pytrace=False)
