"""What the tests of an application need: time that passes only when it is spent."""

import threading
from collections.abc import Callable

__all__ = ["VirtualClock"]


class VirtualClock:
    """A clock for `VirtualStaging(clock=…)` whose pauses take no time.

    With the mock server, let its clock go along: `VirtualClock(on_sleep=mock.advance)`.

    Args:
        start: Seconds since 1970-01-01T00:00:00Z at which it begins.
        on_sleep: Called with the seconds of each pause, after the clock has moved on.
    """

    def __init__(
        self, *, start: float = 1_767_225_600.0, on_sleep: Callable[[float], object] | None = None
    ) -> None:
        self._now = start
        self._start = start
        self._on_sleep = on_sleep
        self._lock = threading.Lock()
        self.pauses: list[float] = []
        """The seconds of each pause so far."""

    def monotonic(self) -> float:
        """Seconds since the clock began."""
        return self._now - self._start

    def time(self) -> float:
        """Seconds since 1970-01-01T00:00:00Z."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        with self._lock:
            self._now += seconds

    def sleep(self, seconds: float) -> None:
        """Move on at once."""
        self.advance(seconds)
        self.pauses.append(seconds)
        if self._on_sleep is not None:
            self._on_sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        """Move on at once, and let other tasks run."""
        import asyncio

        self.sleep(seconds)
        await asyncio.sleep(0)
