"""Carries out `Send` and `Fetch` over httpx: for threads, and for asyncio."""

import socket
import ssl
from collections.abc import Callable
from typing import TypeAlias, TypeVar

import httpx

from virtualstaging._core.clock import Clock
from virtualstaging._core.settings import Settings
from virtualstaging._core.steps import Answer, Fetch, NoAnswer, NotSent, RejectedError, Request
from virtualstaging.errors import ConfigurationError

from .bodies import Body, Deadline, apieces, pieces
from .clients import Clients
from .failures import translated
from .logs import redacted_logs
from .requests import Outgoing, Requests

HttpClient: TypeAlias = httpx.Client
AsyncHttpClient: TypeAlias = httpx.AsyncClient

T = TypeVar("T")

_UNSENT = 16 * 1024
"""Bytes that may wait in the kernel. Megabytes would, and count as sent while a line is slow."""

_SOCKET_OPTIONS = (
    [(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)]
    if hasattr(socket, "TCP_NOTSENT_LOWAT")
    else []
)


class HttpxTransport:
    """For `drive`. Safe for threads."""

    def __init__(
        self, settings: Settings, clock: Clock, http_client: httpx.Client | None = None
    ) -> None:
        if http_client is not None and not isinstance(http_client, httpx.Client):
            _refuse(http_client, "VirtualStaging", "httpx.Client")
        self._key = settings.key
        self._clock = clock
        self._requests = Requests(settings, clock)
        self._clients = Clients(_client, http_client)

    def send(self, request: Request) -> Answer:
        """The answer; raises `NotSent` or `NoAnswer`."""
        return self._carry_out(_built(self._requests.build, request))

    def fetch(self, step: Fetch) -> Answer:
        """A file; raises `NotSent`, `NoAnswer` or `RejectedError`."""
        return self._carry_out(_built(self._requests.build_fetch, step), step)

    def close(self) -> None:
        """Close the connections; those of the application's own httpx client stay open."""
        for client in self._clients.take():
            client.close()

    def _carry_out(self, outgoing: Outgoing, step: Fetch | None = None) -> Answer:
        route = self._clients.route(outgoing.request.url, keyed=outgoing.keyed)
        failure: Exception
        with redacted_logs(self._key):
            try:
                return self._exchange(route.client, outgoing, step)
            except (NotSent, NoAnswer, RejectedError) as error:
                failure = error.with_traceback(None)
            except Exception as error:  # noqa: BLE001 - whatever a transport may raise
                failure = translated(error, route, begun=outgoing.upload.begun)
        raise failure

    def _exchange(self, client: httpx.Client, outgoing: Outgoing, step: Fetch | None) -> Answer:
        response = self._sent(client, outgoing.request)
        try:
            self._clients.forget_cookies(response)
            deadline = Deadline(self._clock, outgoing.due(self._clock))
            if step is None:
                body = Body(response, deadline)
                for piece in pieces(response):
                    body.add(piece)
                return _answer(response, body.whole())
            answer = _answer(response, b"")
            if step.receiver.begin(answer):
                # Piece by piece as they come: what came before a cut is not asked for again.
                for piece in pieces(response):
                    step.receiver.write(piece)
                    deadline.check()
            return answer
        finally:
            response.close()

    def _sent(self, client: httpx.Client, request: httpx.Request) -> httpx.Response:
        try:
            return client.send(request, auth=None, follow_redirects=False, stream=True)
        except httpx.HTTPStatusError as error:
            return _judged(error, request)


class AsyncHttpxTransport:
    """For `adrive`, in any number of event loops."""

    def __init__(
        self, settings: Settings, clock: Clock, http_client: httpx.AsyncClient | None = None
    ) -> None:
        if http_client is not None and not isinstance(http_client, httpx.AsyncClient):
            _refuse(http_client, "AsyncVirtualStaging", "httpx.AsyncClient")
        self._key = settings.key
        self._clock = clock
        self._requests = Requests(settings, clock)
        self._clients = Clients(_async_client, http_client, _event_loop)

    async def send(self, request: Request) -> Answer:
        """The answer; raises `NotSent` or `NoAnswer`."""
        return await self._carry_out(_built(self._requests.build, request))

    async def fetch(self, step: Fetch) -> Answer:
        """A file; raises `NotSent`, `NoAnswer` or `RejectedError`."""
        return await self._carry_out(_built(self._requests.build_fetch, step), step)

    async def close(self) -> None:
        """Close the connections; those of the application's own httpx client stay open."""
        for client in self._clients.take():
            await client.aclose()

    async def _carry_out(self, outgoing: Outgoing, step: Fetch | None = None) -> Answer:
        route = self._clients.route(outgoing.request.url, keyed=outgoing.keyed)
        failure: Exception
        with redacted_logs(self._key):
            try:
                return await self._exchange(route.client, outgoing, step)
            except (NotSent, NoAnswer, RejectedError) as error:
                failure = error.with_traceback(None)
            except Exception as error:  # noqa: BLE001 - whatever a transport may raise
                failure = translated(error, route, begun=outgoing.upload.begun)
        raise failure

    async def _exchange(
        self, client: httpx.AsyncClient, outgoing: Outgoing, step: Fetch | None
    ) -> Answer:
        response = await self._sent(client, outgoing.request)
        try:
            self._clients.forget_cookies(response)
            deadline = Deadline(self._clock, outgoing.due(self._clock))
            if step is None:
                body = Body(response, deadline)
                async for piece in apieces(response):
                    body.add(piece)
                return _answer(response, body.whole())
            return await self._received(response, step, deadline)
        finally:
            await response.aclose()

    async def _received(self, response: httpx.Response, step: Fetch, deadline: Deadline) -> Answer:
        """The receiver works in a thread, since it may block."""
        import asyncio  # heavy, and only async callers need it

        answer = _answer(response, b"")
        if await asyncio.to_thread(step.receiver.begin, answer):
            async for piece in apieces(response):
                await asyncio.to_thread(step.receiver.write, piece)
                deadline.check()
        return answer

    async def _sent(self, client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
        try:
            return await client.send(request, auth=None, follow_redirects=False, stream=True)
        except httpx.HTTPStatusError as error:
            return _judged(error, request)


def _client(verify: "ssl.SSLContext | bool", proxy: str | None) -> httpx.Client:
    transport = httpx.HTTPTransport(
        verify=verify, trust_env=False, proxy=proxy, socket_options=_SOCKET_OPTIONS
    )
    return httpx.Client(transport=transport, trust_env=False)


def _async_client(verify: "ssl.SSLContext | bool", proxy: str | None) -> httpx.AsyncClient:
    transport = httpx.AsyncHTTPTransport(
        verify=verify, trust_env=False, proxy=proxy, socket_options=_SOCKET_OPTIONS
    )
    return httpx.AsyncClient(transport=transport, trust_env=False)


def _event_loop() -> object:
    import asyncio  # heavy, and only async callers need it

    try:
        return asyncio.get_running_loop()
    except RuntimeError:  # of another library
        return None


def _refuse(http_client: object, ours: str, wanted: str) -> None:
    raise ConfigurationError(
        f"http_client of {ours} must be an {wanted}, not {type(http_client).__module__}."
        f"{type(http_client).__qualname__}."
    )


def _built(build: Callable[[T], Outgoing], thing: T) -> Outgoing:
    kind = ""
    try:
        return build(thing)
    except Exception as error:  # noqa: BLE001 - whatever httpx may say of odd URLs and headers
        kind = type(error).__name__
    raise NotSent(f"its URL or its headers can't be sent ({kind})", final=True)


def _judged(error: httpx.HTTPStatusError, request: httpx.Request) -> httpx.Response:
    """The answer, whatever an event hook of the application thinks of its status."""
    if error.response.request is not request:
        raise error
    return error.response


def _answer(response: httpx.Response, body: bytes) -> Answer:
    # httpx gives header names in lower case.
    return Answer(response.status_code, dict(response.headers.items()), body)
