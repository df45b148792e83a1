"""A stateful local server that behaves as the Virtual Staging AI API v2 does.

Start reading at `mock.py`: one call in, one answer out. `_spec.py` is what the document says,
`_handlers/` what it cannot say, `_world.py` the state, `_asgi.py` and `_transport.py` the ways in.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._clock import Clock, ClockError
    from ._server import Running, running
    from .mock import Mock

__all__ = ["Clock", "ClockError", "Mock", "Running", "running"]

# Loaded when first used: an application's tests that do not use the mock do not pay for it.
_HOMES = {
    "Clock": "_clock",
    "ClockError": "_clock",
    "Mock": "mock",
    "Running": "_server",
    "running": "_server",
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
