"""A server at a URL, any that claims to be this API."""

import contextlib
import json
import time
import uuid
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from contract_tests import targets
from contract_tests.budget import Budget
from contract_tests.connection import Connection
from contract_tests.exchange import Answer, Failure, OutOfReach, Request
from contract_tests.receiver import HttpHooks

# Real seconds after which what fell due on the mock's clock (a webhook, say) has arrived on
# loopback.
SETTLING = 0.05


class HttpTarget:
    """The server with keys. Real time passes; the mock's clock is advanced where it can be."""

    draws = False

    def __init__(self, server: "HttpServer", keys: Sequence[str]) -> None:
        self.base_url = server.base_url
        self.keys = keys
        self.open_keys = server.open_keys
        self.hooks = server.hooks
        self.driven = server.clock
        self.stands_still = server.stands_still
        self.waits_for_free = False
        self.steps = 5.0 if server.clock else 0.1
        self._server = server
        self.kept: Any = None
        self._connection = server.connection

    def call(self, request: Request) -> Answer:
        """Send a request to the API."""
        return self._connection.send(request)

    def check_time(self) -> None:
        """Raises OutOfTimeError when the time of the check is over."""
        self._server.budget.check()

    @contextlib.contextmanager
    def separate(self) -> Iterator["HttpTarget"]:
        """The same server with the same keys, over a connection of its own: for another thread."""
        other = HttpTarget(self._server, self.keys)
        other._connection = Connection(self.base_url)
        try:
            yield other
        finally:
            other._connection.close()

    def fetch(self, url: str) -> Answer | None:
        """Download a result link without a key, where its host is this machine or a real one's."""
        self._server.budget.check()
        host = urlsplit(url).hostname or ""
        if self._server.local and not _is_local(host):
            return None
        parts = urlsplit(url)
        connection = Connection(f"{parts.scheme}://{parts.netloc}")
        try:
            return connection.send(Request("GET", parts.path or "/", parts.query))
        finally:
            connection.close()

    def now_ms(self) -> float | None:
        """None: the server's clock does not stand still."""
        return None

    def seconds_left(self) -> float | None:
        """The seconds left of the share of the check that runs."""
        return self._server.budget.left

    def wait(self, seconds: float) -> None:
        """Advance the mock's clock, or let real time pass. Raises OutOfTimeError in place of
        waiting longer than the check may."""
        self._server.budget.check_waiting()
        if self._server.clock:
            self._server.advance(seconds)
            time.sleep(SETTLING)
        else:
            time.sleep(min(seconds, max(0.0, self._server.budget.left) + 0.01))

    def note_job(self, seconds: float) -> None:
        """Remember how long a job took."""
        if not self._server.clock:
            self._server.budget.job_took(seconds)

    def may_wait_for_completion(self) -> bool:
        """Whether there is time left for one more job to end."""
        return self._server.budget.suffices_for_a_job()


class HttpServer:
    """A server at a URL.

    Args:
        base_url: with the path prefix, such as `http://127.0.0.1:8080/v2`.
        keys: one or two API keys. Where the server opens an account for any key, fresh ones are
            made up.
        may_charge: whether calls that create or charge are allowed.
        budget: the time of the run.
    """

    def __init__(
        self, base_url: str, keys: Sequence[str], *, may_charge: bool, budget: Budget
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.name = self.base_url
        self.budget = budget
        self.connection = Connection(self.base_url)
        self.local = _is_local(urlsplit(base_url).hostname or "")
        self._keys = list(keys)
        self.open_keys = self.local and self._opens_accounts()
        self.clock = self.local and self._clock() is not None
        self.stands_still = self.clock and self._stands_still()
        self.hooks = HttpHooks() if self.local else None
        self.lacks = self._missing(may_charge)
        self.sent = self.probes = 0
        self._given: HttpTarget | None = None

    def fresh(self, *, photos: int | None = None, failure_rate: float = 0.0) -> HttpTarget:
        """The server with fresh keys where it takes any, else with those that were given."""
        if photos is not None or failure_rate:
            raise OutOfReach(
                "the quota and the share of failures can be set on the mock in process only"
            )
        if self.open_keys:
            return HttpTarget(self, [_made_up_key(), _made_up_key()])
        if self._given is None:
            self._given = HttpTarget(self, self._keys)
        return self._given

    def forget(self) -> None:
        """Drop what is known of the accounts of the given keys: it may be wrong."""
        self._given = None

    def note_probes(self, sent: int, of: int) -> None:
        """Count the requests of the grid."""
        self.sent, self.probes = self.sent + sent, self.probes + of

    def advance(self, seconds: float) -> None:
        """Advance the mock's clock."""
        self._ask_mock("POST", "/_mock/advance", {"seconds": seconds})

    def close(self) -> None:
        """Close what was opened."""
        self.connection.close()
        if self.hooks:
            self.hooks.close()

    def _missing(self, may_charge: bool) -> dict[str, str]:
        missing = {
            targets.SMALL_QUOTA: "the quota can be set on the mock in process only",
            targets.FAILURES: "the share of failing jobs can be set on the mock in process only",
        }
        if not may_charge:
            missing[targets.CHARGES] = "ALLOW_CHARGES=1 is not set"
        if not self.clock:
            missing[targets.CLOCK] = "it has no clock that tests can drive (POST /_mock/advance)"
        if len(self._keys) < 2 and not self.open_keys:
            missing[targets.SECOND_KEY] = "API_KEY_2 is not set"
        if self.hooks is None:
            missing[targets.WEBHOOKS] = (
                "the receiver listens on loopback only, and the server is elsewhere"
            )
        return missing

    def _opens_accounts(self) -> bool:
        header = ("Authorization", f"Api-Key {_made_up_key()}")
        return self.connection.send(Request("GET", "/user", headers=(header,))).status == 200

    def _clock(self) -> float | None:
        """The time of the mock's clock, in milliseconds, if it is the mock."""
        with contextlib.suppress(Failure, OutOfReach, ValueError, KeyError, TypeError):
            answer = self._ask_mock("POST", "/_mock/advance", {"seconds": 0})
            return float(answer.json()["now_ms"]) if answer.status == 200 else None
        return None

    def _stands_still(self) -> bool:
        """Whether the mock's clock moves only when tests move it, or a little at each request."""
        before = self._clock() or 0.0
        time.sleep(SETTLING)
        return (self._clock() or 0.0) - before < SETTLING * 1000 / 2

    def _ask_mock(self, method: str, path: str, body: object) -> Answer:
        parts = urlsplit(self.base_url)
        connection = Connection(f"{parts.scheme}://{parts.netloc}")
        try:
            headers = (("Content-Type", "application/json"),)
            return connection.send(
                Request(method, path, headers=headers, body=json.dumps(body).encode())
            )
        finally:
            connection.close()


@contextlib.contextmanager
def over_http(
    base_url: str, keys: Sequence[str], *, may_charge: bool, budget: Budget
) -> Iterator[HttpServer]:
    """The server at a URL, closed afterwards."""
    server = HttpServer(base_url, keys, may_charge=may_charge, budget=budget)
    try:
        yield server
    finally:
        server.close()


def _made_up_key() -> str:
    return f"vsai-pk-{uuid.uuid4()}"


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
