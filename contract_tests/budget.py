"""The seconds of a run, shared among its checks: none takes so long that others are left out."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from contract_tests.checks import Check, Suite
from contract_tests.exchange import OutOfReach

# How much of what is left a check of each suite may take, against one of the grid.
WEIGHT: dict[Suite, int] = {"grid": 1, "model": 3, "schemathesis": 8}
# A check that has begun may take more than its share, so that it comes to its end.
GENEROUS: dict[Suite, float] = {"grid": 1.0, "model": 4.0, "schemathesis": 1.5}
GRACE = 0.5  # seconds
WAITING = 0.4  # of what is left, for a check that waits for jobs


class OutOfTimeError(OutOfReach):
    """The share of a check is used up."""


class Budget:
    """Shares the time of a run.

    Args:
        seconds: For the whole run.
        clock: Tells seconds.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds
        self._to_come: list[Check] = []
        self._share, self._deadline = seconds, self._end
        self.job_seconds: float | None = None
        """How long a job takes on this server, as far as that was seen."""

    def plan(self, checks: Sequence[Check]) -> None:
        """What is to be run, in this order."""
        self._to_come = list(checks)

    @property
    def left(self) -> float:
        """Seconds left of the share of the check that runs."""
        return self._deadline - self._clock()

    @contextmanager
    def share(self, check: Check) -> Iterator[None]:
        """While a check runs. Raises OutOfTimeError when there is no time for it."""
        now, whole = self._clock(), self._end - self._clock()
        weights = sum(WEIGHT[one.suite] for one in self._to_come) or WEIGHT[check.suite]
        share = whole * min(1.0, WEIGHT[check.suite] * GENEROUS[check.suite] / weights)
        if check.waits:
            share = max(share, whole * WAITING)
        if check in self._to_come:
            self._to_come.remove(check)
        if whole <= 0:
            raise OutOfTimeError("the time of this run is over")
        if check.waits and self.job_seconds is not None and self.job_seconds > share:
            raise OutOfTimeError(
                f"a job takes {self.job_seconds:.0f} s here, and less is left of the time"
            )
        self._share, self._deadline = share, now + share
        try:
            yield
        finally:
            self._deadline = self._end

    def check(self) -> None:
        """Raises OutOfTimeError when the share of the check that runs is used up, and some more,
        since what has begun may come to its end."""
        if self.left <= -GRACE:
            raise OutOfTimeError("it was cut short: its share of the time was used up")

    def check_waiting(self) -> None:
        """The same before more is waited: jobs take longer than the check may."""
        if self.left <= 0:
            self.job_seconds = max(self.job_seconds or 0.0, self._share)
            raise OutOfTimeError(
                f"its jobs had not ended after the {self._share:.0f} s that it had"
            )
