"""Counts how many times lie in the past, without looking at each of them."""

import functools
import heapq
from collections import Counter
from collections.abc import Callable


class Tally:
    """Times, in milliseconds, of which it is asked how many have come; time goes forward."""

    def __init__(self) -> None:
        self._ahead: list[int] = []
        self._taken_out: Counter[int] = Counter()
        self._past = 0
        self._asked_ms = 0
        self.add: Callable[[int], None] = functools.partial(heapq.heappush, self._ahead)
        """Put a time in."""

    def remove(self, time_ms: int) -> None:
        """Take out a time that was put in."""
        self.until(self._asked_ms)  # what was put in late is in the past, too
        if time_ms <= self._asked_ms:
            self._past -= 1
        else:
            self._taken_out[time_ms] += 1

    def until(self, now_ms: int) -> int:
        """How many of the times are `now_ms` or earlier."""
        self._asked_ms = max(self._asked_ms, now_ms)
        ahead, taken_out = self._ahead, self._taken_out
        while ahead and ahead[0] <= now_ms:
            time_ms = heapq.heappop(ahead)
            if taken_out[time_ms]:
                taken_out[time_ms] -= 1
            else:
                self._past += 1
        return self._past
