"""From the server's clock to ours: an eta is the server's time, and ours may be minutes off."""

from virtualstaging._core.steps import Moment

_DATE_STEP = 1000.0
"""Milliseconds: the `Date` header leaves out the fraction of the second."""

_SLACK = 2000.0
"""Milliseconds by which a `Date` may be behind times in the server's data and be trusted."""

_OVERDUE = 120_000.0
"""Milliseconds after its eta for which something may be unfinished before our clock is doubted."""


class ServerTime:
    """How far the server's epoch time is ahead of our monotonic clock, in milliseconds.

    Each answer's `Date` narrows it down; without one, this machine's clock has to do. Nothing can
    have been created after it was seen, which corrects a clock of ours that is slow; and what is
    pending long after its eta more likely shows a clock of ours that is fast.
    """

    def __init__(self) -> None:
        self._low = self._high = 0.0
        self._dated = False
        self._least: float | None = None
        self._local: float | None = None
        self._behind = 0.0
        self._told: float | None = None
        self.version = 0
        """Rises when the estimate has moved enough to matter."""

    @property
    def lag(self) -> float:
        """The server's epoch milliseconds less our monotonic ones."""
        least = self._least
        if self._dated and (least is None or least <= self._high + _SLACK):
            return (self._low + self._high) / 2
        local = (self._local if self._local is not None else 0.0) + self._behind
        return local if least is None else max(local, least)

    def monotonic(self, server_ms: float) -> float:
        """Our monotonic seconds at a time of the server's."""
        return (server_ms - self.lag) / 1000

    def server_ms(self, monotonic: float) -> float:
        """The server's epoch milliseconds at a time of ours."""
        return monotonic * 1000 + self.lag

    def learn_date(self, date_ms: float, sent: Moment, received: Moment) -> None:
        """An answer gave this `Date`."""
        low = date_ms - received.monotonic * 1000
        high = date_ms + _DATE_STEP - sent.monotonic * 1000
        if self._dated and max(low, self._low) <= min(high, self._high):
            low, high = max(low, self._low), min(high, self._high)
        self._low, self._high, self._dated = low, high, True
        self._note()

    def learn_created(self, created_ms: float, seen: Moment) -> None:
        """Something that was created at this time of the server's has been seen."""
        self._local = seen.epoch_ms - seen.monotonic * 1000
        least = created_ms - seen.monotonic * 1000
        if self._least is None or least > self._least:
            self._least = least
        self._note()

    def learn_pending(self, created_ms: float, eta_ms: float | None, seen: Moment) -> None:
        """Something created then, and promised by that eta, has been seen unfinished."""
        self.learn_created(created_ms, seen)
        promised = created_ms if eta_ms is None else eta_ms
        if not self._dated and self.server_ms(seen.monotonic) > promised + _OVERDUE:
            self._behind = created_ms - seen.epoch_ms
            self._note()

    def _note(self) -> None:
        if self._told is None or abs(self.lag - self._told) > 50.0:
            self._told = self.lag
            self.version += 1
