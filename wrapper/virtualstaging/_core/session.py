"""What the calls of one client share."""

from dataclasses import dataclass, field

from .ledger import Ledger
from .retries import RetryPolicy, http_date
from .settings import Settings
from .steps import Answer, Moment

_MARGIN = 1000.0
"""Milliseconds by which two clocks of the server's side may differ."""

_TRUST = 30_000.0
"""Milliseconds: an answer that took longer says too little about the server's clock."""

_GUESS = 5000.0
"""Milliseconds: how far this machine's clock may be off if the server never says its time."""


class ServerClock:
    """What the server's clock shows, told from its answers; in milliseconds."""

    def __init__(self) -> None:
        self._lag: float | None = None  # server's epoch less our monotonic time, at the least

    def learn(self, created_at: float, sent: Moment, received: Moment) -> None:
        """Something was created at this time of the server's, between these of ours."""
        if (received.monotonic - sent.monotonic) * 1000 < _TRUST:
            self._lag = created_at - received.monotonic * 1000

    def earliest(self, moment: Moment, answer: Answer, received: Moment) -> float:
        """The server's time at a moment of ours, at the least; the answer's `Date` may help."""
        lag = self._lag
        if lag is None:
            date = http_date(answer.headers.get("date", ""))
            if date is None:
                return moment.epoch_ms - _GUESS
            lag = date - received.monotonic * 1000
        return moment.monotonic * 1000 + lag - _MARGIN


@dataclass(slots=True)
class Session:
    """One client's settings and memory. Holds no connection: flows may know it."""

    settings: Settings
    policy: RetryPolicy
    ledger: Ledger = field(default_factory=Ledger, repr=False)
    server_clock: ServerClock = field(default_factory=ServerClock, repr=False)
