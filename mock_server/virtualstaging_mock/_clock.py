"""The clock that everything in the mock reads; the process's own time is never changed."""

import heapq
import re
import threading
import time
from collections.abc import Callable
from typing import Literal, get_args

Mode = Literal["wall", "manual", "instant", "polls"]
START_MS = 1_767_225_600_000
"""2026-01-01T00:00:00Z, where a clock that does not follow the wall starts."""
_MOST_SECONDS = 10**9
_POLLS = re.compile(r"polls=([1-9][0-9]{0,3})")


class ClockError(ValueError):
    """There is no clock of this kind, or a clock was asked to go back."""


class Clock:
    """A clock in one of four modes, which may change at any time.

    `wall` shows real time; `speed` shortens by that factor what takes time (jobs, pauses before
    retries, the life of links). The other three stand still. Only `advance` moves them, and each
    thing created adds one millisecond, so that no two things have the same time. With `manual` a
    job is done when the clock has been advanced by the job's time. With `instant` jobs are done at
    once. With `polls` each read of an unfinished job counts, and it is done at read number `polls`.

    Args:
        mode: one of the four.
        speed: the factor by which everything is faster, for `wall`.
        polls: how many reads a job needs until it is done, for `polls`.
        start_ms: the first time shown, in epoch milliseconds; by default the real time for `wall`,
            2026-01-01 for the others.
        monotonic: real seconds, for tests.
    """

    def __init__(
        self,
        mode: Mode = "wall",
        *,
        speed: float = 1.0,
        polls: int = 3,
        start_ms: int | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        _check(mode, speed, polls)
        self._lock = threading.RLock()
        self._monotonic = monotonic
        self.mode: Mode = mode
        self.speed = speed
        self.polls = polls
        if start_ms is None:
            start_ms = real_ms() if mode == "wall" else START_MS
        self._base_ms: float = start_ms
        self._base_monotonic = monotonic()
        self._instant: int | None = None
        self._outer: list[int | None] = []
        self._stamped = start_ms - 1
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._planned = 0

    @classmethod
    def parse(cls, text: str, *, speed: float = 1.0, start_ms: int | None = None) -> "Clock":
        """Make a clock from `wall`, `manual`, `instant` or `polls=N`.

        Raises:
            ClockError: the text is none of them, or a speed is given with a time that stands still.
        """
        if speed != 1 and text != "wall":
            raise ClockError(f"Time stands still with the clock {text!r}: it takes no speed.")
        polls = _POLLS.fullmatch(text)
        if polls:
            return cls("polls", polls=int(polls[1]), start_ms=start_ms)
        if text not in get_args(Mode) or text == "polls":
            raise ClockError(f"No such clock: {text!r}. Use wall, manual, instant or polls=N.")
        return cls(text, speed=speed, start_ms=start_ms)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        detail = {"wall": f", speed={self.speed:g}", "polls": f", polls={self.polls}"}
        return f"Clock({self.mode!r}{detail.get(self.mode, '')})"

    @property
    def follows_wall(self) -> bool:
        """Whether time passes by itself."""
        return self.mode == "wall"

    def now_ms(self) -> int:
        """The time, in epoch milliseconds. An event sees the instant that it is due at."""
        if self._instant is not None:
            return self._instant
        if self.mode != "wall":
            return int(self._base_ms)
        return int(self._base_ms + (self._monotonic() - self._base_monotonic) * 1000)

    def span_ms(self, usual_ms: float) -> int:
        """How long something takes here, in milliseconds, that usually takes `usual_ms`."""
        return int(usual_ms / self.speed if self.mode == "wall" else usual_ms)

    def held(self) -> "Clock":
        """A context in which the clock shows one and the same time, in epoch milliseconds.

        So all that one request reads and decides has one time. Events that are due by then run
        first. For one thread at a time: the caller holds a lock.
        """
        return self

    def __enter__(self) -> int:
        held = self._instant
        self._outer.append(held)
        if held is not None:
            return held
        now_ms = self.now_ms()
        if self._events and self._events[0][0] <= now_ms:
            self._run_until(now_ms)
        if self.mode == "wall":
            self._instant = now_ms
        return now_ms

    def __exit__(self, *_: object) -> None:
        self._instant = self._outer.pop()

    def stamp_ms(self, count: int = 1) -> int:
        """A time for something created now, later than any given out before.

        Args:
            count: how many things are created: the others get the milliseconds that follow.
        """
        with self._lock:
            if self.mode != "wall" and self._instant is None:
                self._base_ms += count
                first = int(self._base_ms) - count + 1
            else:
                first = self.now_ms()
            if first <= self._stamped:
                first = self._stamped + 1
            self._stamped = first + count - 1
            return first

    def real_seconds_until(self, due_ms: int) -> float:
        """How long to wait, in real seconds, until `due_ms` is shown; 0 where time stands still."""
        if self.mode != "wall":
            return 0.0
        return max(0.0, (due_ms - self.now_ms()) / 1000)

    def change(self, mode: Mode, *, speed: float | None = None, polls: int | None = None) -> None:
        """Go on in another mode, from the time shown now.

        Raises:
            ClockError: there is no such mode, or its number makes no sense.
        """
        speed = self.speed if speed is None else speed
        polls = self.polls if polls is None else polls
        _check(mode, speed, polls)
        with self._lock:
            self._base_ms = self.now_ms()
            self._base_monotonic = self._monotonic()
            self.mode, self.speed, self.polls = mode, speed, polls

    def at(self, due_ms: int, callback: Callable[[], None]) -> None:
        """Call back when `due_ms` is reached: by `advance`, or by `run_due` as real time passes."""
        with self._lock:
            self._planned += 1
            heapq.heappush(self._events, (due_ms, self._planned, callback))

    def next_due_ms(self) -> int | None:
        """When the next event is due, in epoch milliseconds; None when there is none."""
        events = self._events
        return events[0][0] if events else None

    def run_due(self) -> None:
        """Run the events that are due, in time order, each at its own instant."""
        if self._events and self._instant is None and self._events[0][0] <= self.now_ms():
            self._run_until(self.now_ms())

    def advance(self, seconds: float) -> None:
        """Let time pass and run the events due in it, in time order, each at its own instant.

        Raises:
            ClockError: `seconds` is negative or no number.
        """
        check_seconds(seconds)
        with self._lock:
            until = self.now_ms() + round(seconds * 1000)
            self._run_until(until)
            self._base_ms += until - self.now_ms()

    def forget_events(self) -> None:
        """Drop all events that are planned."""
        with self._lock:
            self._events.clear()

    def _run_until(self, until_ms: int) -> None:
        with self._lock:
            while self._events and self._events[0][0] <= until_ms:
                due_ms, _, callback = heapq.heappop(self._events)
                # An event that was planned for a time already past runs now: time does not go back.
                self._instant = max(due_ms, self._instant or 0, self._shown_ms(due_ms))
                try:
                    callback()
                finally:
                    self._instant = None

    def _shown_ms(self, due_ms: int) -> int:
        return due_ms if self.mode == "wall" else max(due_ms, int(self._base_ms))


def real_ms() -> int:
    """The real time, in epoch milliseconds."""
    return time.time_ns() // 1_000_000


def check_seconds(seconds: float) -> None:
    """Check by how much a clock shall be advanced.

    Raises:
        ClockError: `seconds` is negative, too large or no number.
    """
    if not 0 <= seconds <= _MOST_SECONDS:
        raise ClockError(f"A clock can be advanced by 0 to 10^9 seconds, not {seconds!r}.")


def _check(mode: str, speed: float, polls: int) -> None:
    if mode not in get_args(Mode):
        raise ClockError(f"No such clock mode: {mode!r}. Use wall, manual, instant or polls.")
    if not 0 < speed <= 1e6:
        raise ClockError(f"The speed must be above 0 and at most 1000000, not {speed!r}.")
    if not 1 <= polls <= 9999:
        raise ClockError(f"The number of polls must be 1 to 9999, not {polls!r}.")
