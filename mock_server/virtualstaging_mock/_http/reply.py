"""What the core answers with: plain data that a shell (ASGI or in-process) puts on the wire."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

Ending = Literal["reset", "empty", "cut", "drip", "hang"]
"""How an answer goes wrong on the wire.

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
