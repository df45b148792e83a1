"""The seconds of a run, divided among its checks, so that none uses up the time of others."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from contract_tests.checks import Check
from contract_tests.exchange import OutOfReach

# The part of the remaining time that each group of checks gets, in the order in which they run. The
# first is one render that is followed to its end, however long that takes. What a group does not
# use is divided among the later ones; the grid, which always has more to send, comes last.
GROUPS = {"first": 0.5, "model": 0.2, "waiting": 0.12, "schemathesis": 0.05, "grid": 0.13}
# A check may take so many times an equal share of its group's time, so that it comes to its end,
# but no more than half of what is left while other checks follow.
GENEROUS = {"first": 1.0, "model": 4.0, "grid": 1.0, "waiting": 99.0, "schemathesis": 1.5}
GRACE = 0.5  # seconds


class OutOfTimeError(OutOfReach):
    """The share of a check is used up."""


def group_of(check: Check) -> str:
    """The group that a check belongs to."""
    if check.first:
        return "first"
    return "waiting" if check.waits else check.suite


class Budget:
    """Shares the time of a run.

    Args:
        seconds: For the whole run.
        clock: Gives the time, in seconds.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seconds = self._share = seconds
        self._end = self._deadline = clock() + seconds
        self._to_come: list[Check] = []
        self._ends: dict[str, float] = {}
        self._job_at_least = 0.0
        self._job_at_most: float | None = None

    def plan(self, checks: Sequence[Check]) -> None:
        """What is to be run, in this order."""
        self._to_come = list(checks)

    @property
    def left(self) -> float:
        """Seconds left of the share of the check that runs."""
        return self._deadline - self._clock()

    def job_took(self, seconds: float) -> None:
        """Remember how long a job took, at most."""
        self._job_at_most = min(seconds, self._job_at_most or seconds)

    def suffices_for_a_job(self) -> bool:
        """Whether one more job would end while the check that runs may go on."""
        return self.left > 1.5 * (self._job_at_most or self._job_at_least) + GRACE

    @contextmanager
    def share(self, check: Check) -> Iterator[None]:
        """While a check runs. Raises OutOfTimeError when there is no time for it."""
        now, group = self._clock(), group_of(check)
        to_come = [group_of(one) for one in self._to_come]
        number = to_come.count(group) or 1
        left = self._end_of(group, set(to_come)) - now
        share = left * (1.0 if number == 1 else min(0.5, GENEROUS[group] / number))
        if check in self._to_come:
            self._to_come.remove(check)
        if share <= 0:
            raise OutOfTimeError("there was no time left for it")
        if check.waits and (known := self._job_at_most or self._job_at_least) > share:
            raise OutOfTimeError(f"a job takes {known:.0f} s here, and less is left of the time")
        self._share, self._deadline = share, now + share
        try:
            yield
        finally:
            self._share, self._deadline = self._seconds, self._end

    def _end_of(self, group: str, to_come: set[str]) -> float:
        """The time until which a group may go on; decided when its first check begins."""
        if group not in self._ends:
            now = self._clock()
            weights = sum(weight for name, weight in GROUPS.items() if name in to_come | {group})
            self._ends[group] = now + (self._end - now) * GROUPS[group] / weights
        return self._ends[group]

    def check(self) -> None:
        """Raises OutOfTimeError when the share of the check that runs has been used up for half a
        second: what has begun may come to its end."""
        if self.left <= -GRACE:
            raise OutOfTimeError("it was cut short: its share of the time was used up")

    def check_waiting(self) -> None:
        """Raises OutOfTimeError before waiting any longer, when the share is used up."""
        if self.left <= 0:
            self._job_at_least = max(self._job_at_least, self._share)
            share = f"{self._share:.0f} s"
            raise OutOfTimeError(f"its jobs had not ended after the {share} that it had")
