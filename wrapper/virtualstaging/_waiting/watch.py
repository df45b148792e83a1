"""What one client's waits share: the renders that are watched, and what each look means for whom.

No I/O and no locks: the pollers call it, one at a time.
"""

import copy
import logging
from typing import Any

from virtualstaging import errors
from virtualstaging._core.reading import Reading, signature
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow, Moment

from .events import Inbox, News
from .job import GRACE, Job
from .looks import Blind, Eye, Sight
from .schedule import Look, One, Page, Schedule
from .targets import Key, Target
from .waiter import Waiter

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds between looks while they fail; the pause doubles from the one to the other."""

LONGEST_ASKED = 120.0
"""Seconds of a `Retry-After` that are heeded: a wait has its own end."""

LAST_LOOK = 1.0
"""Seconds before a wait's end at which everything it waits for is looked at once more."""

_LEAST_TIMEOUT = 1.0

_INSTANT = 0.001
"""Seconds: a pause too short to be made."""

logger = logging.getLogger("virtualstaging")


class Watch:
    """The renders that one client waits for.

    Args:
        session: The client's.
        price: Seconds of waiting that one look is worth.
        inbox: Where the webhook events of this client are kept.
    """

    def __init__(self, session: Session, price: float, inbox: Inbox | None = None) -> None:
        self.schedule = Schedule(price)
        self._session = session
        self._waiters: dict[Waiter, None] = {}
        self._jobs: dict[str, Job] = {}
        self._inbox = inbox or Inbox()
        self._failures = 0
        self._page_failures = 0
        self._not_before = 0.0

    @property
    def busy(self) -> bool:
        """Whether anything is waited for."""
        return bool(self._jobs)

    def enter(self, waiter: Waiter, now: Moment) -> None:
        """Begin a wait."""
        self._waiters[waiter] = None
        for target in waiter.wanted:
            self._add(waiter, target, now)
        if not waiter.pending:
            self._waiters.pop(waiter, None)

    def leave(self, waiter: Waiter) -> None:
        """End a wait, whatever is still pending."""
        self._waiters.pop(waiter, None)
        for render_id in {key.render_id for key in waiter.pending}:
            job = self._jobs.get(render_id)
            if job is not None and waiter in job.waiters:
                del job.waiters[waiter]
                if not job.waiters:
                    self._drop(job)

    def next(self, now: float) -> tuple[float, Look | None]:
        """When something is to be done, in monotonic seconds, and the look, if it is one."""
        deadline = min(waiter.deadline for waiter in self._waiters)
        at, look = self.schedule.next_look(now)
        at = max(at, self._not_before)
        if at - now < _INSTANT:
            at = now
        return (deadline, None) if deadline <= at else (at, look)

    def look(self, look: Look, now: float) -> Flow[Sight | Blind]:
        """The flow of a look. It is given no more time than the waits have."""
        left = min(waiter.deadline for waiter in self._waiters) - now
        timeout = max(left, _LEAST_TIMEOUT)
        eye = Eye(self._session, timeout if timeout < self._session.settings.timeout else None)
        job = self._jobs.get(look.id) if isinstance(look, One) else None
        keys = [key for keys in job.waiters.values() for key in keys] if job else []
        names = dict.fromkeys(key.variation_id for key in keys if key.variation_id is not None)
        return eye.look(look, tuple(names))

    def expire(self, now: float) -> None:
        """End the waits whose time is up."""
        for waiter in [one for one in self._waiters if one.deadline <= now]:
            self.leave(waiter)
            waiter.expire()

    def fail(self, error: errors.VirtualStagingError) -> None:
        """End all waits: no look can succeed any more."""
        for waiter in list(self._waiters):
            self.leave(waiter)
            waiter.fail(copy.copy(error))

    def apply(self, outcome: Sight | Blind, now: Moment) -> None:
        """Take in what a look has shown, or that it failed."""
        if isinstance(outcome, Blind):
            self._apply_failure(outcome, now)
            return
        self._failures = 0
        at = (outcome.sent.monotonic + outcome.received.monotonic) / 2
        schedule = self.schedule
        schedule.took(outcome.look, outcome.received.monotonic - outcome.sent.monotonic)
        if outcome.date is not None:
            schedule.server_time.learn_date(outcome.date, outcome.sent, outcome.received)
        if isinstance(outcome.look, Page):
            self._page_failures = 0
            asked = outcome.sent.monotonic
            rows, final = outcome.rows, outcome.final
            missing = schedule.saw_page(outcome.look, rows, at, asked=asked, final=final)
            for render_id in missing:
                schedule.want_at(render_id, now.monotonic, by_name=True)
        by_name = isinstance(outcome.look, One)
        for reading in outcome.found.values():
            job = self._jobs.get(reading.id)
            if job is not None:
                self._take(job, reading, outcome.received, at, by_name=by_name)
        for variation_id, error in outcome.gone.items():
            self._lose(next(iter(outcome.found)), variation_id, error)

    def hear(self, news: News, now: Moment) -> None:
        """Take in what a webhook has told. It is kept, too, for waits that begin later."""
        self._inbox.put(news)
        job = self._jobs.get(news.render_id)
        if job is not None:
            self._hear(job, [news], now)

    def _add(self, waiter: Waiter, target: Target, now: Moment) -> None:
        key, reading = target.key, target.reading
        job = self._jobs.get(key.render_id) or self._new_job(target, now)
        if job is None:
            waiter.settle(key, target.given)  # type: ignore[arg-type]  # it has ended, so it is no id
            return
        job.waiters.setdefault(waiter, set()).add(key)
        if job.items is None and reading is not None:
            job.take(reading)
            job.told = signature(job.items)
        last = waiter.deadline - LAST_LOOK
        if last > now.monotonic:
            self.schedule.want_at(job.id, last)
        self._hear(job, self._inbox.of(job.id), now)

    def _new_job(self, target: Target, now: Moment) -> Job | None:
        """A new job for a target; None if it has ended already."""
        key = target.key
        job = Job(key.render_id, expected=self._session.ledger.total(key.render_id))
        if target.variation is not None:
            job.items = {target.variation["id"]: target.variation}
            job.told = signature(job.items)
            if job.variation_ended(target.variation["id"], by_name=False):
                return None
            created = target.variation["created_at"]
            self.schedule.add(job.id, now.monotonic, created=created, apart=True)
        elif target.reading is not None:
            job.take(target.reading)
            job.told = signature(job.items)
            if job.has_ended(now.monotonic, by_name=False):
                return None
            created, eta = target.reading.created, target.reading.eta
            if created is not None:
                self.schedule.server_time.learn_created(created, now)
            self.schedule.add(job.id, now.monotonic, created=created, eta=eta)
        else:
            self.schedule.add(job.id, now.monotonic)
        self._jobs[job.id] = job
        return job

    def _hear(self, job: Job, news: list[News], now: Moment) -> None:
        clear = [job.hear(one) for one in news]
        if not clear:
            return
        if not all(clear):
            self.schedule.want_at(job.id, now.monotonic, by_name=True)
        self._tell(job)
        self._conclude(job, now.monotonic, by_name=False)

    def _take(self, job: Job, reading: Reading, now: Moment, at: float, *, by_name: bool) -> None:
        if reading.created is not None:
            self.schedule.placed(job.id, reading.created, reading.eta)
        job.take(reading)
        if reading.items is None and not by_name:
            self.schedule.want_at(job.id, now.monotonic, by_name=True)
            return
        self._tell(job)
        self._conclude(job, at, by_name=by_name)
        if job.id not in self._jobs:
            return
        self.schedule.saw(job.id, at)
        if reading.created is not None:
            self.schedule.server_time.learn_pending(reading.created, reading.eta, now)
        if job.short_since is not None:
            self.schedule.want_at(job.id, job.short_since + GRACE, by_name=True)
        elif job.all_final and not by_name:
            self.schedule.want_at(job.id, now.monotonic, by_name=True)

    def _tell(self, job: Job) -> None:
        if not job.changed():
            return
        for waiter, keys in job.waiters.items():
            for key in keys if waiter.tell else ():
                what = job.shown(key)
                if what is not None:
                    waiter.change(what)

    def _conclude(self, job: Job, at: float, *, by_name: bool) -> None:
        """Give those who wait for it what has ended."""
        ended = job.has_ended(at, by_name=by_name)
        for waiter, keys in list(job.waiters.items()):
            for key in sorted(keys, key=str):
                part = key.variation_id
                if ended if part is None else job.variation_ended(part, by_name=by_name):
                    self._settle(job, waiter, key, job.outcome(key))
        if ended:
            exact = job.ended_at is not None
            when = self.schedule.server_time.monotonic(job.ended_at or 0.0) if exact else at
            self.schedule.ended(job.id, when, exact=exact)
        if not job.waiters:
            self._drop(job)

    def _settle(self, job: Job, waiter: Waiter, key: Key, outcome: Any) -> None:
        waiter.settle(key, outcome)
        job.waiters[waiter].discard(key)
        if not job.waiters[waiter]:
            del job.waiters[waiter]
        if not waiter.pending:
            self._waiters.pop(waiter, None)

    def _lose(
        self, render_id: str, variation_id: str | None, error: errors.VirtualStagingError
    ) -> None:
        """A render, or a variation of it, is not there any more."""
        job = self._jobs.get(render_id)
        if job is None:
            return
        for waiter, keys in list(job.waiters.items()):
            for key in [one for one in keys if variation_id in (None, one.variation_id)]:
                self._settle(job, waiter, key, copy.copy(error))
        if not job.waiters:
            self._drop(job, listed=variation_id is not None)

    def _drop(self, job: Job, *, listed: bool = True) -> None:
        self._jobs.pop(job.id, None)
        self.schedule.drop(job.id, listed=listed)

    def _apply_failure(self, failure: Blind, now: Moment) -> None:
        error, look = failure.error, failure.look
        if error.status in (401, 403):
            self.fail(error)
            return
        if isinstance(look, One) and error.status == 404:
            self._lose(look.id, None, error)
            return
        self._failures += 1
        logger.info("a look has failed, for the %d. time in a row: %s", self._failures, error)
        for waiter in self._waiters:
            waiter.last_failure = error
        if isinstance(look, Page):
            self._page_failed(look, error.status, now.monotonic)
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self._failures - 1, 10))
        pause *= 0.5 + 0.5 * self._session.policy.jitter()
        if failure.pause is not None:
            pause = max(pause, min(failure.pause, LONGEST_ASKED))
        self._not_before = now.monotonic + pause

    def _page_failed(self, page: Page, status: int | None, now: float) -> None:
        self._page_failures += 1
        if page.cursor is not None and status in (400, 404):
            self.schedule.cursor_failed(page, now)
        if self._page_failures >= 2:
            self.schedule.pages_failed(now)
