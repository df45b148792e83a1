"""One wait: what it is for, what has come, and what it has still to be told."""

from collections import deque
from collections.abc import Sequence
from typing import Any

from virtualstaging.errors import VirtualStagingError

from .targets import Ended, Key, Target

Outcome = Ended | VirtualStagingError


class Waiter:
    """One wait of one thread or task.

    Args:
        wanted: What it waits for.
        deadline: Until when, in monotonic seconds.
        tell: Whether changes are to be kept for it.
    """

    def __init__(self, wanted: Sequence[Target], deadline: float, *, tell: bool) -> None:
        self.wanted = wanted
        self.deadline = deadline
        self.tell = tell
        self.pending: set[Key] = {target.key for target in wanted}
        self.outcomes: dict[Key, Outcome] = {}
        self.ended: deque[Key] = deque()
        self.changes: deque[Ended] = deque()
        self.fatal: VirtualStagingError | None = None
        self.expired = False
        self.last_failure: VirtualStagingError | None = None
        self.waker: Any = None
        """An `asyncio.Event` that is set when there is news."""

    @property
    def has_news(self) -> bool:
        """Whether there is something for its thread or task to do."""
        return bool(self.changes or self.ended or self.fatal or self.expired) or not self.pending

    def settle(self, key: Key, outcome: Outcome) -> None:
        """One thing that it waits for has ended."""
        if key in self.pending:
            self.pending.discard(key)
            self.outcomes[key] = outcome
            self.ended.append(key)
            self.wake()

    def change(self, what: Ended) -> None:
        """Something that it waits for has changed."""
        self.changes.append(what)
        self.wake()

    def fail(self, error: VirtualStagingError) -> None:
        """It cannot go on."""
        self.fatal = error
        self.wake()

    def expire(self) -> None:
        """Its time is up."""
        self.expired = True
        self.wake()

    def wake(self) -> None:
        """Let its task run."""
        if self.waker is not None:
            self.waker.set()
