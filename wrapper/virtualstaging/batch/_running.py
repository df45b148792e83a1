"""Workers and what they wait for: threads for one client, tasks for the other."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

from virtualstaging._core.clock import Clock

T = TypeVar("T")


class StoppedError(BaseException):
    """The run is being left. Internal. No `Exception`: nothing takes it for a failed request."""


class Pace:
    """So many in a second, at most. Asked by one worker at a time.

    Args:
        now: Gives monotonic seconds.
        rate: How many; None: as many as come.
    """

    def __init__(self, now: Callable[[], float], rate: float | None) -> None:
        self._now = now
        self._interval = 1 / rate if rate else 0.0
        self._next_at = now()

    def pause(self) -> float:
        """Seconds until the next may be begun."""
        now = self._now()
        at = max(now, self._next_at)
        self._next_at = at + self._interval
        return at - now


class Gate:
    """What a request passes right before it is sent.

    Args:
        may_send: Raises `StoppedError` if the run is being left; may raise other errors.
        withdraw: Called if the run is being left before anything was sent: the next one need not
            find out then what became of it.
    """

    def __init__(self, may_send: Callable[[], object], withdraw: Callable[[], object]) -> None:
        self._may_send = may_send
        self._withdraw = withdraw
        self._passed = False

    def open(self) -> None:
        """Let the request pass, or raise."""
        try:
            self._may_send()
        except StoppedError:
            if not self._passed:
                self._withdraw()
            raise
        self._passed = True


class StoppableClock:
    """A clock whose pauses end when the run is being left.

    Args:
        inner: The client's clock.
        check: Raises if so.
    """

    _SLICE = 0.5

    def __init__(self, inner: Clock, check: Callable[[], object]) -> None:
        self._inner = inner
        self._check = check

    def monotonic(self) -> float:
        """Seconds since some moment, never set back."""
        return self._inner.monotonic()

    def time(self) -> float:
        """Seconds since 1970-01-01T00:00:00Z."""
        return self._inner.time()

    def sleep(self, seconds: float) -> None:
        """Pause this thread."""
        while seconds > 0:
            self._check()
            self._inner.sleep(min(seconds, self._SLICE))
            seconds -= self._SLICE

    async def asleep(self, seconds: float) -> None:
        """Pause this task."""
        while seconds > 0:
            self._check()
            await self._inner.asleep(min(seconds, self._SLICE))
            seconds -= self._SLICE


class Changes:
    """Workers in threads wait here for what others do."""

    def __init__(self) -> None:
        self._condition = threading.Condition()

    def until(self, ready: Callable[[], T | None]) -> T:
        """Wait until something is ready. It is asked by one worker at a time."""
        with self._condition:
            while (found := ready()) is None:
                self._condition.wait()
            return found

    def make(self, change: Callable[[], object] | None = None) -> None:
        """Make a change while nobody asks, and let all ask again."""
        with self._condition:
            if change is not None:
                change()
            self._condition.notify_all()


class AsyncChanges:
    """Workers in tasks wait here for what others do."""

    def __init__(self) -> None:
        self._condition = asyncio.Condition()

    async def until(self, ready: Callable[[], T | None]) -> T:
        """Wait until something is ready. It is asked by one worker at a time."""
        async with self._condition:
            while (found := ready()) is None:
                await self._condition.wait()
            return found

    async def make(self, change: Callable[[], object] | None = None) -> None:
        """Make a change while nobody asks, and let all ask again."""
        async with self._condition:
            if change is not None:
                change()
            self._condition.notify_all()


class Workers:
    """Workers in threads. A process may end without waiting for them: the journal holds all."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []

    def start(self, work: Callable[[], None], *, harmless: bool = False) -> None:
        """Start a worker; one that only looks is harmless, and need not be waited for."""
        thread = threading.Thread(target=work, name="virtualstaging-batch", daemon=True)
        if not harmless:
            self._threads.append(thread)
        thread.start()

    def join(self) -> None:
        """Wait until all have ended, but for those that are harmless."""
        for thread in self._threads:
            thread.join()


class AsyncWorkers:
    """Workers in tasks."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self._harmless: list[asyncio.Task[None]] = []

    def start(self, work: Callable[[], Awaitable[None]], *, harmless: bool = False) -> None:
        """Start a worker; one that only looks is harmless, and need not be waited for."""

        async def run() -> None:
            await work()

        tasks = self._harmless if harmless else self._tasks
        tasks.append(asyncio.create_task(run()))

    async def join(self) -> None:
        """Wait until all have ended; those that are harmless are cancelled then. Cancelled itself,
        it cancels them all."""
        try:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        finally:
            for task in (*self._tasks, *self._harmless):
                task.cancel()
            await asyncio.gather(*self._tasks, *self._harmless, return_exceptions=True)
