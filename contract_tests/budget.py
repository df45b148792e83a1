"""The seconds of a run, shared among its checks: none takes so long that others are left out."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from contract_tests.checks import Check
from contract_tests.exchange import OutOfReach

# How what is left is shared among the groups of checks that are to come, in this order. The first
# is one render that is followed to its end, however long that takes. What a group leaves is shared
# anew; the grid, which always has more to send, comes last.
GROUPS = {"first": 0.5, "model": 0.2, "waiting": 0.12, "schemathesis": 0.05, "grid": 0.13}
# A check that has begun may take so many times its share of what is left, so that it comes to its
# end, but no more than half where others follow.
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
        clock: Tells seconds.
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
        """Until when a group may go on; decided when its first check begins."""
        if group not in self._ends:
            now = self._clock()
            weights = sum(weight for name, weight in GROUPS.items() if name in to_come | {group})
            self._ends[group] = now + (self._end - now) * GROUPS[group] / weights
        return self._ends[group]

    def check(self) -> None:
        """Raises OutOfTimeError when the share of the check that runs is used up, and some more,
        since what has begun may come to its end."""
        if self.left <= -GRACE:
            raise OutOfTimeError("it was cut short: its share of the time was used up")

    def check_waiting(self) -> None:
        """The same before more is waited: jobs take longer than the check may."""
        if self.left <= 0:
            self._job_at_least = max(self._job_at_least, self._share)
            share = f"{self._share:.0f} s"
            raise OutOfTimeError(f"its jobs had not ended after the {share} that it had")
