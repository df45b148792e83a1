"""The mock: one call in, one answer out, without any I/O of its own."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ._auth import Keys
from ._backend import Backend, Limits
from ._checks import Checks
from ._clock import Clock
from ._deliveries import Deliveries, Outgoing, direct
from ._events import Events
from ._exchange import Headers
from ._faults import Faults
from ._handlers import CREATING
from ._links import Links
from ._pending import Later, Outcome, Work
from ._plan import Pace
from ._reply import Reply
from ._requests import Requests
from ._service import BASE_PATH, Service, check_handlers
from ._spec import Spec

if TYPE_CHECKING:
    from ._transport import MockTransport


class Mock:
    """A stateful stand-in for the API: everything but the sockets.

    Args:
        spec: an OpenAPI document, decoded, to serve in place of the bundled one.
        clock: a `Clock`, or `wall` (the default), `manual`, `instant` or `polls=N`.
        seed: the same seed and the same calls give the same bytes.
        api_keys: the keys that are let in; None lets in any, each with a world of its own.
        origin: scheme, host and port of the API, without the path.
        files_origin: the same for result files: another host, so that a key sent there is noticed.
        photos: photos a period that each key's plan allows, for each kind of processing; by default
            100,000.
        failure_rate: share of variations that end in an error, 0 to 1.
        eta_error: how far ends may be from etas, as a share of the promised time, 0 to 1.
        duration: stretches the processing times; they are 6 to 20 seconds with 1.
        faults: fault rules to plant.
        limits: what is kept at most.
        progress_events: whether webhooks tell of the start of variations, too.

    Raises:
        SpecError: the document lacks an operation that there is a handler for, or the reverse.
        ValueError: a setting makes no sense.
    """

    def __init__(
        self,
        *,
        spec: Mapping[str, Any] | None = None,
        clock: Clock | str | None = None,
        seed: int = 0,
        api_keys: Sequence[str] | None = None,
        origin: str = "http://127.0.0.1:8080",
        files_origin: str | None = None,
        photos: int | None = None,
        failure_rate: float = 0.0,
        eta_error: float = 0.1,
        duration: float = 1.0,
        faults: Any = (),
        limits: Limits | None = None,
        progress_events: bool = False,
    ) -> None:
        self.spec = Spec.bundled() if spec is None else Spec(spec)
        check_handlers(self.spec)
        self.clock = clock if isinstance(clock, Clock) else Clock.parse(clock or "wall")
        self.origin = origin.rstrip("/")
        self.files_origin = files_origin or self.origin.replace("//127.0.0.1", "//localhost")
        self._planted = faults
        self._lock = threading.RLock()
        links = Links(f"links/{seed}".encode(), self.files_origin)
        pace = Pace(seed, failure_rate, eta_error, duration)
        limits = limits or Limits()
        if photos is not None:
            limits = replace(limits, photos=photos)
        self.backend = Backend(self.clock, pace, links, limits)
        self.backend.progress_events = progress_events
        self.requests = Requests()
        self.checks = Checks(CREATING, tuple(api_keys or ()))
        self.faults = Faults(faults, seed=seed, operations=self.spec.operations)
        self.events = Events(self.spec, self.backend, self.faults, self.checks)
        self._service = Service(
            self.spec,
            self.backend,
            Keys(api_keys),
            self.faults,
            self.checks,
            self.requests,
            self._lock,
        )

    def __repr__(self) -> str:
        return f"<Mock {self.base_url} {self.clock!r}, {len(self.backend.worlds)} keys>"

    @property
    def deliveries(self) -> Deliveries:
        """The webhooks sent."""
        return self.events.deliveries

    def deliver_webhooks_to(self, receiver: Callable[[Outgoing], int | None]) -> None:
        """Hand webhooks to a function in this process: it returns a status, None for 200."""
        self.events.send_with(direct(receiver))

    @property
    def base_url(self) -> str:
        """What a client is given as the API's address."""
        return f"{self.origin}{BASE_PATH}"

    def handle(
        self,
        method: str,
        path: str,
        query: str = "",
        headers: Headers = (),
        body: bytes = b"",
    ) -> Outcome:
        """Take one request.

        Args:
            method: in upper case.
            path: percent-encoded, as it stands in the request line, from `/v2` on.
            query: what follows the `?`, percent-encoded.
            headers: names in any case.
            body: all of it.

        Returns:
            The answer; or what has to be done until it is there: see `Later` and `Work`.
        """
        return self._service.handle(method, path, query, headers, body)

    def answer(
        self,
        method: str,
        path: str,
        query: str = "",
        headers: Headers = (),
        body: bytes = b"",
    ) -> Reply:
        """The same, done to the end: pictures are drawn here, and a wait moves the clock on."""
        outcome = self.handle(method, path, query, headers, body)
        if isinstance(outcome, Work):
            return outcome.run()
        if isinstance(outcome, Later):
            self.advance(max(0, outcome.due_ms - self.clock.now_ms()) / 1000)
            return outcome.finish()
        return outcome

    def advance(self, seconds: float) -> None:
        """Let the mock's time pass, in seconds; what falls due happens in order, at its instant."""
        with self._lock:
            self.clock.advance(seconds)

    def run_until_idle(self) -> None:
        """Let the mock's time pass until nothing is under way."""
        with self._lock:
            for _ in range(1000):
                until = max(self.backend.idle_at_ms(), self.clock.next_due_ms() or 0)
                if until <= self.clock.now_ms() and self.clock.next_due_ms() is None:
                    return
                self.clock.advance(max(0, until - self.clock.now_ms()) / 1000)

    def run_due(self) -> None:
        """Run what has fallen due as real time passed; the server calls this by itself."""
        with self._lock:
            self.clock.run_due()

    def set_clock(self, clock: str, *, speed: float = 1.0) -> None:
        """Change the clock's mode at run time; with `instant` all that is under way ends.

        Args:
            clock: `wall`, `manual`, `instant` or `polls=N`.
            speed: mock seconds per real second, for `wall`.
        """
        wanted = Clock.parse(clock, speed=speed)
        with self._lock:
            self.clock.change(wanted.mode, speed=wanted.speed, polls=wanted.polls)
            if wanted.mode == "instant":
                self.backend.end_all()
                self.clock.run_due()

    def fail(self, variation_id: str, message: str = "Failed by hand.") -> bool:
        """Let a variation that is under way end in an error now; False when there is none."""
        with self._lock:
            found = self.backend.find_variation(variation_id)
            if found is None or found[2].ended(self.clock.now_ms()):
                return False
            self.backend.end(*found, error=message)
            self.clock.run_due()
            return True

    def reset(self) -> None:
        """Forget all worlds, requests, deliveries, findings and faults but those it began with."""
        with self._lock:
            self.backend.reset()
            self.requests.clear()
            self.checks.reset()
            self.events.reset()
            self.faults.replace(self._planted)

    def transport(self) -> "MockTransport":
        """A transport for `httpx.Client` and `httpx.AsyncClient`: calls without a socket."""
        from ._transport import MockTransport

        return MockTransport(self)
