# Made from _async/engine.py by scripts/unasync.py (make fix): edit that one.

"""Carries the flows of one client out."""

import threading
from typing import TypeVar

from virtualstaging._core.clock import Clock, SystemClock
from virtualstaging._core.drivers import drive
from virtualstaging._core.session import Session, Unpicklable
from virtualstaging._core.steps import Flow
from virtualstaging._core.tracing import span

from .transport import HttpClient, Transport

T = TypeVar("T")


class Engine(Unpicklable):
    """For `VirtualStaging`."""

    def __init__(
        self,
        session: Session,
        clock: Clock | None = None,
        http_client: HttpClient | None = None,
    ) -> None:
        self.session = session
        self.clock: Clock = clock or SystemClock()
        self.lock: threading.Lock = threading.Lock()
        self.transport: Transport = Transport(session.settings, self.clock, http_client)

    def run(self, name: str, flow: Flow[T]) -> T:
        """Carry out a flow, as one span if traces are taken."""
        with span(name):
            return drive(flow, self.transport, self.clock)

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()
