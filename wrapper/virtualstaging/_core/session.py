"""What the calls of one client share."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from .clock import ServerClock
from .settings import Settings

if TYPE_CHECKING:
    from virtualstaging._recovery.ledger import Ledger

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 8.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, and how long between.

    Args:
        max_retries: Repetitions at most.
        jitter: Gives numbers from 0 to 1.
    """

    max_retries: int
    jitter: Callable[[], float]

    def pause(self, attempt: int, longest: float = LONGEST_PAUSE) -> float:
        """Seconds before the repetition after this attempt (counted from 0): full jitter."""
        return self.jitter() * min(longest, FIRST_PAUSE * 2.0 ** min(attempt, 60))


@dataclass(slots=True)
class Session:
    """One client's settings and memory. Holds no connection: flows may know it."""

    settings: Settings
    policy: RetryPolicy
    ledger: "Ledger" = field(repr=False)
    server_clock: ServerClock = field(default_factory=ServerClock, repr=False)


def new_session(
    settings: Settings, ledger: "Ledger", jitter: Callable[[], float] | None = None
) -> Session:
    """The memory of a new client."""
    policy = RetryPolicy(settings.max_retries, jitter or random.Random().random)  # noqa: S311 - spreads pauses
    return Session(settings, policy, ledger)


class Unpicklable:
    """Holds a key and connections: neither may travel."""

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "A client holds an API key and connections, so it is neither pickled nor copied. "
            "Make one where it is needed."
        )
