"""Answers that are not there yet: what a shell (ASGI, in-process transport) has to do first."""

from collections.abc import Callable
from dataclasses import dataclass

from .reply import Reply


@dataclass(slots=True)
class Work:
    """Call `run` for the answer, away from an event loop: it draws or fetches a picture."""

    run: Callable[[], Reply]


@dataclass(slots=True)
class Later:
    """Wait until the mock's clock shows `due_ms`, then call `finish` for what comes next."""

    due_ms: int
    finish: Callable[[], Reply | Work]


Outcome = Reply | Later | Work
