"""The mock: takes a request, returns an answer, and does no I/O of its own."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ._clock import Clock
from ._faults.faults import Faults
from ._handlers import CREATING, check_handlers
from ._handlers.rules import MOST_VARIATIONS
from ._http.hosts import Hosts, usual_files_origin
from ._http.reply import Later, Outcome, Reply, Work
from ._record.checks import Checks
from ._record.requests import Headers, Requests
from ._secrets import fingerprint
from ._service import BASE_PATH, Service
from ._spec.auth import Keys
from ._spec.spec import Spec
from ._spec.validation import Refused, check
from ._state.account import Limits
from ._state.backend import Backend
from ._state.links import Links
from ._state.plan import Pace
from ._time_control import TimeControl
from ._webhooks.deliveries import Deliveries, direct
from ._webhooks.delivery import Outgoing
from ._webhooks.events import Events
from ._webhooks.network import PhotoFetcher, WebhookSender

if TYPE_CHECKING:
    from ._http.transport import MockTransport


class Mock(TimeControl):
    """A stateful stand-in for the API, without sockets; `_server` adds them.

    Args:
        spec: an OpenAPI document, decoded, to serve in place of the bundled one.
        clock: a `Clock`, or `wall` (the default), `manual`, `instant` or `polls=N`.
        seed: the same seed and the same calls give the same bytes.
        api_keys: the keys that are let in; None lets in any, each with an account of its own.
        origin: scheme, host and port of the API, without the path.
        files_origin: the same for result files; by default what the request's Host says, another
            name of the same machine where it has one, so that a key sent there is noticed.
        hosts: the names that are answered to; any by default, because no socket leads here.
        photos: photos a period that each key's plan allows, for each kind of processing; by default
            100,000.
        failure_rate: share of variations that end in an error, 0 to 1.
        eta_error: how far ends may be from etas, as a share of the promised time, 0 to 1.
        duration: a factor for the processing times, which are 6 to 20 seconds with 1.
        faults: fault rules to plant.
        limits: what is kept at most.
        progress_events: whether webhooks are also sent at the start of variations.
        allow_webhooks_to: where webhooks may go besides loopback: `private`, networks, addresses or
            names of hosts.
        allow_images_from: from where photos are fetched besides loopback; the same.

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
        hosts: Hosts | None = None,
        photos: int | None = None,
        failure_rate: float = 0.0,
        eta_error: float = 0.1,
        duration: float = 1.0,
        faults: Any = (),
        limits: Limits | None = None,
        progress_events: bool = False,
        allow_webhooks_to: Sequence[str] = (),
        allow_images_from: Sequence[str] = (),
    ) -> None:
        self.spec = Spec.bundled() if spec is None else Spec(spec)
        check_handlers(self.spec)
        self.clock = clock if isinstance(clock, Clock) else Clock.parse(clock or "wall")
        self._planted = faults
        self._lock = threading.RLock()
        links = Links(f"links/{seed}".encode())
        pace = Pace(seed, failure_rate, eta_error, duration)
        limits = limits or Limits()
        limits = limits if photos is None else replace(limits, photos=photos)
        self.backend = Backend(self.clock, pace, links, limits)
        self.backend.progress_events = progress_events
        self.backend.photos.fetch = PhotoFetcher(allow_images_from)
        self._sender = WebhookSender(allow_webhooks_to)
        self.requests = Requests()
        self.checks = Checks(CREATING, self.spec.key, tuple(api_keys or ()))
        self.faults = Faults(faults, seed=seed, operations=self.spec.operations)
        self.events = Events(self.spec, self.backend, self.faults, self.checks, self._sender)
        self._service = Service(
            self.spec,
            self.backend,
            Keys(self.spec.key, api_keys),
            self.faults,
            self.checks,
            self.requests,
            self._lock,
        )
        self.reached_at(origin, files_origin, hosts)

    def __repr__(self) -> str:
        return f"<Mock {self.base_url} {self.clock!r}, {len(self.backend.accounts)} keys>"

    @property
    def deliveries(self) -> Deliveries:
        """The webhooks sent."""
        return self.events.deliveries

    def reached_at(
        self, origin: str, files_origin: str | None = None, hosts: Hosts | None = None
    ) -> None:
        """Say how it is reached from now on; the arguments are those of the class."""
        self.origin = origin.rstrip("/")
        self.hosts = self._service.hosts = hosts
        self.backend.files_origin = None if files_origin is None else files_origin.rstrip("/")
        self.backend.usual_files_origin = usual_files_origin(self.origin)

    def deliver_webhooks_to(self, receiver: Callable[[Outgoing], int | None]) -> None:
        """Hand webhooks to a function in this process: it returns a status, None for 200."""
        self.deliveries.send = direct(receiver)

    @property
    def base_url(self) -> str:
        """What a client is given as the API's address."""
        return f"{self.origin}{BASE_PATH}"

    def handle(
        self, method: str, path: str, query: str = "", headers: Headers = (), body: bytes = b""
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
        self, method: str, path: str, query: str = "", headers: Headers = (), body: bytes = b""
    ) -> Reply:
        """The same, done to the end: pictures are drawn here, and a wait moves the clock on."""
        outcome = self.handle(method, path, query, headers, body)
        if isinstance(outcome, Later):
            self.advance(max(0, outcome.due_ms - self.clock.now_ms()) / 1000)
            outcome = outcome.finish()
        return outcome.run() if isinstance(outcome, Work) else outcome

    def fail(self, variation_id: str, message: str = "Failed by hand.") -> bool:
        """Let a variation that is under way end in an error now; False when there is none."""
        with self.exclusively():
            found = self.backend.find_variation(variation_id)
            if found is None or found[2].ended(self.clock.now_ms()):
                return False
            self.backend.end(*found, error=message)
        self.run_due()
        return True

    def reset(self) -> None:
        """Forget everything except the faults that it was made with."""
        with self._lock:
            self.backend.reset()
            self.requests.clear()
            self.checks.reset()
            self.deliveries.reset()
            self.faults.replace(self._planted)

    def add_legacy_render(
        self,
        api_key: str,
        *,
        image_url: str = "https://example.com/from-v1.jpg",
        room_type: str = "living",
        style: str = "modern",
        variations: int = 1,
    ) -> str:
        """Give an account a finished render, as one made through v1 of the API looks (docs).

        Room type and style are as the document lists them; it has 1 to 20 variations.

        Returns:
            The render's id.

        Raises:
            ValueError: the config does not fit the document.
        """
        config = {"type": "legacy_staging", "room_type": room_type, "style": style}
        try:
            check(self.spec.schema("LegacyStagingConfig"), config)
        except Refused as refused:
            raise ValueError(refused.detail) from None
        if not 1 <= variations <= MOST_VARIATIONS:
            raise ValueError(f"A render has 1 to {MOST_VARIATIONS} variations.")
        with self.exclusively():
            account = self.backend.account_of(fingerprint(api_key))
            render = self.backend.add_render(account, [image_url])
            render.asked_for = variations
            self.backend.add_variations(account, render, None, config, variations)
            for made in render.variations.values():
                self.backend.end_job(account, made)
            return render.id

    def dump_state(self) -> dict[str, Any]:
        """The whole state as JSON data. No API key is in it, only fingerprints."""
        from ._state.snapshot import dump

        with self.exclusively():
            return dump(self.backend, self.faults)

    def load_state(self, state: Any) -> None:
        """Put a state in place of the present one. Times are kept: what was due by now has ended.

        Raises:
            SnapshotError: the state is malformed; the present one then stays as it is.
        """
        from ._state.snapshot import load

        with self.exclusively():
            load(self.backend, self.faults, state)

    def close(self) -> None:
        """Stop the threads that send webhooks, if there are any."""
        self._sender.close()

    def transport(self) -> "MockTransport":
        """A transport for `httpx.Client` and `httpx.AsyncClient`: calls without a socket."""
        from ._http.transport import MockTransport

        return MockTransport(self)
