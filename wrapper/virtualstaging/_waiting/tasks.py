"""Waiting for tasks: one task looks for all that wait in an event loop, and ends with the last."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, MutableMapping, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any
from weakref import WeakKeyDictionary

from virtualstaging._core.session import Session
from virtualstaging.errors import VirtualStagingError

from .render_state import Inbox, News, read_event
from .wait import Ended, OnUpdate, Wait, listed
from .waits import BaseWaiting, Waits


class _Shared:
    """What the tasks of one event loop share."""

    def __init__(self, session: Session, price: float, inbox: Inbox) -> None:
        self.pid = os.getpid()
        self.waits = Waits(session, price, inbox)
        self.changed = asyncio.Event()
        self.task: asyncio.Task[None] | None = None


@dataclass(eq=False, repr=False)
class AsyncWaiting(BaseWaiting[Awaitable[Any]]):
    """The waits of one client used by tasks."""

    _inbox: Inbox = field(default_factory=Inbox, init=False)
    _loops: MutableMapping[asyncio.AbstractEventLoop, _Shared] = field(
        default_factory=WeakKeyDictionary, init=False
    )

    async def wait(
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
        async for _ in self._each(wait):
            pass
        found = wait.results(raise_on_error=raise_on_error)
        return found[0] if is_one else found

    def as_completed(
        self, items: Any, *, timeout: float | None = None, on_update: OnUpdate | None = None
    ) -> AsyncIterator[Any]:
        """Each when it has ended; then the error of the first that was not there."""
        wanted, _ = listed([items])
        return self._each(Wait(wanted, timeout, on_update, self.clock))

    def receive_event(self, event: Any) -> None:
        """Take in a webhook event; from any thread."""
        news = read_event(event)
        if news is None:
            return
        self._inbox.put(news)
        for loop, shared in list(self._loops.items()):
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._receive, shared, news)

    def _receive(self, shared: _Shared, news: News) -> None:
        shared.waits.receive(news, self.now())
        shared.changed.set()

    async def _each(self, wait: Wait) -> AsyncIterator[Ended]:
        news = asyncio.Event()
        wait.wake = news.set
        self._enter(wait)
        try:
            while wait.goes_on:
                while not wait.has_news:
                    await news.wait()
                    news.clear()
                for answer in wait.report_changes():
                    if isawaitable(answer):
                        await answer
                for one in wait.given_back():
                    yield one
        finally:
            self._leave(wait)
        wait.results(raise_on_error=False)

    def _enter(self, wait: Wait) -> None:
        shared = self._current()
        shared.waits.enter(wait, self.now())
        shared.changed.set()
        if shared.waits.busy and (shared.task is None or shared.task.done()):
            # In a context of its own: it works for all tasks, not only for the first.
            shared.task = asyncio.get_running_loop().create_task(
                self._look(shared), name="virtualstaging-poller", context=Context()
            )

    def _leave(self, wait: Wait) -> None:
        shared = self._current()
        shared.waits.leave(wait)
        shared.changed.set()
        if not shared.waits.busy and shared.task is not None:
            shared.task.cancel()
            shared.task = None

    async def _look(self, shared: _Shared) -> None:
        """Do what comes next, for all, as long as anybody waits."""
        waits = shared.waits
        try:
            while (step := waits.next(self.now())) is not None:
                shared.changed.clear()
                if isinstance(step, int | float):
                    await self._sleep(shared, step)
                else:
                    waits.apply(await self.run(step), self.now())
        except VirtualStagingError as error:
            waits.fail(error)
        except Exception as error:
            # A fault of ours or of the application's transport: nobody may be left waiting for it.
            waits.fail(VirtualStagingError(f"Waiting has failed: {type(error).__name__}."))
            raise

    async def _sleep(self, shared: _Shared, seconds: float) -> None:
        """Let time pass, or less of it when something has changed."""
        awaited: tuple[Awaitable[Any], ...] = self.clock.asleep(seconds), shared.changed.wait()
        both = [asyncio.ensure_future(one) for one in awaited]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for future in both:
                future.cancel()

    def _current(self) -> _Shared:
        loop = asyncio.get_running_loop()
        shared = self._loops.get(loop)
        if shared is None or shared.pid != os.getpid():  # a forked child begins anew
            shared = self._loops[loop] = _Shared(self.session, self.price, self._inbox)
        return shared
