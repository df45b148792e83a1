"""Carries the flows of one client out: the only difference between the two clients."""

import random
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, NoReturn, TypeVar

from virtualstaging._http.transports import AsyncHttpxTransport, HttpxTransport

from .clock import Clock, SystemClock
from .drivers import adrive, drive
from .session import RetryPolicy, Session
from .settings import Settings
from .steps import Flow

if TYPE_CHECKING:
    from virtualstaging._http.transports import AsyncHttpClient, HttpClient

T = TypeVar("T")


def new_session(settings: Settings, jitter: Callable[[], float] | None) -> Session:
    """The memory of a new client."""
    return Session(settings, RetryPolicy(settings.max_retries, jitter or random.Random().random))  # noqa: S311 - spreads pauses


class Unpicklable:
    """Holds a key and connections: neither may travel."""

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "A client holds an API key and connections, so it is neither pickled nor copied. "
            "Make one where it is needed."
        )


class Engine(Unpicklable):
    """For `VirtualStaging`. Safe for threads."""

    def __init__(
        self,
        session: Session,
        clock: Clock | None = None,
        http_client: "HttpClient | None" = None,
    ) -> None:
        self.session = session
        self.clock: Clock = clock or SystemClock()
        self.lock: threading.Lock = threading.Lock()
        self.transport: HttpxTransport = HttpxTransport(session.settings, self.clock, http_client)

    def run(self, name: str, flow: Flow[T]) -> T:
        """Carry out a flow, as one span if traces are taken."""
        with span(name):
            return drive(flow, self.transport, self.clock)

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()


class AsyncEngine(Unpicklable):
    """For `AsyncVirtualStaging`. Use it in one event loop."""

    def __init__(
        self,
        session: Session,
        clock: Clock | None = None,
        http_client: "AsyncHttpClient | None" = None,
    ) -> None:
        self.session = session
        self.clock: Clock = clock or SystemClock()
        self.lock: threading.Lock = threading.Lock()
        self.transport: AsyncHttpxTransport = AsyncHttpxTransport(
            session.settings, self.clock, http_client
        )

    async def run(self, name: str, flow: Flow[T]) -> T:
        """Carry out a flow, as one span if traces are taken."""
        with span(name):
            return await adrive(flow, self.transport, self.clock)

    async def close(self) -> None:
        """Close the connections."""
        await self.transport.close()


def span(name: str) -> AbstractContextManager[object]:
    """An OpenTelemetry span if the application has OpenTelemetry in use."""
    import sys

    if "opentelemetry.trace" not in sys.modules:
        return nullcontext()
    from . import tracing

    return tracing.span(name)
