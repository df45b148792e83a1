"""Sends requests over httpx. Only this module and `fetching` know that library.

No exception of httpx leaves them: its traceback would hold the request, key and all.
"""

import logging
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Generic, NoReturn, TypeVar
from urllib.parse import urlencode

import httpx

from virtualstaging.errors import ConfigurationError
from virtualstaging_api.constants import KEY_HEADER, KEY_PREFIX

from . import fetching
from .clock import Clock
from .settings import CONNECT_TIMEOUT, Settings
from .steps import Answer, Fetch, NoAnswer, NotSent, RejectedError, Request

HttpClient = httpx.Client
AsyncHttpClient = httpx.AsyncClient

C = TypeVar("C", bound=httpx.Client | httpx.AsyncClient)

LARGEST_BODY = 64 * 1024 * 1024
"""Bytes of an answer, decompressed. The largest page is a fiftieth of it."""

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,  # only raised while a tunnel is made
    httpx.UnsupportedProtocol,
)

_fetching: ContextVar[bool] = ContextVar("virtualstaging_fetching", default=False)


class _HideLinks(logging.Filter):
    """httpx logs the URL of each request; that of a result is signed, so it is a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        if _fetching.get() and isinstance(record.args, tuple):
            record.args = tuple(
                arg.copy_with(query=None) if isinstance(arg, httpx.URL) else arg
                for arg in record.args
            )
        return True


logging.getLogger("httpx").addFilter(_HideLinks())


def _package_version() -> str:
    try:
        return version("virtualstaging")
    except PackageNotFoundError:
        return "unknown"


USER_AGENT = f"virtualstaging-python/{_package_version()}"

_FIXED_HEADERS = (
    (b"Accept", b"application/json"),
    (b"Accept-Encoding", b"gzip, deflate"),
    (b"User-Agent", USER_AGENT.encode()),
)


class _Pool(Generic[C]):
    """An httpx client: the application's, or one of our own.

    Our own is made when it is first needed, and made anew in a forked child: sharing the parent's
    connections would mix up the answers of both.
    """

    def __init__(self, make: Callable[[], C], given: C | None = None) -> None:
        self._make = make
        self._given = given
        self._own: C | None = None
        self._pid = 0
        self._lock = threading.Lock()
        self._closed = False

    def get(self) -> C:
        client = self._given
        if client is None:
            client = self._own
            if client is None or self._pid != os.getpid():
                with self._lock:
                    client = self._own
                    if client is None or self._pid != os.getpid():
                        self._own = client = self._make()
                        self._pid = os.getpid()
        if self._closed or client.is_closed:
            _refuse_closed()
        return client

    def take(self) -> C | None:
        """End the use of the client; what is to be closed is returned. The application's is not."""
        self._closed = True
        return self._own if self._pid == os.getpid() else None


def _refuse_closed() -> NoReturn:
    raise ConfigurationError("This client is closed. Make a new one, or call inside its `with`.")


@lru_cache(maxsize=64)
def _url(text: str) -> httpx.URL:
    """Reading a URL costs as much as all the rest of a request, and many are sent again."""
    return httpx.URL(text)


class _Requests:
    """Turns requests into those of httpx: whole URL and headers of our own making.

    Nothing is left to the httpx client's defaults, so that with a client handed in by the
    application the key goes nowhere else, and nothing of the application's goes to the API.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def build(self, request: Request) -> httpx.Request:
        settings = self._settings
        base = settings.long_url if request.long else settings.base_url
        seconds = self.seconds(request)
        query = "?" + urlencode(request.query) if request.query else ""
        url = _url(base + request.path + query)
        headers = [
            (b"Host", url.netloc),
            *_FIXED_HEADERS,
            (KEY_HEADER.encode(), f"{KEY_PREFIX} {settings.key.reveal()}".strip().encode()),
        ]
        if request.content is not None:
            headers.append((b"Content-Type", b"application/json"))
            headers.append((b"Content-Length", str(len(request.content)).encode()))
        timeout = {"connect": CONNECT_TIMEOUT, "read": seconds, "write": seconds, "pool": seconds}
        # All headers are given and the body is a stream: httpx then works nothing out by itself,
        # which takes it longer than everything else that is done here.
        return httpx.Request(
            request.method,
            url,
            headers=headers,
            stream=httpx.ByteStream(request.content or b""),
            extensions={"timeout": timeout},
        )

    def build_fetch(self, step: Fetch) -> httpx.Request:
        """Without the key: it goes to another host. Uncompressed, so that parts fit together."""
        seconds = self._settings.timeout
        timeout = {"connect": CONNECT_TIMEOUT, "read": seconds, "write": seconds, "pool": seconds}
        headers = {"Accept": "image/*", "Accept-Encoding": "identity", "User-Agent": USER_AGENT}
        return httpx.Request(
            "GET", step.url, headers={**headers, **step.headers}, extensions={"timeout": timeout}
        )

    def seconds(self, request: Request) -> float:
        if request.timeout is not None:
            return request.timeout
        return self._settings.long_timeout if request.long else self._settings.timeout


class HttpxTransport:
    """For `drive`. Safe for threads."""

    def __init__(
        self, settings: Settings, clock: Clock, http_client: httpx.Client | None = None
    ) -> None:
        self._requests = _Requests(settings)
        self._clock = clock
        self._api = _Pool(httpx.Client, http_client)
        self._files = _Pool(httpx.Client, http_client)

    def send(self, request: Request) -> Answer:
        """The answer; raises `NotSent` or `NoAnswer`."""
        client = self._api.get()
        failure: NotSent | NoAnswer
        try:
            return self._send(client, request)
        except (NotSent, NoAnswer) as error:
            failure = error.with_traceback(None)
        except Exception as error:  # noqa: BLE001 - whatever a transport may raise
            failure = translated(error)
        raise failure

    def _send(self, client: httpx.Client, request: Request) -> Answer:
        until = self._clock.monotonic() + self._requests.seconds(request)
        http_request = self._requests.build(request)
        response = client.send(http_request, auth=None, follow_redirects=False, stream=True)
        try:
            return _answer(response, self._read(response.iter_bytes(), until))
        finally:
            response.close()

    def _read(self, chunks: Iterator[bytes], until: float) -> bytes:
        body = bytearray()
        for chunk in chunks:
            body += chunk
            _check_progress(len(body), self._clock.monotonic(), until)
        return bytes(body)

    def fetch(self, step: Fetch) -> Answer:
        """A file; raises `NotSent`, `NoAnswer` or `RejectedError`."""
        client = self._files.get()
        token = _fetching.set(True)
        failure: Exception
        try:
            return fetching.fetch(client, self._requests.build_fetch(step), step, self._clock)
        except (NotSent, NoAnswer, RejectedError) as error:
            failure = error.with_traceback(None)
        except Exception as error:  # noqa: BLE001 - whatever a transport may raise
            failure = translated(error)
        finally:
            _fetching.reset(token)
        raise failure

    def close(self) -> None:
        """Close the connections; those of the application's own httpx client stay open."""
        for pool in (self._api, self._files):
            client = pool.take()
            if client is not None:
                client.close()


class AsyncHttpxTransport:
    """For `adrive`, in one event loop."""

    def __init__(
        self, settings: Settings, clock: Clock, http_client: httpx.AsyncClient | None = None
    ) -> None:
        self._requests = _Requests(settings)
        self._clock = clock
        self._api = _Pool(httpx.AsyncClient, http_client)
        self._files = _Pool(httpx.AsyncClient, http_client)

    async def send(self, request: Request) -> Answer:
        """The answer; raises `NotSent` or `NoAnswer`."""
        client = self._api.get()
        failure: NotSent | NoAnswer
        try:
            return await self._send(client, request)
        except (NotSent, NoAnswer) as error:
            failure = error.with_traceback(None)
        except Exception as error:  # noqa: BLE001 - whatever a transport may raise
            failure = translated(error)
        raise failure

    async def _send(self, client: httpx.AsyncClient, request: Request) -> Answer:
        until = self._clock.monotonic() + self._requests.seconds(request)
        http_request = self._requests.build(request)
        response = await client.send(http_request, auth=None, follow_redirects=False, stream=True)
        try:
            return _answer(response, await self._read(response.aiter_bytes(), until))
        finally:
            await response.aclose()

    async def _read(self, chunks: AsyncIterator[bytes], until: float) -> bytes:
        body = bytearray()
        async for chunk in chunks:
            body += chunk
            _check_progress(len(body), self._clock.monotonic(), until)
        return bytes(body)

    async def fetch(self, step: Fetch) -> Answer:
        """A file; raises `NotSent`, `NoAnswer` or `RejectedError`."""
        client = self._files.get()
        token = _fetching.set(True)
        failure: Exception
        try:
            return await fetching.afetch(
                client, self._requests.build_fetch(step), step, self._clock
            )
        except (NotSent, NoAnswer, RejectedError) as error:
            failure = error.with_traceback(None)
        except Exception as error:  # noqa: BLE001 - whatever a transport may raise
            failure = translated(error)
        finally:
            _fetching.reset(token)
        raise failure

    async def close(self) -> None:
        """Close the connections; those of the application's own httpx client stay open."""
        for pool in (self._api, self._files):
            client = pool.take()
            if client is not None:
                await client.aclose()


def _answer(response: httpx.Response, body: bytes) -> Answer:
    # httpx gives header names in lower case.
    return Answer(response.status_code, dict(response.headers.items()), body)


def _check_progress(size: int, now: float, until: float) -> None:
    """A server that drips would otherwise hold a call for ever: each read is in time."""
    if now > until:
        raise NoAnswer("the answer did not come to its end in time", timeout=True)
    if size > LARGEST_BODY:
        raise NoAnswer(f"the answer is larger than {LARGEST_BODY} bytes")


def translated(error: Exception) -> NotSent | NoAnswer:
    """What an exception of httpx, or of a transport under it, says about the request.

    What is not known to be raised before the request leaves counts as sent: the careful reading.
    """
    timeout = isinstance(error, httpx.TimeoutException)
    # The text of the exception stays out: a transport may quote the request in it.
    reason = _REASONS.get(type(error).__name__, f"the connection failed ({type(error).__name__})")
    if isinstance(error, _NOT_SENT):
        return NotSent(reason, timeout=timeout)
    return NoAnswer(reason, timeout=timeout)


_REASONS = {
    "CloseError": "the connection could not be closed",
    "ConnectError": "no connection could be made: is the server there, and its name right?",
    "ConnectTimeout": f"no connection was made within {CONNECT_TIMEOUT:g} s",
    "DecodingError": "the answer could not be decompressed",
    "LocalProtocolError": "the request breaks the rules of HTTP",
    "PoolTimeout": "no connection of the pool came free in time",
    "ProxyError": "the proxy made no connection",
    "ReadError": "the connection broke while the answer was read",
    "ReadTimeout": "the answer did not come in time",
    "RemoteProtocolError": "the server ended the connection without a whole answer",
    "TooManyRedirects": "the server redirected too often",
    "UnsupportedProtocol": "the URL is of no protocol that can be spoken",
    "WriteError": "the connection broke while the request was sent",
    "WriteTimeout": "the request could not be sent in time",
}
