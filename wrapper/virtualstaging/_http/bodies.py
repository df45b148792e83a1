"""Takes in what comes back: raw, decoded here at most once, within bounds of size and time."""

import zlib
from collections.abc import AsyncIterator, Iterator

import httpx

from virtualstaging._core.clock import Clock
from virtualstaging._core.steps import Answer, NoAnswer

LARGEST_BODY = 16 * 1024 * 1024
"""Bytes of an answer, decompressed. The largest page is a tenth of it."""

_LAST_SECONDS = 1.0


class Deadline:
    """The end of the time that an answer may take; else a server that drips would hold a call for
    ever. What is here when the time is over is taken in all the same.

    Args:
        clock: Tells the time.
        until: By its monotonic seconds.
    """

    def __init__(self, clock: Clock, until: float) -> None:
        self._clock = clock
        self._until = until
        self._over = False

    def check(self) -> None:
        """A piece has come; `NoAnswer` if it has come too late."""
        now = self._clock.monotonic()
        if now <= self._until:
            return
        if self._over:
            raise NoAnswer("the answer did not come to its end in time", timeout=True)
        self._over, self._until = True, now + _LAST_SECONDS


class Body:
    """The body of an answer of the API.

    Args:
        response: Its headers say how it is coded.
        deadline: When it must have come.
    """

    def __init__(self, response: httpx.Response, deadline: Deadline) -> None:
        self._deadline = deadline
        self._data = bytearray()
        self._came = False
        self._decoder = None if response.is_stream_consumed else _decoder(response)

    def add(self, piece: bytes) -> None:
        """Take in the next bytes, as they came."""
        self._came = self._came or bool(piece)
        if self._decoder is not None:
            room = LARGEST_BODY + 1 - len(self._data)
            try:
                piece = self._decoder.decompress(piece, room)
            except zlib.error:
                raise NoAnswer("the answer could not be decompressed") from None
        self._data += piece
        if len(self._data) > LARGEST_BODY:
            raise NoAnswer(f"the answer is larger than {LARGEST_BODY} bytes")
        self._deadline.check()

    def whole(self) -> bytes:
        """All of it, when all has come."""
        if self._came and self._decoder is not None and not self._decoder.eof:
            raise NoAnswer("the answer could not be decompressed")
        return bytes(self._data)


def _decoder(response: httpx.Response) -> "zlib._Decompress | None":
    header = response.headers.get("content-encoding", "").lower()
    codings = [one for each in header.split(",") if (one := each.strip()) not in ("", "identity")]
    if not codings:
        return None
    if codings not in (["gzip"], ["x-gzip"]):
        raise NoAnswer("the answer is compressed in a way that was not asked for")
    return zlib.decompressobj(wbits=31)


def pieces(response: httpx.Response) -> Iterator[bytes]:
    """The bytes of an answer as they come, not decoded."""
    return iter(_here(response)) if response.is_closed else response.iter_raw()


async def apieces(response: httpx.Response) -> AsyncIterator[bytes]:
    """The same for asyncio."""
    for piece in _here(response):
        yield piece
    if not response.is_closed:
        async for piece in response.aiter_raw():
            yield piece


def _here(response: httpx.Response) -> tuple[bytes, ...]:
    """What a transport has handed over whole, or an event hook has read: httpx has decoded it."""
    return (response.content,) if response.is_stream_consumed else ()


def answer_of(response: httpx.Response, body: bytes) -> Answer:
    """An answer with this body."""
    # httpx gives header names in lower case.
    return Answer(response.status_code, dict(response.headers.items()), body)
