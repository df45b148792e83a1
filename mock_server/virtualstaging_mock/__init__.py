"""A stateful local server that behaves as the Virtual Staging AI API v2 does.

Start reading at `mock.py`. `_spec/` is what the document says,
`_handlers/` what it cannot say, `_state/` the state, `_server/` the server.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from virtualstaging_mock._clock import Clock, ClockError
    from virtualstaging_mock._server.server import Running, running
    from virtualstaging_mock._testing import MockForTests
    from virtualstaging_mock.mock import Mock

__all__ = ["Clock", "ClockError", "Mock", "MockForTests", "Running", "running"]

# Loaded when first used: an application's tests that do not use the mock do not pay for it.
_HOMES = {
    "Clock": "_clock",
    "ClockError": "_clock",
    "Mock": "mock",
    "MockForTests": "_testing",
    "Running": "_server.server",
    "running": "_server.server",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    try:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    except ImportError as error:
        raise ImportError(
            f"The mock server needs packages that are not installed ({error}): "
            "pip install 'virtualstaging[mock]'"
        ) from error


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
