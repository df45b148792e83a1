"""A client and a mock server that share one clock; and what the server itself says has happened."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.calls import KEY
from virtualstaging import UnknownOutcomeError, staging
from virtualstaging.testing import VirtualClock
from virtualstaging_mock import Mock

PHOTO = "https://photos.example.com/room.jpg"
FORBIDDEN = {
    "key_sent_to_file_host",
    "key_in_url",
    "wrong_authorization",
    "polled_too_fast",
    "repeated_create",
    "request_refused",
}
"""What the mock's own checks must never have to say of the wrapper."""


class SharedClock(VirtualClock):
    """The mock's clock, shown to the client: who spends time on either side spends it on both."""

    def __init__(self, mock: Mock) -> None:
        super().__init__()
        self._mock = mock
        self.skew = 0.0
        """Seconds by which the client's machine is wrong about the date."""
        self.cut_off: type[BaseException] | None = None
        """What interrupts the client's next pause."""
        self._began = self.time()

    def time(self) -> float:
        """The mock's time, as the client's machine shows it."""
        return float(self._mock.clock.now_ms() / 1000) + self.skew

    def monotonic(self) -> float:
        """Seconds since this clock was made."""
        return self.time() - self.skew - self._began

    def sleep(self, seconds: float) -> None:
        """Let it pass, unless somebody interrupts."""
        if self.cut_off is not None:
            raise self.cut_off
        super().sleep(seconds)

    def advance(self, seconds: float) -> None:
        """Let time pass for both."""
        self._mock.advance(seconds)


class Recorder(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Hands requests on to the mock and remembers them, each with its time."""

    def __init__(self, mock: Mock, clock: VirtualClock) -> None:
        self._clock = clock
        self.inner: Any = mock.transport()
        self.sent: list[tuple[float, httpx.Request]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """For the sync client."""
        self.sent.append((self._clock.monotonic(), request))
        found: httpx.Response = self.inner.handle_request(request)
        return found

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """For the async client."""
        self.sent.append((self._clock.monotonic(), request))
        found: httpx.Response = await self.inner.handle_async_request(request)
        return found

    def times(self, method: str, path: str = "") -> list[float]:
        """When requests of a method, below a path, were sent."""
        return [
            at
            for at, one in self.sent
            if one.method == method and one.url.path.startswith(f"/v2{path}")
        ]

    def requests(self, method: str, path: str = "") -> list[httpx.Request]:
        """The same requests themselves."""
        return [
            one
            for _, one in self.sent
            if one.method == method and one.url.path.startswith(f"/v2{path}")
        ]


@dataclass
class World:
    """One client, one mock, one clock."""

    mock: Mock
    clock: SharedClock
    wire: Recorder
    client: wrapped.Client

    def do(self, use: wrapped.Use) -> Any:
        """Use the client."""
        return self.client.do(use)

    def plant(
        self,
        operation: str | None,
        effect: Any,
        *,
        phase: str = "before",
        nth: int = 1,
        times: int | None = 1,
    ) -> None:
        """Plant a fault; what is planted fires from the next call on."""
        rule = {
            "operation": operation,
            "nth": nth,
            "times": times,
            "phase": phase,
            "effect": effect,
        }
        self.mock.faults.add(rule)

    def heal(self) -> None:
        """Take all planted faults away."""
        self.mock.faults.clear()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the server says to a plain HTTP client with the same key."""
        query = path.partition("?")[2]
        headers = {"authorization": f"Api-Key {KEY}", "content-type": "application/json"}
        content = b"" if body is None else json.dumps(body).encode()
        checks: Any = self.mock.checks
        checks.seen = lambda call: None  # the mock's checks are of the client alone
        try:
            reply = self.mock.answer(
                method, f"/v2{path.partition('?')[0]}", query, headers, content
            )
        finally:
            del checks.seen
        assert reply.status < 300, reply
        return json.loads(reply.body)

    def renders(self) -> list[str]:
        """The ids of all renders that the server holds, oldest first. Faults must be healed."""
        found: list[str] = []
        path = "/renders?limit=100&order=asc"
        while path:
            page = self.ask("GET", path)
            found += [one["id"] for one in page["items"]]
            cursor = page.get("next_cursor")
            path = f"/renders?limit=100&order=asc&cursor={cursor}" if cursor else ""
        return found

    def variations(self, render_id: str) -> list[str]:
        """The ids of a render's variations, oldest first."""
        path = f"/renders/{render_id}?include_variations=true&variations_limit=100"
        return [one["id"] for one in self.ask("GET", path)["variations"]["items"]]

    def photos_charged(self) -> int:
        """Photos of the quota that are used."""
        used = self.ask("GET", "/user")["photosUsedThisPeriod"]
        return int(sum(used.values()))

    def check_conduct(self, *allowed: str) -> None:
        """The mock's own checks have found nothing wrong with what the client did."""
        wrong = FORBIDDEN - set(allowed)
        found = [one for one in self.mock.checks.findings() if one.code in wrong]
        assert not found, found


@contextmanager
def world(
    kind: wrapped.Kind = "sync", *, options: dict[str, Any] | None = None, **mock: Any
) -> Iterator[World]:
    """A fresh world; it is checked for misconduct of the client when it ends."""
    made = Mock(clock="manual", api_keys=[KEY], **{"photos": 10_000, **mock})
    clock = SharedClock(made)
    wire = Recorder(made, clock)
    given = {"base_url": made.base_url, **(options or {})}
    with wrapped.client(kind, wire, clock=clock, **given) as one:
        found = World(made, clock, wire, one)
        yield found
        found.check_conduct()


def settled(there: World, error: UnknownOutcomeError) -> Any:
    """What `reconcile` says in the end: at first it is too early to say that nothing was made."""
    with pytest.raises(UnknownOutcomeError) as early:
        there.do(lambda c: c.reconcile(error))
    assert early.value.retry_after is not None
    assert early.value.retry_after > 0
    assert not early.value.candidates
    there.clock.advance(early.value.retry_after)
    return there.do(lambda c: c.reconcile(early.value))


def living(style: Any = "modern") -> Any:
    """A configuration."""
    return staging(room_type="living", style=style)


def ordered(client: Any, count: int = 1, style: Any = "modern", **more: Any) -> Any:
    """Create a render."""
    return client.renders.create(PHOTO, living(style), variation_count=count, **more)


def states(render: Any) -> list[str]:
    """The states of a render's variations."""
    return [one.status for one in render.variations.items]


def delete(there: World, variation_id: str) -> None:
    """Delete a variation, as a user may in the vendor's application."""
    found = there.mock.backend.find_variation(variation_id)
    assert found is not None
    found[2].deleted = True


def _created(photo: str, count: int, client: Any) -> Any:
    return client.renders.create(photo, living(), variation_count=count)


def several(there: World, number: int, count: int = 1) -> list[Any]:
    """Create renders of photos that differ."""
    photos = [f"https://photos.example.com/{index}.jpg" for index in range(number)]
    return [there.do(partial(_created, photo, count)) for photo in photos]


@contextmanager
def another_process(there: World, skew: float = 0.0) -> Iterator[World]:
    """A client that knows nothing of the first one; its monotonic clock begins now."""
    clock = SharedClock(there.mock)
    clock.skew = skew
    wire = Recorder(there.mock, clock)
    with wrapped.client(there.client.kind, wire, clock=clock, base_url=there.mock.base_url) as one:
        yield World(there.mock, clock, wire, one)
