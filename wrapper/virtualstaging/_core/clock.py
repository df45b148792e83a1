"""The only place that reads or spends time. Tests hand in `virtualstaging.testing.VirtualClock`."""

import time
from typing import Protocol


class Clock(Protocol):
    """What the clients need of a clock."""

    def monotonic(self) -> float:
        """Seconds since some moment, never set back."""
        ...

    def time(self) -> float:
        """Seconds since 1970-01-01T00:00:00Z."""
        ...

    def sleep(self, seconds: float) -> None:
        """Pause this thread."""
        ...

    async def asleep(self, seconds: float) -> None:
        """Pause this task."""
        ...


class SystemClock:
    """The machine's clock."""

    def monotonic(self) -> float:
        """Seconds since some moment, never set back."""
        return time.monotonic()

    def time(self) -> float:
        """Seconds since 1970-01-01T00:00:00Z."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Pause this thread."""
        time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        """Pause this task."""
        import asyncio  # heavy, and only async callers need it

        await asyncio.sleep(seconds)
