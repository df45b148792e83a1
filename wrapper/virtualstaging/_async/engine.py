"""Carries the flows of one client out."""

import threading
from typing import TypeVar

from virtualstaging._core.clock import Clock, SystemClock
from virtualstaging._core.drivers import adrive
from virtualstaging._core.session import Session, Unpicklable
from virtualstaging._core.steps import Flow
from virtualstaging._core.tracing import span

from .transport import AsyncHttpClient, AsyncTransport

T = TypeVar("T")


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

    async def run(self, name: str, flow: Flow[T]) -> T:
        """Carry out a flow, as one span if traces are taken."""
        with span(name):
            return await adrive(flow, self.transport, self.clock)

    async def close(self) -> None:
        """Close the connections."""
        await self.transport.close()
