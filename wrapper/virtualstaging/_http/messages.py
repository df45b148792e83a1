"""What is sent and received, as httpx takes and gives it.

A request has its whole URL and headers of our own making: nothing is left to the httpx client's
defaults, so that the key goes nowhere else, and nothing of the application's goes to the API.
An answer's body is read raw and decoded here at most once, within bounds of size and time.
"""

import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeVar
from urllib.parse import urlencode

import httpx

from virtualstaging._core.clock import Clock
from virtualstaging._core.settings import CONNECT_TIMEOUT, LONG_TIMEOUT, Settings
from virtualstaging._core.steps import Answer, Fetch, NoAnswer, NotSent, Request
from virtualstaging.errors import ConfigurationError
from virtualstaging_api.constants import KEY_HEADER, KEY_PREFIX

T = TypeVar("T")


_PIECE = 16 * 1024

LARGEST_BODY = 16 * 1024 * 1024
"""Bytes of an answer, decompressed. The largest page is a tenth of it."""

_LAST_SECONDS = 1.0


@cache
def user_agent() -> str:
    """The name of this package with its version, which takes milliseconds to look up."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"virtualstaging-python/{version('virtualstaging')}"
    except PackageNotFoundError:
        return "virtualstaging-python/unknown"


class Upload(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a request. It is handed over in pieces, so that each has its own time to be
    written: a slow connection is no reason to give up.
    """

    def __init__(self, content: bytes, clock: Clock) -> None:
        self._content = content
        self.clock = clock
        self.begun = False
        """It was asked for. Before that, nothing can have been carried out."""
        self.sent_at: float | None = None
        """When the last piece had gone: monotonic seconds."""

    def __iter__(self) -> Iterator[bytes]:
        self.begun = True
        until = self.clock.monotonic() + LONG_TIMEOUT
        for start in range(0, len(self._content), _PIECE):
            yield self._content[start : start + _PIECE]
            if self.clock.monotonic() > until:
                raise NoAnswer(f"it could not be sent within {LONG_TIMEOUT:g} s", timeout=True)
        self.sent_at = self.clock.monotonic()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


class Deadline:
    """The end of the time that an answer may take, in the clock's monotonic seconds. Without it, a
    server that sends a byte now and then would hold a call for ever. Pieces that have arrived by
    then are still taken, for `_LAST_SECONDS`.
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


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request of httpx that is ready to be sent."""

    request: httpx.Request
    upload: Upload
    seconds: float  # that its answer may take, once it has been sent
    keyed: bool  # it carries the key

    def deadline(self) -> Deadline:
        """When the answer must have come: its time begins when the request has been sent."""
        clock, sent_at = self.upload.clock, self.upload.sent_at
        return Deadline(clock, (clock.monotonic() if sent_at is None else sent_at) + self.seconds)


class Requests:
    """Makes the requests of one client."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        try:
            _url(settings.base_url)
            _url(settings.long_url)
            return
        except httpx.InvalidURL:
            pass
        raise ConfigurationError("base_url names a host that can't be: is it spelt right?")

    def build(self, request: Request) -> Outgoing:
        """A request to the API, with the key."""
        settings = self._settings
        base = settings.long_url if request.long else settings.base_url
        query = "?" + urlencode(request.query) if request.query else ""
        url = _url(base + request.path + query)
        headers = [
            (b"Host", url.netloc),
            (b"Accept", b"application/json"),
            (b"Accept-Encoding", b"gzip"),
            (b"User-Agent", user_agent().encode()),
            (KEY_HEADER.encode(), f"{KEY_PREFIX} {settings.key.reveal()}".strip().encode()),
        ]
        if request.content is not None:
            headers.append((b"Content-Type", b"application/json"))
            headers.append((b"Content-Length", str(len(request.content)).encode()))
        upload = Upload(request.content or b"", self._clock)
        seconds = settings.long_timeout if request.long else settings.timeout
        if request.timeout is not None:
            seconds = request.timeout
        # All headers are given and the body is a stream: httpx then works nothing out by itself,
        # which takes it longer than everything else that is done here.
        made = httpx.Request(
            request.method, url, headers=headers, stream=upload, extensions=_timeouts(seconds)
        )
        return Outgoing(made, upload, seconds, keyed=True)

    def build_fetch(self, step: Fetch) -> Outgoing:
        """Without the key: it goes to another host. Uncompressed, so that parts fit together."""
        url = httpx.URL(step.url)
        headers = {
            "Host": url.netloc.decode("ascii"),
            "Accept": "image/*",
            "Accept-Encoding": "identity",
            "User-Agent": user_agent(),
            **step.headers,
        }
        upload = Upload(b"", self._clock)
        extensions = _timeouts(self._settings.timeout)
        made = httpx.Request("GET", url, headers=headers, stream=upload, extensions=extensions)
        return Outgoing(made, upload, step.seconds, keyed=False)


def _timeouts(seconds: float) -> dict[str, dict[str, float]]:
    of_each = {"connect": CONNECT_TIMEOUT, "read": seconds, "write": seconds, "pool": seconds}
    return {"timeout": of_each}


@lru_cache(maxsize=64)
def _url(text: str) -> httpx.URL:
    """Reading a URL costs as much as all the rest of a request, and many are sent again."""
    return httpx.URL(text)


def built(build: Callable[[T], Outgoing], thing: T) -> Outgoing:
    """What goes out; `NotSent` if httpx cannot send it."""
    kind = ""
    try:
        return build(thing)
    except Exception as error:  # noqa: BLE001 - whatever httpx may say of odd URLs and headers
        kind = type(error).__name__
    raise NotSent(f"its URL or its headers can't be sent ({kind})", final=True)


class Body:
    """The body of an answer of the API, as it comes in."""

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
    return iter(_read_already(response)) if response.is_closed else response.iter_raw()


async def apieces(response: httpx.Response) -> AsyncIterator[bytes]:
    """The same for asyncio."""
    for piece in _read_already(response):
        yield piece
    if not response.is_closed:
        async for piece in response.aiter_raw():
            yield piece


def _read_already(response: httpx.Response) -> tuple[bytes, ...]:
    """What a transport gave whole, or an event hook has read: httpx has decoded it."""
    return (response.content,) if response.is_stream_consumed else ()


def answer_of(response: httpx.Response, body: bytes) -> Answer:
    """An answer with this body."""
    # httpx gives header names in lower case.
    return Answer(response.status_code, dict(response.headers.items()), body)
