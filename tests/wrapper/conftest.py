"""The mock that the command finds by its environment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wrapper.support import KEY
from virtualstaging._core.clock import SystemClock
from virtualstaging_mock import Clock, Running, running


@pytest.fixture(scope="module")
def command_mock() -> Iterator[Running]:
    with running(clock=Clock("instant")) as mock:
        yield mock


@pytest.fixture
def server(command_mock: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Running:
    """A fresh mock where everything is done at once; the command finds it by the environment."""
    command_mock.mock.reset()
    command_mock.mock.set_clock("instant")
    monkeypatch.setenv("VIRTUALSTAGING_API_KEY", KEY)
    monkeypatch.setenv("VIRTUALSTAGING_BASE_URL", command_mock.base_url)
    monkeypatch.setattr(SystemClock, "sleep", lambda *_: None)
    monkeypatch.chdir(tmp_path)
    return command_mock
