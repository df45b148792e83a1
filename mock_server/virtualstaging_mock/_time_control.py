"""How a mock's time passes: by itself, or when a test advances it."""

import contextlib
import threading
from collections.abc import Iterator

from ._clock import Clock, check_seconds
from ._state.backend import Backend
from ._webhooks.network import WebhookSender

_MOST_STEPS = 10_000


class TimeControl:
    """The part of a mock that moves its clock on.

    Attributes:
        clock: the mock's clock.
        backend: the state that changes as time passes.
    """

    clock: Clock
    backend: Backend
    _sender: WebhookSender
    _lock: threading.RLock

    def advance(self, seconds: float) -> None:
        """Let the mock's time pass, in seconds; what falls due happens in order, at its instant.

        Webhooks that fall due are delivered before time goes on, and their retries with them.

        Raises:
            ClockError: `seconds` is negative or no number.
        """
        check_seconds(seconds)
        until_ms = self.clock.now_ms() + round(seconds * 1000)
        while self._advance_to_event(until_ms):
            # Without the lock: whoever receives a webhook may call the mock in return.
            self._sender.settle()

    def run_until_idle(self) -> None:
        """Let the mock's time pass until nothing is under way."""
        for _ in range(_MOST_STEPS):
            self._sender.settle()
            now_ms = self.clock.now_ms()
            until_ms = max(self.backend.idle_at_ms(), self.clock.next_due_ms() or 0)
            if until_ms <= now_ms and self.clock.next_due_ms() is None:
                return
            self.advance(max(0, until_ms - now_ms) / 1000)

    def _advance_to_event(self, until_ms: int) -> bool:
        """Go to the next event, or to this time where there is none before; whether there was."""
        with self._lock:
            due_ms = self.clock.next_due_ms()
            there_is_one = due_ms is not None and due_ms <= until_ms
            to_ms = due_ms if due_ms is not None and there_is_one else until_ms
            self.clock.advance(max(0, to_ms - self.clock.now_ms()) / 1000)
            return there_is_one

    def run_due(self) -> None:
        """Run what has fallen due as real time passed; the server calls this by itself."""
        with self._lock:
            self.clock.run_due()

    def set_clock(self, clock: str, *, speed: float = 1.0) -> None:
        """Change the clock's mode at run time; with `instant` all that is under way ends.

        Args:
            clock: `wall`, `manual`, `instant` or `polls=N`.
            speed: how many times as fast all goes that begins from now on, for `wall`.
        """
        wanted = Clock.parse(clock, speed=speed)
        with self._lock:
            self.clock.change(wanted.mode, speed=wanted.speed, polls=wanted.polls)
            if wanted.mode == "instant":
                self.backend.end_all()
                self.clock.run_due()

    @contextlib.contextmanager
    def exclusively(self) -> Iterator[None]:
        """Hold state and time still while the block runs: no request is answered meanwhile."""
        with self._lock, self.clock.held():
            yield
