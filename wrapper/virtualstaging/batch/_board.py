"""Who does what: hands jobs and renders to workers, so that no two of them meet.

Everything here is called by one worker at a time (`_running.Changes`).
"""

from collections import deque
from collections.abc import Callable
from functools import lru_cache

from virtualstaging._recovery.order import Order, alike
from virtualstaging.errors import PermissionDeniedError
from virtualstaging_api.models import Render

from ._data import Job, Result, wants_of
from ._journal import Journal
from ._running import Pace, StoppedError

_AT_ONCE = 400
"""Renders that are waited for at once, at most: four pages of the list."""

_ROOM = 16
"""Renders that have ended and wait to be fetched, at most."""

_ASLEEP = 300.0
"""Seconds in which nobody has asked what to wait for, which is else done twice a minute."""


class Board:
    """The state of one run.

    Args:
        journal: Its journal.
        now: Gives monotonic seconds.
        patience: Seconds without any news after which the rest is left to another run.
        rate: How many requests that create are begun in a second, at most.
    """

    def __init__(
        self, journal: Journal, now: Callable[[], float], patience: float, rate: float | None
    ) -> None:
        self.journal = journal
        self.error: BaseException | None = None
        self._now = now
        self._patience = patience
        self._pace = Pace(now, rate)
        self._news_at = self._awake_at = now()
        self._stopped = False
        self._sending_over = False
        self._waiting_over = False
        self._workers = 0
        self._begun = deque(journal.begun())
        self._busy = {job.lock for job in self._begun}
        self._locks = deque(journal.locks())
        self._active = 0
        self._ended: deque[Render] = deque()
        self._in_hand: set[str] = set()

    @property
    def stopped(self) -> bool:
        """The run is being left."""
        return self._stopped

    def check(self) -> None:
        """Raise if the run is being left."""
        if self._stopped:
            raise StoppedError

    def stop(self) -> None:
        """The run is being left: nothing is begun any more."""
        self._stopped = True

    def enter(self) -> None:
        """A worker begins."""
        self._workers += 1

    def leave(self, error: BaseException | None) -> None:
        """A worker has ended, with an error or without."""
        self._workers -= 1
        self._note(error)

    def claim_begun(self) -> list[Job]:
        """A job that an earlier run began; none if there is no other."""
        if self._stopped or not self._begun:
            return []
        self._active += 1
        return [self._begun.popleft()]

    def claim(self) -> list[Job] | None:
        """A job to be sent; an empty list if there will be none any more, None if not yet."""
        if self._stopped or self._sending_over:
            return []
        for _ in range(len(self._locks)):
            lock = self._locks.popleft()
            waits = self._must_wait(lock)
            job = None if waits else self.journal.next_job(lock)
            if job is not None:
                self._locks.append(lock)
                self._busy.add(lock)
                self._active += 1
                return [job]
            if waits or lock.startswith("added"):
                self._locks.append(lock)
        if self._active or self._begun:
            return None
        self._sending_over = True
        return []

    def _must_wait(self, lock: str) -> bool:
        """Whether something is under way that looks like a job with this lock."""
        return any(_alike(lock, busy) for busy in self._busy)

    def handed_over(self, job: Job) -> None:
        """Workers elsewhere have a job; they see to it that no two equal ones meet."""
        self._busy.discard(job.lock)

    def pause(self) -> float:
        """Seconds until the next job may be begun."""
        return self._pace.pause()

    def released(self, job: Job, error: BaseException | None) -> None:
        """A worker is done with a job; with its outcome unless there is an error."""
        self._active -= 1
        self._news_at = self._now()
        self._busy.discard(job.lock)
        if isinstance(error, PermissionDeniedError):
            # The others would be refused, too; what was made is fetched all the same.
            self.error = self.error or error
            self._sending_over = True
        else:
            self._note(error)

    def _note(self, error: BaseException | None) -> None:
        """An error ends the run."""
        if error is not None and not isinstance(error, StoppedError):
            self.error = self.error or error
            self._stopped = True

    def unfinished(self) -> list[str] | None:
        """Renders to be waited for; an empty list if there will be none, None if not yet."""
        if self._stopped:
            return []
        ids = [
            one
            for one in self.journal.unfinished(_AT_ONCE + len(self._in_hand))
            if one not in self._in_hand
        ]
        if self._waited_in_vain() and not self._active:
            ids = []
            self._sending_over = True
        if not ids and (self._in_hand or self._active or not self._sending_over):
            return None
        self._waiting_over = not ids
        return ids

    def _waited_in_vain(self) -> bool:
        """Whether patience is at its end. Time that the machine was asleep does not count."""
        now = self._now()
        if now - self._awake_at > _ASLEEP:
            self._news_at = now
        self._awake_at = now
        return now - self._news_at > self._patience

    def has_room(self) -> bool | None:
        """Whether another render may be handed over; None if not yet."""
        return True if self._stopped or len(self._ended) < _ROOM else None

    def ended(self, render: Render) -> None:
        """A render has ended."""
        self._news_at = self._now()
        if render.id not in self._in_hand:
            self._in_hand.add(render.id)
            self._ended.append(render)

    def take(self) -> list[Render] | None:
        """A render to be fetched; an empty list if there will be none, None if not yet."""
        if self._stopped:
            return []
        if self._ended:
            return [self._ended.popleft()]
        return [] if self._waiting_over else None

    def fetched(self, render: Render) -> None:
        """A render was fetched, or could not be."""
        self._news_at = self._now()
        self._in_hand.discard(render.id)

    def news(self, after: int) -> list[tuple[int, Result]] | None:
        """Rows that this run is done with; an empty list if there will be none, None if not yet."""
        found = self.journal.settled(after, 100)
        return found if found or not self._workers else None


@lru_cache(4096)
def _alike(lock: str, other: str) -> bool:
    """Whether what one job makes may be taken for the other's, by their locks."""
    if lock == other or lock.startswith("added") or other.startswith("added"):
        return lock == other
    return alike(Order(wants_of(lock)), Order(wants_of(other)))
