"""From a request to an answer: route, planted faults, key, validation, handler, answer, record."""

import logging
import threading
from collections.abc import Mapping

import orjson

from ._faults.faults import NOTHING, Faults
from ._faults.rules import FILE
from ._handlers import HANDLERS
from ._handlers.answers import answer_of, reply_of
from ._handlers.call import Call, Handled, Result, Slow, Waiting
from ._http.hosts import Hosts, unknown
from ._http.reply import JSON_HEADERS, Later, Outcome, Reply, Work
from ._record.checks import Checks
from ._record.requests import EXCERPT, Exchange, Head, Headers, Requests
from ._secrets import fingerprint
from ._spec.auth import Keys
from ._spec.spec import NoMatch, Operation, Spec
from ._spec.validation import Refused, check_encoding, read_body, read_query
from ._state import files as _files
from ._state.backend import Backend
from ._state.links import PREFIX as FILES, NoFile

BASE_PATH = "/v2"
_BASE = f"{BASE_PATH}/"
_log = logging.getLogger("virtualstaging_mock")


class Service:
    """Answers requests; holds no state of its own.

    Args:
        spec: what the API is.
        backend: the state.
        keys: who is let in.
        faults: what goes wrong on purpose.
        checks: watches what clients do.
        requests: keeps the latest requests.
        lock: held while the state is read or changed.
    """

    def __init__(
        self,
        spec: Spec,
        backend: Backend,
        keys: Keys,
        faults: Faults,
        checks: Checks,
        requests: Requests,
        lock: threading.RLock,
    ) -> None:
        self._spec = spec
        self._backend = backend
        self._clock = backend.clock
        self._keys = keys
        self.hosts: Hosts | None = None  # the names that are answered to; None for any
        self._faults = faults
        self._checks = checks
        self._requests = requests
        self._lock = lock
        self._key_header = spec.key.header.lower()

    def handle(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> Outcome:
        """Take one request; see `Mock.handle`."""
        head = headers if isinstance(headers, Head) else Head(headers)
        with self._lock:
            with self._clock.held() as at_ms:
                exchange = Exchange(at_ms, method, path, query, head.fields, body, None, None)
                exchange.acted = False
                exchange.authorization = head.values(self._key_header)
                try:
                    outcome = self._route(exchange)
                except Exception:  # noqa: BLE001
                    outcome = self._failed(exchange)
            if self._clock.mode == "instant":
                self._clock.run_due()
            return outcome

    def _route(self, exchange: Exchange) -> Outcome:
        path = exchange.path
        if self.hosts is not None:
            host = exchange.headers.get("host")  # only a client of HTTP/1.0 sends none
            if host is not None and not self.hosts.knows(host):
                return self._refuse(exchange, 403, f"Forbidden error. {unknown(host)}")
        if path.startswith(FILES):
            return self._file(exchange)
        if not path.startswith(_BASE):
            return self._refuse(exchange, 404, f"Not found. {_elsewhere(path)}")
        match = self._spec.match(exchange.method, path[len(BASE_PATH) :])
        if isinstance(match, NoMatch):
            return self._no_match(exchange, match)
        operation = match.operation
        exchange.route, exchange.operation = operation, operation.id
        exchange.fixed_path = not match.values
        refused = self._read_key(exchange)
        exchange.decision = self._faults.decide(operation.id, exchange.owner)
        if exchange.decision is not NOTHING:
            instead = exchange.decision.instead(self._clock)
            if instead is not None:
                return self._record(exchange, instead)
        if refused is not None:
            return self._refuse_by_spec(exchange, refused)
        try:
            handled = self._call(exchange, operation, match.values)
        except Refused as refusal:
            return self._refuse_by_spec(exchange, refusal)
        exchange.acted = True
        return self._outcome(exchange, handled)

    def _read_key(self, exchange: Exchange) -> Refused | None:
        try:
            exchange.key = self._keys.read(exchange.authorization)
        except Refused as refused:
            return refused
        exchange.owner = fingerprint(exchange.key)
        return None

    def _call(self, exchange: Exchange, operation: Operation, values: Mapping[str, str]) -> Handled:
        query = read_query(operation.query, exchange.query) if operation.query else {}
        body = None
        if operation.body is not None:
            check_encoding(exchange.headers.get("content-encoding", ""))
            content_type = exchange.headers.get("content-type", "")
            body = read_body(operation.body, operation.body_required, content_type, exchange.body)
        account = self._backend.account_of(exchange.owner or "")
        host = exchange.headers.get("host", "")
        size = len(exchange.body)
        call = Call(self._backend, account, values, query, body, size, host, exchange.at_ms)
        return HANDLERS[operation.id](call)

    def _outcome(self, exchange: Exchange, handled: Handled) -> Outcome:
        if not isinstance(handled, Waiting):
            return self._answered(exchange, handled)
        if self._clock.follows_wall:
            due_ms = max(job.due_ms for job in handled.jobs)
            return Later(due_ms, lambda: self._resume(exchange, handled))
        # Where time stands still, waiting moves this request's jobs on and no others.
        account = self._backend.accounts[exchange.owner or ""]
        for job in handled.jobs:
            self._backend.end_job(account, job)
        self._clock.run_due()
        return self._answered(exchange, handled.then())

    def _resume(self, exchange: Exchange, waiting: Waiting) -> Reply | Work:
        with self._lock, self._clock.held():
            try:
                return self._answered(exchange, waiting.then())
            except Exception:  # noqa: BLE001
                return self._failed(exchange)

    def _answered(self, exchange: Exchange, handled: Result | Slow) -> Reply | Work:
        if isinstance(handled, Result):
            return self._finish(exchange, handled)
        return Work(lambda: self._run(exchange, handled))

    def _run(self, exchange: Exchange, slow: Slow) -> Reply:
        try:
            result = slow.run()  # without the lock, because it takes long
            with self._lock, self._clock.held():
                return self._finish(exchange, result)
        except Exception:  # noqa: BLE001
            with self._lock:
                return self._failed(exchange)

    def _finish(self, exchange: Exchange, result: Result) -> Reply:
        answer = answer_of(exchange.route, result.status)
        return self._record(exchange, reply_of(answer, result.payload))

    def _refuse_by_spec(self, exchange: Exchange, refused: Refused) -> Reply:
        answer = answer_of(exchange.route, refused.status)
        exchange.message = f"{answer.headline} {refused.detail}"
        exchange.wrong_field = refused.field
        return self._record(exchange, reply_of(answer, {"message": exchange.message}))

    def _refuse(
        self,
        exchange: Exchange,
        status: int,
        message: str,
        headers: Mapping[str, str] = JSON_HEADERS,
    ) -> Reply:
        exchange.message = message
        body = b"" if exchange.method == "HEAD" else orjson.dumps({"message": message})
        return self._record(exchange, Reply(status, headers, body))

    def _no_match(self, exchange: Exchange, match: NoMatch) -> Reply:
        if not match.allowed:
            return self._refuse(exchange, 404, "Not found. The API has no such path.")
        allowed = ", ".join(match.allowed)
        message = f"Method not allowed. This path takes {allowed}."
        return self._refuse(exchange, 405, message, {**JSON_HEADERS, "allow": allowed})

    def _file(self, exchange: Exchange) -> Outcome:
        exchange.operation = FILE
        if exchange.method not in ("GET", "HEAD"):
            headers = {**JSON_HEADERS, "allow": "GET, HEAD"}
            return self._refuse(exchange, 405, "Method not allowed. A file can be read.", headers)
        exchange.decision = self._faults.decide(FILE)
        instead = exchange.decision.instead(self._clock)
        if instead is not None:
            return self._record(exchange, instead)
        try:
            file = self._backend.links.check(f"{exchange.path}?{exchange.query}", exchange.at_ms)
            drawing = _files.find(self._backend, file)
        except NoFile as refused:
            exchange.expired = refused.expired
            return self._refuse(exchange, refused.status, refused.message)
        exchange.acted = True

        def run() -> Reply:
            reply = _files.draw(self._backend, drawing, exchange.headers)
            with self._lock:
                return self._record(exchange, reply)

        return Work(run)

    def _record(self, exchange: Exchange, reply: Reply) -> Reply:
        """Apply the planted faults to the answer, and keep the request and what became of it."""
        if exchange.decision is not NOTHING:
            reply = exchange.decision.over(reply, self._clock)
        broken = reply.ending in ("reset", "empty", "hang", "cut")
        exchange.status = None if broken else reply.status
        self._checks.seen(exchange)
        # What is kept is bounded; the record itself is made when it is read.
        exchange.body = exchange.body[:EXCERPT]
        exchange.path, exchange.query = exchange.path[:EXCERPT], exchange.query[:EXCERPT]
        exchange.headers = {}
        exchange.key = None
        self._requests.add(exchange)
        return reply

    def _failed(self, exchange: Exchange) -> Reply:
        """Whatever went wrong, it is a bug of the mock: the caller gets the API's own 500."""
        _log.exception("The mock failed at %s %s", exchange.method, exchange.operation)
        exchange.decision = NOTHING
        return self._refuse(exchange, 500, "Unexpected server error. This is a bug of the mock.")


def _elsewhere(path: str) -> str:
    """What is wrong with a path that is not below the API's own prefix."""
    first = path[1:].partition("/")[0]
    if first == "apiV2":
        return f"/apiV2 is on the API's second host; here its paths begin with {BASE_PATH}/, too."
    if first == "v1":
        return f"This is version 2 of the API, whose paths begin with {BASE_PATH}/: v1 is not here."
    return f"The API's paths begin with {BASE_PATH}/."
