"""What the mock answers with: plain data that the server or the in-process transport sends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

Ending = Literal["reset", "empty", "cut", "drip", "hang"]
"""How an answer goes wrong on the connection.

`reset` drops the connection without an answer, `empty` closes it without one, `cut` stops in the
middle of the body, `drip` sends the body byte by byte, `hang` never answers.
"""
ENDINGS: dict[str, Ending] = {ending: ending for ending in get_args(Ending)}

JSON_HEADERS: Mapping[str, str] = {"content-type": "application/json"}
"""The headers of nearly every answer. One object for all, so that `is` recognises it."""


class Reply(NamedTuple):
    """One answer. `pause` is in seconds of the mock's clock, waited before the first byte."""

    status: int
    headers: Mapping[str, str] = MappingProxyType({})
    body: bytes = b""
    pause: float = 0.0
    ending: Ending | None = None


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
