"""The mock in this process: a fresh account for each target, and a clock that tests drive."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol
from urllib.parse import urlsplit

from contract_tests.exchange import Answer, Request
from contract_tests.targets import Delivery, Hooks
from virtualstaging_mock._webhooks.deliveries import direct
from virtualstaging_mock._webhooks.delivery import Outgoing
from virtualstaging_mock.mock import Mock

KEYS = ("vsai-pk-3f2b8c1e-contract-tests-one", "vsai-pk-9a7d4e60-contract-tests-two")
HOOKS_ORIGIN = "http://127.0.0.1:9"
# A prime, so that no estimate of the mock's falls on a step for ever.
STEP_SECONDS = 3.7

BASE_PATH = "/v2"  # the API's own, part of its base URL

Calling = Callable[[Request], Answer]
Posting = Callable[[Delivery], int]


class Layer(Protocol):
    """Something between the tests and the server that changes what passes; see `faults`."""

    def call(self, request: Request, server: Calling) -> Answer:
        """Answer a request, mostly by asking the server."""

    def fetch(self, request: Request, files: Calling) -> Answer:
        """Answer a download."""

    def post(self, delivery: Delivery, receiver: Posting) -> int | None:
        """Pass a webhook on, and return the status it got; None when it never arrived."""


_layer: ContextVar[Callable[[], Layer] | None] = ContextVar("layer", default=None)


@contextmanager
def layered(make: Callable[[], Layer]) -> Iterator[None]:
    """Meanwhile, each mock that is made has a layer over it."""
    token = _layer.set(make)
    try:
        yield
    finally:
        _layer.reset(token)


class InProcess:
    """Makes mocks.

    Args:
        seed: decides how long jobs take.
    """

    name = "the mock, in process"
    lacks: Mapping[str, str] = {}

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed

    def fresh(self, *, photos: int | None = None, failure_rate: float = 0.0) -> "MockTarget":
        """A mock that knows nothing yet."""
        mock = Mock(
            clock="manual",
            seed=self._seed,
            api_keys=KEYS,
            failure_rate=failure_rate,
            photos=100_000 if photos is None else photos,
        )
        make = _layer.get()
        return MockTarget(mock, make() if make else None)

    def forget(self) -> None:
        """Each target is a mock of its own."""

    def note_probes(self, sent: int, of: int) -> None:
        """All that were chosen are sent."""


class MockTarget:
    """One mock with two keys, and perhaps a layer over it."""

    keys: Sequence[str] = KEYS
    open_keys = False
    driven = True
    draws = True
    stands_still = True
    waits_for_free = True
    steps = STEP_SECONDS

    def __init__(self, mock: Mock, layer: Layer | None) -> None:
        self._mock = mock
        self._layer = layer
        self.base_url = mock.base_url
        self.hooks = Hooks(HOOKS_ORIGIN)
        self.kept: Any = None
        mock.events.deliveries.send = direct(self._post)

    def call(self, request: Request) -> Answer:
        """Send a request to the API."""
        return self._layer.call(request, self._api) if self._layer else self._api(request)

    def fetch(self, url: str) -> Answer | None:
        """Download a result link without a key."""
        parts = urlsplit(url)
        request = Request("GET", parts.path, parts.query)
        return self._layer.fetch(request, self._ask) if self._layer else self._ask(request)

    def now_ms(self) -> float | None:
        """The mock's time in epoch milliseconds; it stands still but for `wait`."""
        return self._mock.clock.now_ms()

    @contextmanager
    def separate(self) -> Iterator["MockTarget"]:
        """The mock may be called by any thread."""
        yield self

    def check_time(self) -> None:
        """There is no hurry."""

    def seconds_left(self) -> float | None:
        """There is no hurry."""
        return None

    def wait(self, seconds: float) -> None:
        """Let time pass on the mock's clock."""
        self._mock.advance(seconds)

    def note_job(self, seconds: float) -> None:
        """Jobs take no real time."""

    def may_wait_for_completion(self) -> bool:
        """Always: waiting costs nothing where time stands still."""
        return True

    def _api(self, request: Request) -> Answer:
        return self._ask(
            Request(
                request.method,
                BASE_PATH + request.path,
                request.query,
                request.headers,
                request.body,
            )
        )

    def _ask(self, request: Request) -> Answer:
        reply = self._mock.answer(
            request.method, request.path, request.query, request.headers, request.body or b""
        )
        return Answer(reply.status, tuple(reply.headers.items()), reply.body)

    def _post(self, outgoing: Outgoing) -> int | None:
        name = outgoing.url.removeprefix(f"{HOOKS_ORIGIN}/")
        delivery = Delivery(name, tuple(outgoing.headers.items()), outgoing.body)
        return (
            self._layer.post(delivery, self.hooks.receive)
            if self._layer
            else self.hooks.receive(delivery)
        )
