"""This machine's clock, and what is known of the server's. The two dates are never compared.

Nothing else reads or spends time. Tests pass `virtualstaging.testing.VirtualClock`.
"""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import inf
from typing import Protocol

from .steps import Answer, Moment

_DATE_STEP = 1000.0
"""Milliseconds: the `Date` header leaves out the fraction of the second."""

_SLACK = 2000.0
"""Milliseconds by which a `Date` may be behind times in the server's data and be trusted."""


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


class ServerClock:
    """How far the server's epoch time is ahead of our monotonic clock, in milliseconds.

    The `Date` of each answer narrows it down. As long as there is none, the newest render that was
    seen is taken to have been created just then.
    """

    def __init__(self) -> None:
        self._bounds = (-inf, inf)
        self._least = -inf
        self._ahead = 0.0
        self.version: int = 0
        """Rises when the estimate has moved enough to matter."""

    def note(self, answer: Answer, sent: Moment, received: Moment) -> None:
        """An answer has come; its `Date`, if it has one, shows the server's time."""
        date = http_date(answer.headers.get("date", ""))
        if date is not None:
            low = date - received.monotonic * 1000
            high = date + _DATE_STEP - sent.monotonic * 1000
            both = max(low, self._bounds[0]), min(high, self._bounds[1])
            self._bounds = both if both[0] <= both[1] else (low, high)
            self._estimate()

    def note_created(self, created_ms: float, seen: float) -> None:
        """Something created at this time of the server's was seen, at these seconds of ours."""
        self._least = max(self._least, created_ms - seen * 1000)
        self._estimate()

    def epoch_ms(self, monotonic: float) -> float | None:
        """The server's epoch milliseconds at a moment of ours, at least; None if no
        answer had a `Date`.
        """
        low = self._bounds[0]
        return None if low == -inf else monotonic * 1000 + low

    def latest_ms(self, monotonic: float) -> float | None:
        """The same at most: an answer that was long on its way says little of what it is by now."""
        high = self._bounds[1]
        return None if high == inf else monotonic * 1000 + high

    def monotonic(self, epoch_ms: float) -> float:
        """Our monotonic seconds at a time of the server's, as far as is known."""
        return (epoch_ms - self._ahead) / 1000

    def _estimate(self) -> None:
        low, high = self._bounds
        ahead = (low + high) / 2 if self._least <= high + _SLACK < inf else self._least
        if abs(ahead - self._ahead) > 50.0:
            self._ahead = ahead
            self.version += 1


def http_date(text: str) -> float | None:
    """Epoch milliseconds of an HTTP date, or None if it is not one."""
    try:
        date = parsedate_to_datetime(text)
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        return (date - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
