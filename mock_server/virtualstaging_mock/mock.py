"""The mock: one call in, one answer out, without any I/O of its own."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import orjson

from . import _files
from ._auth import Keys
from ._backend import PHOTOS, Backend, Limits
from ._checks import Call as SeenCall
from ._checks import Checks
from ._clock import Clock
from ._events import Events
from ._fault_rules import FILE, fingerprint
from ._faults import NOTHING, Decision, Faults
from ._handlers import CREATING, HANDLERS, Call, Errand, Handled, Result, Waiting
from ._links import PREFIX as FILES
from ._links import Links, Refusal
from ._pending import Later, Outcome, Work
from ._plan import Pace
from ._reply import Reply
from ._requests import EXCERPT, RequestRecord, Requests
from ._spec import Answer, NoMatch, Operation, Spec, SpecError
from ._validation import Refused, read_body, read_query

if TYPE_CHECKING:
    from ._transport import MockTransport

BASE_PATH = "/v2"
_JSON = {"content-type": "application/json"}
_log = logging.getLogger("virtualstaging_mock")
T = TypeVar("T")


class ContractBug(RuntimeError):  # noqa: N818 (a fault of the mock, not an error of its user)
    """The mock was about to break its own contract."""


@dataclass(slots=True)
class _Exchange:
    """One request and what is known of it so far."""

    at_ms: int
    method: str
    path: str
    query: str
    headers: dict[str, str]
    authorization: Sequence[str]
    body: bytes
    operation: Operation | None = None
    name: str | None = None
    owner: str | None = None
    decision: Decision = NOTHING
    acted: bool = False
    expired: bool = False
    message: str | None = None
    wrong_field: str | None = None


@dataclass(frozen=True, slots=True)
class _Settings:
    links_secret: bytes = field(repr=False)
    faults: Any


class Mock:
    """A stateful stand-in for the API: everything but the sockets.

    Args:
        spec: an OpenAPI document, decoded, to serve in place of the bundled one.
        clock: a `Clock`, or `wall`, `manual`, `instant` or `polls=N`; by default it follows the wall.
        seed: the same seed and the same calls give the same bytes.
        api_keys: the keys that are let in; None lets in any, each with a world of its own.
        origin: scheme, host and port of the API, without the path.
        files_origin: the same for result files: another host, so that a key sent there is noticed.
        photos: photos a period that each key's plan allows, for each kind of processing.
        failure_rate: share of variations that end in an error, 0 to 1.
        eta_error: how far ends may be from etas, as a share of the promised time, 0 to 1.
        duration: stretches the processing times; they are 6 to 20 seconds with 1.
        faults: fault rules to plant.
        limits: what is kept at most; `photos` here goes before its own.
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
        photos: int = PHOTOS,
        failure_rate: float = 0.0,
        eta_error: float = 0.1,
        duration: float = 1.0,
        faults: Any = (),
        limits: Limits | None = None,
        progress_events: bool = False,
    ) -> None:
        self.spec = Spec.bundled() if spec is None else Spec(spec)
        _check_handlers(self.spec)
        self.clock = clock if isinstance(clock, Clock) else Clock.parse(clock or "wall")
        self.origin = origin.rstrip("/")
        self.files_origin = files_origin or self.origin.replace("//127.0.0.1", "//localhost")
        self._lock = threading.RLock()
        self._keys = Keys(api_keys)
        secret = f"links/{seed}".encode()
        links = Links(secret, self.files_origin)
        pace = Pace(seed, failure_rate, eta_error, duration)
        self.backend = Backend(self.clock, pace, links, limits or Limits(photos=photos))
        self.backend.progress_events = progress_events
        self.requests = Requests()
        self.checks = Checks(CREATING, tuple(api_keys or ()))
        self.faults = Faults(faults, seed=seed, operations=self.spec.operations)
        self.events = Events(self.spec, self.backend, self.faults, self.checks)
        self._settings = _Settings(secret, faults)

    @property
    def base_url(self) -> str:
        """What a client is given as the API's address."""
        return f"{self.origin}{BASE_PATH}"

    def handle(
        self,
        method: str,
        path: str,
        query: str = "",
        headers: Iterable[tuple[str, str]] | Mapping[str, str] = (),
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
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        lowered = [(name.lower(), value) for name, value in pairs]
        exchange = _Exchange(
            at_ms=0,
            method=method,
            path=path,
            query=query,
            headers=dict(lowered),
            authorization=[v for name, v in lowered if name == self.spec.auth_header],
            body=body,
        )
        with self._lock:
            self.clock.run_due()
            exchange.at_ms = self.clock.now_ms()
            outcome = self._guarded(exchange, lambda: self._route(exchange))
            if self.clock.mode == "instant":
                self.clock.run_due()
            return outcome

    def answer(
        self,
        method: str,
        path: str,
        query: str = "",
        headers: Iterable[tuple[str, str]] | Mapping[str, str] = (),
        body: bytes = b"",
    ) -> Reply:
        """The same, done to the end: pictures are drawn here; a wait is cut short by moving the jobs on."""
        outcome = self.handle(method, path, query, headers, body)
        if isinstance(outcome, Work):
            return outcome.run()
        if isinstance(outcome, Later):
            self.advance(max(0, outcome.due_ms - self.clock.now_ms()) / 1000)
            return outcome.finish()
        return outcome

    def advance(self, seconds: float) -> None:
        """Let the mock's time pass; what falls due in it happens in order, each at its own instant."""
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
            self.faults.replace(self._settings.faults)

    def transport(self) -> "MockTransport":
        """A transport for `httpx.Client` and `httpx.AsyncClient`: calls without a socket."""
        from ._transport import MockTransport  # noqa: PLC0415 (httpx only where it is used)

        return MockTransport(self)

    def _route(self, exchange: _Exchange) -> Outcome:
        path = exchange.path
        if path.startswith(FILES):
            return self._file(exchange)
        if not path.startswith(f"{BASE_PATH}/"):
            return self._refuse(
                exchange, 404, f"Not found. The API's paths begin with {BASE_PATH}/."
            )
        match = self.spec.match(exchange.method, path[len(BASE_PATH) :])
        if isinstance(match, NoMatch):
            return self._no_match(exchange, match)
        operation = match.operation
        exchange.operation, exchange.name = operation, operation.id
        refused, key = self._caller(exchange)
        exchange.decision = self.faults.decide(operation.id, exchange.owner)
        instead = exchange.decision.instead(exchange.at_ms)
        if instead is not None:
            return self._record(exchange, instead)
        if key is None:
            assert refused is not None
            return self._refuse_by_spec(exchange, refused)
        try:
            handled = self._call(exchange, operation, key, match.values)
        except Refused as refusal:
            return self._refuse_by_spec(exchange, refusal)
        exchange.acted = True
        return self._outcome(exchange, handled)

    def _caller(self, exchange: _Exchange) -> tuple[Refused | None, str | None]:
        try:
            key = self._keys.read(exchange.authorization)
        except Refused as refusal:
            return refusal, None
        exchange.owner = fingerprint(key)
        return None, key

    def _call(
        self, exchange: _Exchange, operation: Operation, key: str, values: Mapping[str, str]
    ) -> Handled:
        query = read_query(operation.query, exchange.query) if operation.query else {}
        body = None
        if operation.body is not None:
            content_type = exchange.headers.get("content-type", "")
            body = read_body(operation.body, operation.body_required, content_type, exchange.body)
        world = self.backend.world_of(key)
        call = Call(self.backend, world, values, query, body, len(exchange.body))
        return HANDLERS[operation.id](call)

    def _outcome(self, exchange: _Exchange, handled: Handled) -> Outcome:
        if isinstance(handled, Result):
            return self._finish(exchange, handled)
        if isinstance(handled, Errand):
            errand = handled
            return Work(lambda: self._later(exchange, errand.run))
        waiting: Waiting = handled
        if self.clock.follows_wall:
            due_ms = max(job.due_ms for job in waiting.jobs)
            return Later(due_ms, lambda: self._later(exchange, waiting.then))
        # Where time stands still, waiting moves this request's jobs on and no others.
        world = self.backend.worlds[exchange.owner or ""]
        for job in waiting.jobs:
            self.backend.end_job(world, job)
        self.clock.run_due()
        return self._finish(exchange, waiting.then())

    def _later(self, exchange: _Exchange, then: Callable[[], Result]) -> Reply:
        result = then()
        with self._lock:
            self.clock.run_due()
            outcome = self._guarded(exchange, lambda: self._finish(exchange, result))
        assert isinstance(outcome, Reply)
        return outcome

    def _finish(self, exchange: _Exchange, result: Result) -> Reply:
        operation = exchange.operation
        assert operation is not None
        answer = operation.answers.get(result.status)
        if answer is None:
            raise ContractBug(f"{operation.id} has no answer {result.status}.")
        if answer.schema is None:
            return self._record(exchange, Reply(result.status))
        return self._record(exchange, _reply(answer, result.payload))

    def _refuse_by_spec(self, exchange: _Exchange, refused: Refused) -> Reply:
        operation = exchange.operation
        assert operation is not None
        answer = operation.answers.get(refused.status)
        if answer is None:
            raise ContractBug(f"{operation.id} has no answer {refused.status}.")
        exchange.message = f"{answer.headline} {refused.detail}"
        exchange.wrong_field = refused.field
        return self._record(exchange, _reply(answer, {"message": exchange.message}))

    def _refuse(
        self, exchange: _Exchange, status: int, message: str, headers: Mapping[str, str] = _JSON
    ) -> Reply:
        exchange.message = message
        body = b"" if exchange.method == "HEAD" else orjson.dumps({"message": message})
        return self._record(exchange, Reply(status, headers, body))

    def _no_match(self, exchange: _Exchange, match: NoMatch) -> Reply:
        if not match.allowed:
            return self._refuse(exchange, 404, "Not found. The API has no such path.")
        allowed = ", ".join(match.allowed)
        return self._refuse(
            exchange,
            405,
            f"Method not allowed. This path takes {allowed}.",
            {**_JSON, "allow": allowed},
        )

    def _file(self, exchange: _Exchange) -> Outcome:
        exchange.name = FILE
        if exchange.method not in ("GET", "HEAD"):
            headers = {**_JSON, "allow": "GET, HEAD"}
            return self._refuse(exchange, 405, "Method not allowed. A file can be read.", headers)
        exchange.decision = self.faults.decide(FILE)
        instead = exchange.decision.instead(exchange.at_ms)
        if instead is not None:
            return self._record(exchange, instead)
        found = self.backend.links.check(f"{exchange.path}?{exchange.query}", exchange.at_ms)
        if isinstance(found, Refusal):
            exchange.expired = found.expired
            return self._refuse(exchange, found.status, found.message)
        try:
            drawing = _files.find(self.backend, found)
        except _files.Missing as missing:
            return self._refuse(exchange, 404, missing.message)
        exchange.acted = True

        def run() -> Reply:
            reply = _files.draw(self.backend, drawing, exchange.headers)
            with self._lock:
                return self._record(exchange, reply)

        return Work(run)

    def _record(self, exchange: _Exchange, reply: Reply) -> Reply:
        """Lay the planted faults over the answer, and keep what came in and what became of it."""
        reply = exchange.decision.over(reply, exchange.at_ms)
        status = None if reply.ending in ("reset", "empty", "hang", "cut") else reply.status
        self.checks.seen(
            SeenCall(
                at_ms=exchange.at_ms,
                method=exchange.method,
                path=exchange.path,
                query=exchange.query,
                headers=exchange.headers,
                body=exchange.body,
                operation=exchange.name,
                status=status,
                message=exchange.message,
                acted=exchange.acted,
                expired=exchange.expired,
            )
        )
        self.requests.add(_record_of(exchange, status, self.requests.next_number()))
        return reply

    def _guarded(self, exchange: _Exchange, run: Callable[[], Outcome]) -> Outcome:
        try:
            return run()
        except Exception:  # noqa: BLE001
            # Whatever it is, it is a bug of the mock: the caller gets the API's own 500.
            _log.exception("The mock failed at %s %s", exchange.method, exchange.name)
            exchange.decision = NOTHING
            return self._refuse(
                exchange, 500, "Unexpected server error. This is a bug of the mock."
            )


def _check_handlers(spec: Spec) -> None:
    missing = sorted(spec.operations.keys() - HANDLERS.keys())
    unknown = sorted(HANDLERS.keys() - spec.operations.keys())
    if missing or unknown:
        raise SpecError(
            f"Operations without a handler: {missing}. Handlers without an operation: {unknown}."
        )


def _reply(answer: Answer, payload: Any) -> Reply:
    """An answer that fits the document; the mock never sends one that does not."""
    schema = answer.schema
    if schema is not None and not schema.validator.is_valid(payload):
        problem = next(schema.validator.iter_errors(payload))
        raise ContractBug(f"An answer {answer.status} does not fit the document: {problem.message}")
    return Reply(answer.status, _JSON, orjson.dumps(payload))


def _record_of(exchange: _Exchange, status: int | None, number: int) -> RequestRecord:
    path = exchange.path
    if exchange.query and exchange.name != FILE:
        path = f"{path}?{exchange.query}"
    body = exchange.body[:EXCERPT].decode("utf-8", "replace")
    if exchange.name == "set_webhook_secret":
        body = "(not kept: it holds a secret)"
    return RequestRecord(
        number=number,
        at_ms=exchange.at_ms,
        key=exchange.owner,
        method=exchange.method[:20],
        path=path[:EXCERPT],
        operation=exchange.name,
        status=status,
        message=exchange.message,
        field=exchange.wrong_field,
        body=body,
    )
