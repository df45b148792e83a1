"""Waiting for threads.

There is no thread of its own: of the threads that wait, one leads at a time, sleeps and looks for
all of them; the others follow, under a condition. A thread that has what it waited for hands the
lead on. No lock is held while a request is under way, while a caller's function runs, or in a
sleep.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from virtualstaging._core.clock import SystemClock
from virtualstaging._core.session import Session

from .render_state import Inbox, read_event
from .wait import Ended, OnUpdate, Wait, listed
from .waits import BaseWaiting, Waits

T = TypeVar("T")


class _Shared:
    """What the threads of one process share."""

    def __init__(self, session: Session, price: float) -> None:
        self.condition = threading.Condition()
        self.waits = Waits(session, price, Inbox())
        self.led = False


@dataclass(eq=False, repr=False)
class Waiting(BaseWaiting[Any]):
    """The waits of one client used by threads."""

    _shared: dict[int, _Shared] = field(default_factory=dict, init=False)  # by process

    def wait(
        self,
        items: Sequence[Any],
        *,
        timeout: float | None = None,
        on_update: OnUpdate | None = None,
        raise_on_error: bool = True,
    ) -> Any:
        """Wait until all have ended: one for one, a list for several or for a list."""
        wanted, is_one = listed(items)
        wait = Wait(wanted, timeout, on_update, self.clock)
        for _ in self._each(wait):
            pass
        found = wait.results(raise_on_error=raise_on_error)
        return found[0] if is_one else found

    def as_completed(
        self, items: Any, *, timeout: float | None = None, on_update: OnUpdate | None = None
    ) -> Iterator[Any]:
        """Each when it has ended; then the error of the first that was not there."""
        wanted, _ = listed([items])
        return self._each(Wait(wanted, timeout, on_update, self.clock))

    def receive_event(self, event: Any) -> None:
        """Take in a webhook event."""
        news = read_event(event)
        if news is not None:
            with self._changing() as waits:
                waits.receive(news, self.now())

    def _each(self, wait: Wait) -> Iterator[Ended]:
        with self._changing() as waits:
            waits.enter(wait, self.now())
        try:
            while wait.goes_on:
                self._block(wait)
                for _ in wait.report_changes():
                    pass
                yield from wait.given_back()
        finally:
            with self._changing() as waits:
                waits.leave(wait)
        wait.results(raise_on_error=False)

    @contextmanager
    def _changing(self) -> Iterator[Waits]:
        """Change what is waited for; then all who wait look what has become of theirs."""
        shared = self._current()
        with shared.condition:
            yield shared.waits
            shared.condition.notify_all()

    def _block(self, wait: Wait) -> None:
        """Block until there is news for a wait."""
        shared = self._current()
        with shared.condition:
            while not wait.has_news:
                if shared.led:
                    self._follow(shared, wait)
                else:
                    self._lead(shared)

    def _follow(self, shared: _Shared, wait: Wait) -> None:
        """Wait for the one who leads. Called, and returns, with the lock held."""
        left = None
        if isinstance(self.clock, SystemClock):
            left = max(wait.deadline - self.clock.monotonic(), 0.0)
        if not shared.condition.wait(left):
            shared.waits.expire(self.clock.monotonic())

    def _lead(self, shared: _Shared) -> None:
        """Do what comes next, for all. Called, and returns, with the lock held."""
        step = shared.waits.next(self.now())
        shared.led = True
        try:
            if isinstance(step, int | float) and isinstance(self.clock, SystemClock):
                shared.condition.wait(step)  # or until something has changed
            elif isinstance(step, int | float):
                self._unlocked(shared, self.clock.sleep, step)
            elif step is not None:
                outcome = self._unlocked(shared, self.run, step)
                shared.waits.apply(outcome, self.now())
        finally:
            shared.led = False
            shared.condition.notify_all()

    def _unlocked(self, shared: _Shared, function: Callable[[Any], T], argument: Any) -> T:
        shared.condition.release()
        try:
            return function(argument)
        finally:
            shared.condition.acquire()

    def _current(self) -> _Shared:
        """Of this process: a forked child is left neither with locks nor with waits."""
        pid = os.getpid()
        found = self._shared.get(pid)
        return found or self._shared.setdefault(pid, _Shared(self.session, self.price))
