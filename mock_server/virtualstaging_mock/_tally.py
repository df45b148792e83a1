"""Counts how many times lie in the past, without looking at each of them."""

import heapq


class Tally:
    """A bag of times, in milliseconds, that is asked how many of them have come; time goes forward.

    Times are kept by the second, so that adding one costs the same however many there are, and
    asking costs no more than the seconds that have passed since.
    """

    def __init__(self) -> None:
        self._seconds: dict[int, dict[int, int]] = {}
        self._ahead: list[int] = []
        self._past = 0
        self._past_until = 0

    def add(self, time_ms: int) -> None:
        """Put a time in."""
        second = time_ms // 1000
        if second < self._past_until:
            self._past += 1
            return
        times = self._seconds.get(second)
        if times is None:
            times = self._seconds[second] = {}
            heapq.heappush(self._ahead, second)
        times[time_ms] = times.get(time_ms, 0) + 1

    def remove(self, time_ms: int) -> None:
        """Take out a time that was put in."""
        second = time_ms // 1000
        if second < self._past_until:
            self._past -= 1
        else:
            self._seconds[second][time_ms] -= 1

    def until(self, now_ms: int) -> int:
        """How many of the times are `now_ms` or earlier."""
        this_second = now_ms // 1000
        while self._ahead and self._ahead[0] < this_second:
            self._past += sum(self._seconds.pop(heapq.heappop(self._ahead)).values())
        self._past_until = max(self._past_until, this_second)
        now = self._seconds.get(this_second, {})
        return self._past + sum(count for time, count in now.items() if time <= now_ms)
