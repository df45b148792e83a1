"""What the mock answers with: plain data that the server or the in-process transport sends."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
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


@functools.lru_cache(maxsize=4)
def http_date(seconds: int) -> str:
    """A time, in epoch seconds, as the Date header has it."""
    return formatdate(seconds, usegmt=True)


def wire_headers(reply: Reply, now_ms: int) -> list[tuple[str, str]]:
    """An answer's headers with those that every one has: its length, and the mock's time.

    Clients can learn from the Date how far the mock's clock is from their own.
    """
    headers = [*reply.headers.items(), ("date", http_date(now_ms // 1000))]
    if reply.status >= 200 and reply.status not in (204, 304):
        headers.append(("content-length", str(len(reply.body))))
    return headers
