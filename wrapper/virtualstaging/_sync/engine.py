# Made from _async/engine.py by scripts/unasync.py (make fix): edit that one.

"""Carries the flows of one client out."""

import sys
import threading
from typing import TypeVar

from virtualstaging._core.clock import Clock, SystemClock
from virtualstaging._core.discreet import discreet
from virtualstaging._core.drivers import drive
from virtualstaging._core.session import Session, Unpicklable
from virtualstaging._core.steps import Flow

from .transport import HttpClient, Transport

T = TypeVar("T")


@discreet
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

    def run(self, name: str, flow: Flow[T], clock: Clock | None = None) -> T:
        """Carry out a flow, as one span if OpenTelemetry is in use."""
        clock = clock or self.clock
        if "opentelemetry.trace" not in sys.modules:  # the application does not use it
            return drive(flow, self.transport, clock)
        from virtualstaging._core.tracing import span

        with span(name):
            return drive(flow, self.transport, clock)

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()
