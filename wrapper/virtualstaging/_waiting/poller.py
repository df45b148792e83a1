"""The shared poller of a client that is used by threads.

There is no thread of its own: of the threads that wait, one leads at a time, sleeps and looks for
all of them; the others follow, under a condition. Whoever has what it waited for hands the lead on.
No lock is held while a request is under way, while a caller's function runs, or in a sleep.
"""

import os
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from virtualstaging._core.clock import Clock, SystemClock
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow, Moment

from .events import read_event
from .waiter import Waiter
from .watch import Watch

T = TypeVar("T")


class _State:
    """What a fork leaves behind: the child begins anew."""

    def __init__(self, session: Session, price: float) -> None:
        self.pid = os.getpid()
        self.condition = threading.Condition()
        self.watch = Watch(session, price)
        self.led = False


class Poller:
    """Shared by all waits on one client.

    Args:
        session: The client's.
        price: Seconds of waiting that one look is worth.
        run: Carries out a flow.
        clock: Tells and spends time.
    """

    def __init__(
        self, session: Session, price: float, run: Callable[[Flow[Any]], Any], clock: Clock
    ) -> None:
        self._session = session
        self._price = price
        self._run = run
        self._clock = clock
        self._state = _State(session, price)

    def enter(self, waiter: Waiter) -> None:
        """Begin a wait."""
        state = self._current()
        with state.condition:
            state.watch.enter(waiter, self._now())
            state.condition.notify_all()

    def leave(self, waiter: Waiter) -> None:
        """End a wait. Does no harm when it has ended."""
        state = self._current()
        with state.condition:
            state.watch.leave(waiter)
            state.condition.notify_all()

    def receive_event(self, event: Any) -> None:
        """Take in a webhook event."""
        news = read_event(event)
        if news is None:
            return
        state = self._current()
        with state.condition:
            state.watch.hear(news, self._now())
            state.condition.notify_all()

    def pump(self, waiter: Waiter) -> None:
        """Block until there is news for a wait."""
        state = self._current()
        with state.condition:
            while not waiter.has_news:
                if state.led:
                    self._follow(state, waiter)
                else:
                    self._lead(state)

    def _follow(self, state: _State, waiter: Waiter) -> None:
        """Wait for the one who leads. Called, and returns, with the lock held."""
        if not isinstance(self._clock, SystemClock):
            state.condition.wait()
            return
        left = waiter.deadline - self._clock.monotonic()
        if left <= 0 or not state.condition.wait(left):
            state.watch.expire(self._clock.monotonic())

    def _lead(self, state: _State) -> None:
        """Do what comes next, for all. Called, and returns, with the lock held."""
        watch = state.watch
        now = self._clock.monotonic()
        watch.expire(now)
        if watch.busy:
            at, look = watch.next(now)
            state.led = True
            try:
                if at > now:
                    self._sleep(state, at - now)
                elif look is not None:
                    flow = watch.look(look, now)
                    outcome = self._unlocked(state, self._run, flow)
                    watch.apply(outcome, self._now())
            finally:
                state.led = False
                state.condition.notify_all()

    def _sleep(self, state: _State, seconds: float) -> None:
        """Let time pass, or less of it when something has changed."""
        if isinstance(self._clock, SystemClock):
            state.condition.wait(seconds)
        else:
            self._unlocked(state, self._clock.sleep, seconds)

    def _unlocked(self, state: _State, function: Callable[[Any], T], argument: Any) -> T:
        state.condition.release()
        try:
            return function(argument)
        finally:
            state.condition.acquire()

    def _now(self) -> Moment:
        return Moment(self._clock.monotonic(), self._clock.time() * 1000)

    def _current(self) -> _State:
        if self._state.pid != os.getpid():
            self._state = _State(self._session, self._price)
        return self._state
