"""Turns requests into those of httpx: whole URL and headers of our own making.

Nothing is left to the httpx client's defaults, so that with a client handed in by the application
the key goes nowhere else, and nothing of the application's goes to the API.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeVar
from urllib.parse import urlencode

import httpx

from virtualstaging._core.clock import Clock
from virtualstaging._core.settings import CONNECT_TIMEOUT, LONG_TIMEOUT, Settings
from virtualstaging._core.steps import Fetch, NoAnswer, NotSent, Request
from virtualstaging.errors import ConfigurationError
from virtualstaging_api.constants import KEY_HEADER, KEY_PREFIX

T = TypeVar("T")


@cache
def user_agent() -> str:
    """The name of this package with its version, which takes milliseconds to look up."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"virtualstaging-python/{version('virtualstaging')}"
    except PackageNotFoundError:
        return "virtualstaging-python/unknown"


_PIECE = 16 * 1024


class Upload(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a request. It is handed over in pieces, so that each has its own time to be
    written: a slow line is no reason to give up.

    Args:
        content: All of it.
        clock: Tells the time.
    """

    def __init__(self, content: bytes, clock: Clock) -> None:
        self._content = content
        self._clock = clock
        self.begun = False
        """It was asked for. Before that, nothing can have been carried out."""
        self.sent_at: float | None = None
        """When the last piece had gone: monotonic seconds."""

    def __iter__(self) -> Iterator[bytes]:
        self.begun = True
        until = self._clock.monotonic() + LONG_TIMEOUT
        for start in range(0, len(self._content), _PIECE):
            yield self._content[start : start + _PIECE]
            if self._clock.monotonic() > until:
                raise NoAnswer(f"it could not be sent within {LONG_TIMEOUT:g} s", timeout=True)
        self.sent_at = self._clock.monotonic()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request of httpx that is ready to leave.

    Args:
        request: The request.
        upload: Its body.
        seconds: How long its answer may take, once it has been sent.
        keyed: It carries the key.
    """

    request: httpx.Request
    upload: Upload
    seconds: float
    keyed: bool

    def due(self, clock: Clock) -> float:
        """When the answer must have come: its time begins when the request has been sent."""
        sent_at = self.upload.sent_at
        return (clock.monotonic() if sent_at is None else sent_at) + self.seconds


class Requests:
    """Makes the requests of one client."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        for url in (settings.base_url, settings.long_url):
            _check(url)

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
        seconds = self._seconds(request)
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

    def _seconds(self, request: Request) -> float:
        if request.timeout is not None:
            return request.timeout
        return self._settings.long_timeout if request.long else self._settings.timeout


def _timeouts(seconds: float) -> dict[str, dict[str, float]]:
    of_each = {"connect": CONNECT_TIMEOUT, "read": seconds, "write": seconds, "pool": seconds}
    return {"timeout": of_each}


def _check(url: str) -> None:
    with suppress(httpx.InvalidURL):
        _url(url)
        return
    raise ConfigurationError("base_url names a host that can't be: is it spelt right?")


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
