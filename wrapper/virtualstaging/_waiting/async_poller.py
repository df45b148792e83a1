"""The shared poller of a client that is used by tasks: one task for each event loop, which ends
when nobody waits any more."""

import asyncio
import contextvars
import os
import weakref
from collections.abc import Awaitable, Callable
from typing import Any

from virtualstaging._core.clock import Clock
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow, Moment
from virtualstaging.errors import VirtualStagingError

from .events import Inbox, News, read_event
from .waiter import Waiter
from .watch import Watch


class _State:
    """What one event loop has of its own."""

    def __init__(self, session: Session, price: float, inbox: Inbox) -> None:
        self.pid = os.getpid()
        self.watch = Watch(session, price, inbox)
        self.changed = asyncio.Event()
        self.task: asyncio.Task[None] | None = None


class AsyncPoller:
    """Shared by all waits on one client.

    Args:
        session: The client's.
        price: Seconds of waiting that one look is worth.
        run: Carries out a flow.
        clock: Tells and spends time.
    """

    def __init__(
        self,
        session: Session,
        price: float,
        run: Callable[[Flow[Any]], Awaitable[Any]],
        clock: Clock,
    ) -> None:
        self._session = session
        self._price = price
        self._run = run
        self._clock = clock
        self._inbox = Inbox()
        self._states: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _State] = (
            weakref.WeakKeyDictionary()
        )

    def enter(self, waiter: Waiter) -> None:
        """Begin a wait. To be called in the event loop."""
        state = self._current()
        waiter.waker = asyncio.Event()
        state.watch.enter(waiter, self._now())
        state.changed.set()
        if state.watch.busy and (state.task is None or state.task.done()):
            # In a context of its own: it works for all, not only for who came first.
            state.task = asyncio.get_running_loop().create_task(
                self._poll(state), name="virtualstaging-poller", context=contextvars.Context()
            )

    def leave(self, waiter: Waiter) -> None:
        """End a wait. Does no harm when it has ended."""
        state = self._current()
        state.watch.leave(waiter)
        state.changed.set()
        if not state.watch.busy and state.task is not None:
            state.task.cancel()
            state.task = None

    def receive_event(self, event: Any) -> None:
        """Take in a webhook event; from any thread."""
        news = read_event(event)
        if news is None:
            return
        self._inbox.put(news)
        try:
            here: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            here = None
        for loop, state in list(self._states.items()):
            if loop is here:
                self._hear(state, news)
            elif not loop.is_closed():
                loop.call_soon_threadsafe(self._hear, state, news)

    async def pump(self, waiter: Waiter) -> None:
        """Wait until there is news for a wait."""
        while not waiter.has_news:
            await waiter.waker.wait()
            waiter.waker.clear()

    def _hear(self, state: _State, news: News) -> None:
        state.watch.hear(news, self._now())
        state.changed.set()

    async def _poll(self, state: _State) -> None:
        watch = state.watch
        try:
            while watch.busy:
                state.changed.clear()
                now = self._clock.monotonic()
                watch.expire(now)
                if not watch.busy:
                    break
                at, look = watch.next(now)
                if at > now:
                    await self._sleep(state, at - now)
                elif look is not None:
                    outcome = await self._run(watch.look(look, now))
                    watch.apply(outcome, self._now())
        except VirtualStagingError as error:
            watch.fail(error)
        except Exception as error:
            # A fault of ours or of the application's transport: nobody may be left waiting for it.
            watch.fail(VirtualStagingError(f"Waiting has failed: {type(error).__name__}."))
            raise

    async def _sleep(self, state: _State, seconds: float) -> None:
        """Let time pass, or less of it when something has changed."""
        sleep = asyncio.ensure_future(self._clock.asleep(seconds))
        change = asyncio.ensure_future(state.changed.wait())
        try:
            await asyncio.wait((sleep, change), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for future in (sleep, change):
                future.cancel()

    def _now(self) -> Moment:
        return Moment(self._clock.monotonic(), self._clock.time() * 1000)

    def _current(self) -> _State:
        loop = asyncio.get_running_loop()
        state = self._states.get(loop)
        if state is None or state.pid != os.getpid():
            state = self._states[loop] = _State(self._session, self._price, self._inbox)
        return state
