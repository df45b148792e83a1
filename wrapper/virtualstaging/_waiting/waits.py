"""What the waits of one client share: the renders, and what each look means for whom.

No I/O and no locks: `threads` and `tasks` call it, one at a time.
"""

import copy
import logging
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any, Generic, TypeVar

from virtualstaging._core.clock import Clock
from virtualstaging._core.reading import Reading
from virtualstaging._core.retries import LONGEST_RETRY_AFTER
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow, Moment
from virtualstaging.errors import VirtualStagingError
from virtualstaging_api.models import Variation

from .listing import Look, One, Page
from .look import LookFailed, Seen, look_at
from .pending import LEAST_PAUSE, LONGEST_PAUSE
from .render_state import Inbox, News, RenderState, read_given
from .schedule import Schedule
from .wait import Ended, Key, Wait

LAST_LOOK = 1.0
"""Seconds before a wait's end at which everything it waits for is looked at once more."""

_LEAST_TIMEOUT = 1.0
"""Seconds that a look is given at least."""

_INSTANT = 0.001
"""Seconds: a pause too short to be made."""

R = TypeVar("R")

logger = logging.getLogger("virtualstaging")


@dataclass(eq=False, repr=False)
class BaseWaiting(Generic[R]):
    """What waiting for threads and waiting for tasks share.

    Args:
        session: The client's.
        price: Seconds of waiting that one look is worth.
        run: Carries out a flow.
        clock: Measures time, and pauses.
    """

    session: Session
    price: float
    run: Callable[[Flow[Any]], R]
    clock: Clock

    def now(self) -> Moment:
        """This moment."""
        return Moment(self.clock.monotonic(), self.clock.time() * 1000)


class Waits:
    """The waits of one client.

    Args:
        session: The client's.
        price: Seconds of waiting that one look is worth.
        inbox: Where the webhook events of this client are kept.
    """

    def __init__(self, session: Session, price: float, inbox: Inbox) -> None:
        self.schedule = Schedule(price, session.server_clock)
        self._session = session
        self._inbox = inbox
        self._waits: dict[Wait, None] = {}
        self._renders: dict[str, RenderState] = {}
        self._failures = 0
        self._not_before = 0.0
        self._plan: tuple[float, Look] | None = None

    @property
    def busy(self) -> bool:
        """Whether anything is waited for."""
        return bool(self._renders)

    def enter(self, wait: Wait, now: Moment) -> None:
        """Begin a wait."""
        self._waits[wait] = self._plan = None
        for key in list(wait.pending):
            self._begin(wait, key, now.monotonic)

    def leave(self, wait: Wait) -> None:
        """End a wait, whatever is still pending."""
        self._plan = None
        self._waits.pop(wait, None)
        for key in wait.pending:
            if key.render_id in self._renders:
                self._tidy(self._renders[key.render_id])

    def next(self, now: Moment) -> float | Flow[Seen | LookFailed] | None:
        """What comes next, for all: seconds to pause, or a look to be taken now.

        Waits whose time is up are ended. None if nobody waits.
        """
        self.expire(now.monotonic)
        if not self.busy:
            return None
        deadline = min(wait.deadline for wait in self._waits if wait.pending)
        at, look = self._plan = self._plan or self.schedule.next_look(now.monotonic)
        pause = min(deadline, max(at, self._not_before)) - now.monotonic
        if pause >= _INSTANT:
            return pause
        state = self._renders.get(look.id) if isinstance(look, One) else None
        ids = [key.variation_id for _, key in state.waiting if key.variation_id] if state else []
        left = max(deadline - now.monotonic, _LEAST_TIMEOUT)
        timeout = left if left < self._session.settings.timeout else None
        return look_at(self._session, look, timeout, dict.fromkeys(ids))

    def expire(self, now: float) -> None:
        """End the waits whose time is up."""
        for wait in [one for one in self._waits if one.deadline <= now and one.pending]:
            self.leave(wait)
            wait.expire()

    def fail(self, error: VirtualStagingError) -> None:
        """End all waits: no look can succeed any more."""
        for wait in [one for one in self._waits if one.pending]:
            self.leave(wait)
            wait.fail(copy.copy(error))

    def receive(self, news: News, now: Moment) -> None:
        """Take in what a webhook says. It is kept, too, for waits that begin later."""
        self._inbox.put(news)
        self._plan = None
        if news.render_id in self._renders:
            self._receive(self._renders[news.render_id], [news], now.monotonic)

    def apply(self, outcome: Seen | LookFailed, now: Moment) -> None:
        """Take in what a look has shown, or that it failed."""
        self._plan = None
        if isinstance(outcome, LookFailed):
            self._apply_failure(outcome, now.monotonic)
            return
        self._failures = 0
        look, asked, received = outcome.look, outcome.sent.monotonic, outcome.received.monotonic
        at = (asked + received) / 2
        self.schedule.listing.took(look, received - asked)
        if isinstance(look, Page):
            self.schedule.saw_page(look, outcome.rows, at, asked=asked, final=outcome.final)
        for reading in outcome.found:
            if reading.id in self._renders:
                self._take(self._renders[reading.id], reading, at, by_id=isinstance(look, One))
        for key, error in outcome.gone.items():
            self._lose(key, error)

    def _begin(self, wait: Wait, key: Key, now: float) -> None:
        given = wait.given[key]
        reading, known = read_given(given), self._renders.get(key.render_id)
        state = known or RenderState(key.render_id, self._session.ledger.total(key.render_id) or 1)
        state.know(reading)
        if known is None:
            if state.due(key, now, by_id=False) == -inf:
                wait.settle(key, given)  # type: ignore[arg-type]  # it has ended, so it is no id
                return
            self._renders[state.id] = state
            self.schedule.add(state.id, now, reading, apart=isinstance(given, Variation))
        state.waiting.append((wait, key))
        self._receive(state, self._inbox.of(state.id), now)

    def _receive(self, state: RenderState, news: list[News], now: float) -> None:
        clear = [state.receive(one) for one in news]
        due = self._conclude(state, now, by_id=False)
        self._look_again(state, now, due if all(clear) else now)

    def _take(self, state: RenderState, reading: Reading, at: float, *, by_id: bool) -> None:
        state.take(reading)
        due = self._conclude(state, at, by_id=by_id)
        if state.waiting:
            self.schedule.saw(reading, at)
        self._look_again(state, at, at if reading.items is None and not by_id else due)

    def _conclude(self, state: RenderState, at: float, *, by_id: bool) -> float:
        """Report to those who wait for a render what has changed, and give them what has ended.

        Returns when a look by its id is due to know whether more has ended; `inf` for none.
        """
        if state.changed():
            for wait, key in state.waiting:
                what = state.outcome(key) if wait.on_update else None
                if isinstance(what, Ended):
                    wait.change(what)
        dues = []
        for wait, key in state.waiting:
            dues.append(state.due(key, at, by_id=by_id))
            if dues[-1] == -inf:
                wait.settle(key, state.outcome(key))
        if all(due == -inf for due in dues):
            self.schedule.ended(state.id, at, state.ended_ms)
        self._tidy(state)
        return min([due for due in dues if due > -inf], default=inf)

    def _look_again(self, state: RenderState, now: float, due: float) -> None:
        """Have a render looked at by its id when that is due, and before waits for it end."""
        if state.waiting and due < inf:
            self.schedule.want_at(state.id, due, by_id=True)
        for wait, _ in state.waiting:
            if wait.deadline - LAST_LOOK > now:
                self.schedule.want_at(state.id, wait.deadline - LAST_LOOK)

    def _lose(self, lost: Key, error: VirtualStagingError) -> None:
        """A render, or a variation of it, is not there any more."""
        state = self._renders.get(lost.render_id)
        for wait, key in state.waiting if state else ():
            if lost.variation_id in (None, key.variation_id):
                wait.settle(key, copy.copy(error))
        if state is not None:
            self._tidy(state, listed=lost.variation_id is not None)

    def _tidy(self, state: RenderState, *, listed: bool = True) -> None:
        """Forget who waits for a render no more, and the render if nobody does."""
        state.waiting = [
            (wait, key)
            for wait, key in state.waiting
            if wait in self._waits and key in wait.pending
        ]
        if not state.waiting:
            del self._renders[state.id]
            self.schedule.drop(state.id, listed=listed)

    def _apply_failure(self, failed: LookFailed, now: float) -> None:
        error, look = failed.error, failed.look
        if error.status in (401, 403):
            self.fail(error)
            return
        if isinstance(look, One) and error.status == 404:
            self._lose(Key(look.id), error)
            return
        self._failures += 1
        logger.info("a look has failed, for the %d. time in a row: %s", self._failures, error)
        for wait in self._waits:
            wait.last_failure = error
        if isinstance(look, Page):
            self.schedule.page_failed(look, now, refused=error.status in (400, 404))
        pause = self._session.policy.pause(self._failures - 1, longest=LONGEST_PAUSE)
        asked = min(getattr(error, "retry_after", None) or 0.0, LONGEST_RETRY_AFTER)
        self._not_before = now + max(LEAST_PAUSE, pause, asked)
