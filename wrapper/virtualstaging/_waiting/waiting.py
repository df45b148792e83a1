"""`wait` and `as_completed`, for threads and for tasks."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from inspect import isawaitable
from typing import Any

from virtualstaging._core.clock import Clock
from virtualstaging._core.session import Session
from virtualstaging._core.settings import wait_seconds
from virtualstaging._core.steps import Flow
from virtualstaging.errors import VirtualStagingError

from .async_poller import AsyncPoller
from .poller import Poller
from .results import raise_if_over, results
from .targets import Ended, Waitable, targets
from .waiter import Waiter

OnUpdate = Callable[[Any], object]


class Waiting:
    """The waits of one client used by threads.

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
        run: Callable[[Flow[Any]], Any],
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._poller = Poller(session, price, run, clock)

    def wait(
        self,
        items: Sequence[Any],
        *,
        timeout: float | None = None,
        on_update: OnUpdate | None = None,
        raise_on_error: bool = True,
    ) -> Any:
        """Wait until all have ended: one for one, a list for several or for a list."""
        wanted, single = _unpacked(items)
        waiter = _waiter(wanted, timeout, self._clock, tell=on_update is not None)
        self._poller.enter(waiter)
        try:
            while waiter.pending or waiter.changes:
                self._poller.pump(waiter)
                waiter.ended.clear()
                while waiter.changes and on_update is not None:
                    on_update(waiter.changes.popleft())
                raise_if_over(waiter)
        finally:
            self._poller.leave(waiter)
        found = results(waiter, raise_on_error=raise_on_error)
        return found[0] if single else found

    def as_completed(
        self,
        items: Iterable[Waitable],
        *,
        timeout: float | None = None,
        on_update: OnUpdate | None = None,
    ) -> Iterator[Any]:
        """Each when it has ended; then the error of the first that was not there."""
        wanted = targets(items)
        waiter = _waiter(wanted, timeout, self._clock, tell=on_update is not None)
        return self._each(waiter, on_update)

    def _each(self, waiter: Waiter, on_update: OnUpdate | None) -> Iterator[Ended]:
        self._poller.enter(waiter)
        try:
            while waiter.pending or waiter.ended:
                self._poller.pump(waiter)
                while waiter.changes and on_update is not None:
                    on_update(waiter.changes.popleft())
                while waiter.ended:
                    outcome = waiter.outcomes[waiter.ended.popleft()]
                    if not isinstance(outcome, VirtualStagingError):
                        yield outcome
                raise_if_over(waiter)
        finally:
            self._poller.leave(waiter)
        results(waiter, raise_on_error=False)

    def receive_event(self, event: Any) -> None:
        """Take in a webhook event."""
        self._poller.receive_event(event)


class AsyncWaiting:
    """The waits of one client used by tasks: the same, to be awaited.

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
        self._clock = clock
        self._poller = AsyncPoller(session, price, run, clock)

    async def wait(
        self,
        items: Sequence[Any],
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - by the clock handed in
        on_update: OnUpdate | None = None,
        raise_on_error: bool = True,
    ) -> Any:
        """Wait until all have ended: one for one, a list for several or for a list."""
        wanted, single = _unpacked(items)
        waiter = _waiter(wanted, timeout, self._clock, tell=on_update is not None)
        self._poller.enter(waiter)
        try:
            while waiter.pending or waiter.changes:
                await self._poller.pump(waiter)
                waiter.ended.clear()
                await _tell(waiter, on_update)
                raise_if_over(waiter)
        finally:
            self._poller.leave(waiter)
        found = results(waiter, raise_on_error=raise_on_error)
        return found[0] if single else found

    def as_completed(
        self,
        items: Iterable[Waitable],
        *,
        timeout: float | None = None,
        on_update: OnUpdate | None = None,
    ) -> AsyncIterator[Any]:
        """Each when it has ended; then the error of the first that was not there."""
        wanted = targets(items)
        waiter = _waiter(wanted, timeout, self._clock, tell=on_update is not None)
        return self._each(waiter, on_update)

    async def _each(self, waiter: Waiter, on_update: OnUpdate | None) -> AsyncIterator[Ended]:
        self._poller.enter(waiter)
        try:
            while waiter.pending or waiter.ended:
                await self._poller.pump(waiter)
                await _tell(waiter, on_update)
                while waiter.ended:
                    outcome = waiter.outcomes[waiter.ended.popleft()]
                    if not isinstance(outcome, VirtualStagingError):
                        yield outcome
                raise_if_over(waiter)
        finally:
            self._poller.leave(waiter)
        results(waiter, raise_on_error=False)

    def receive_event(self, event: Any) -> None:
        """Take in a webhook event."""
        self._poller.receive_event(event)


async def _tell(waiter: Waiter, on_update: OnUpdate | None) -> None:
    while waiter.changes and on_update is not None:
        told = on_update(waiter.changes.popleft())
        if isawaitable(told):
            await told


def _unpacked(items: Sequence[Any]) -> tuple[Any, bool]:
    """The targets, and whether one thing was handed in, not a list of one."""
    if len(items) == 1:
        (item,) = items
        if isinstance(item, Iterable) and not isinstance(item, str):
            return targets(item), False
        return targets([item]), True
    return targets(items), False


def _waiter(wanted: Any, timeout: float | None, clock: Clock, *, tell: bool) -> Waiter:
    return Waiter(wanted, clock.monotonic() + wait_seconds(timeout), tell=tell)
