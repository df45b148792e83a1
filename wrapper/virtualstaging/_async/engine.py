"""Carries the flows of one client out, over httpx."""

import ssl
import sys
import threading
from typing import TypeAlias, TypeVar

import httpx

from virtualstaging._core.clock import Clock, SystemClock
from virtualstaging._core.drivers import adrive, awork
from virtualstaging._core.secret import discreet, log_key
from virtualstaging._core.session import Session, Unpicklable
from virtualstaging._core.settings import Settings
from virtualstaging._core.steps import (
    Answer,
    Fetch,
    Flow,
    NoAnswer,
    NotSent,
    RejectedError,
    Request,
)
from virtualstaging._http.clients import SOCKET_OPTIONS, Clients, check_kind, event_loop
from virtualstaging._http.failures import judged, translated
from virtualstaging._http.messages import Body, Outgoing, Requests, answer_of, apieces, built

AsyncHttpClient: TypeAlias = httpx.AsyncClient

T = TypeVar("T")


@discreet
class AsyncEngine(Unpicklable):
    """For `AsyncVirtualStaging`."""

    def __init__(
        self,
        session: Session,
        clock: Clock | None = None,
        http_client: AsyncHttpClient | None = None,
    ) -> None:
        self.session = session
        self.clock: Clock = clock or SystemClock()
        self.lock: threading.Lock = threading.Lock()
        self.transport: AsyncTransport = AsyncTransport(session.settings, self.clock, http_client)

    async def run(self, name: str, flow: Flow[T], clock: Clock | None = None) -> T:
        """Carry out a flow, as one span if OpenTelemetry is in use."""
        clock = clock or self.clock
        if "opentelemetry.trace" not in sys.modules:  # the application does not use it
            return await adrive(flow, self.transport, clock)
        from virtualstaging._core.tracing import span

        with span(name):
            return await adrive(flow, self.transport, clock)

    async def close(self) -> None:
        """Close the connections."""
        await self.transport.close()


class AsyncTransport:
    """For `adrive`. The connections are those of a process and, with asyncio, of an event loop."""

    def __init__(
        self, settings: Settings, clock: Clock, http_client: httpx.AsyncClient | None = None
    ) -> None:
        check_kind(http_client, httpx.AsyncClient)
        self._key = settings.key
        self._requests = Requests(settings, clock)
        self._clients = Clients(_new_client, http_client, event_loop)

    async def send(self, request: Request) -> Answer:
        """The answer; raises `NotSent` or `NoAnswer`."""
        return await self._carry_out(built(self._requests.build, request))

    async def fetch(self, step: Fetch) -> Answer:
        """A file; raises `NotSent`, `NoAnswer` or `RejectedError`."""
        return await self._carry_out(built(self._requests.build_fetch, step), step)

    async def close(self) -> None:
        """Close the connections; those of the application's own httpx client stay open."""
        for client in self._clients.take():
            await client.aclose()

    async def _carry_out(self, outgoing: Outgoing, step: Fetch | None = None) -> Answer:
        route = self._clients.route(outgoing.request.url, keyed=outgoing.keyed)
        failure: Exception
        log_key.set(self._key)
        try:
            return await self._exchange(route.client, outgoing, step)
        except (NotSent, NoAnswer, RejectedError) as error:
            failure = error.with_traceback(None)
        except Exception as error:  # noqa: BLE001 - whatever a transport may raise
            failure = translated(error, route, begun=outgoing.upload.begun)
        finally:
            log_key.set(None)
        raise failure

    async def _exchange(
        self, client: httpx.AsyncClient, outgoing: Outgoing, step: Fetch | None
    ) -> Answer:
        response = await self._sent(client, outgoing.request)
        try:
            self._clients.forget_cookies(response)
            deadline = outgoing.deadline()
            if step is None:
                body = Body(response, deadline)
                async for piece in apieces(response):
                    body.add(piece)
                return answer_of(response, body.whole())
            answer = answer_of(response, b"")
            # The receiver may block. Piece by piece: what came before a cut is not asked for again.
            if await awork(step.receiver.begin, answer):
                async for piece in apieces(response):
                    await awork(step.receiver.write, piece)
                    deadline.check()
            return answer
        finally:
            await response.aclose()

    async def _sent(self, client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
        try:
            return await client.send(request, auth=None, follow_redirects=False, stream=True)
        except httpx.HTTPStatusError as error:
            return judged(error, request)


def _new_client(verify: "ssl.SSLContext | bool", proxy: str | None) -> httpx.AsyncClient:
    transport = httpx.AsyncHTTPTransport(
        verify=verify, trust_env=False, proxy=proxy, socket_options=SOCKET_OPTIONS
    )
    return httpx.AsyncClient(transport=transport, trust_env=False)
