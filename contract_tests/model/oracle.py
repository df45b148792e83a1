"""Sends requests and checks every answer. All tests of servers use it."""

import json
from dataclasses import replace
from typing import Any

from contract_tests.commands import Sent
from contract_tests.exchange import JSON, Answer, Exchange, Failure, Request, query_string, trail
from contract_tests.model.account import Account, Render
from contract_tests.model.adoption import what_is_there
from contract_tests.model.allowed import allowed_statuses, authorized_key
from contract_tests.model.context import WHOLE, Context
from contract_tests.model.created import CreationRules
from contract_tests.model.objects import Instant, ObjectRules
from contract_tests.model.read_back import ReadRules
from contract_tests.model.secrets import check_no_secret
from contract_tests.spec.document import Operation, Spec, the_spec
from contract_tests.spec.judge import Judgement, judge
from contract_tests.spec.rules import check_answer, check_no_operation, check_status
from contract_tests.targets import Target

# Where real time passes, two things in one answer may disagree for a moment.
LOOKS = 3


class Oracle:
    """Holds every answer of a server against the spec and against what it said before.

    Args:
        target: the server.
        spec: what it claims to obey.
        thorough: read back after each call that may change something (what was made, the quota, the
            newest render). Without it only what the answers say is checked.
        strict: raise Failure also for renders that were there before. Otherwise those that are not
            sound are ignored: the check that made them has reported it.
    """

    def __init__(
        self,
        target: Target,
        spec: Spec | None = None,
        *,
        thorough: bool = True,
        strict: bool = False,
    ) -> None:
        self.target = target
        self.spec = spec or the_spec()
        self.thorough = thorough
        self.objects = ObjectRules(self.spec)
        self.accounts: dict[str, Account] = {}
        self._strict = strict
        self._depth = 0
        self._context = Context(
            self.spec,
            self.objects,
            self.accounts,
            self.instant,
            self.call,
            self.read,
            self.check,
        )
        self._creation = CreationRules(self._context)
        self._reading = ReadRules(self._context)

    @property
    def key(self) -> str:
        """The first key."""
        return self.target.keys[0]

    @property
    def account(self) -> Account:
        """The first key's account."""
        return self.account_of(self.key)

    def account_of(self, key: str) -> Account:
        """A key's account; what it held before is read when it is first asked for."""
        if key not in self.accounts:
            self.accounts[key] = Account(key)
            self._read_what_is_there(self.accounts[key])
        return self.accounts[key]

    def call(
        self,
        method: str,
        path: str,
        query: object = None,
        body: Any = None,
        *,
        key: str | None = None,
        headers: tuple[tuple[str, str], ...] | None = None,
    ) -> Answer:
        """Send a request with the first key, or another, and check the answer.

        `body` is a JSON value, or bytes to send as they are. `headers` replace all headers.
        """
        if headers is None:
            headers = (("Authorization", f"Api-Key {key or self.key}"),)
            if body is not None:
                headers += (("Content-Type", JSON),)
        raw = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        return self.send(Request(method, path, query_string(query), headers, raw))

    def send(self, request: Request) -> Answer:
        """Send a request and check the answer. What it makes is read back however late it is."""
        if self._depth == 0:
            self.target.check_time()
        self._depth += 1
        try:
            return self._send(request)
        finally:
            self._depth -= 1

    def _send(self, request: Request) -> Answer:
        key = authorized_key(self.target.keys, request)
        if key is not None:
            self.account_of(key)
        answer = self.ask(request)
        self.check(request, answer)
        return answer

    def ask(self, request: Request) -> Answer:
        """Send a request without checking the answer; `check` does that."""
        self._context.since = self.target.now_ms()
        self._note(request)
        return self.target.call(request)

    def read(self, method: str, path: str, query: object, key: str) -> Exchange:
        """Send a request whose answer is checked by the schemas only: it may show what is not known
        yet."""
        headers = (("Authorization", f"Api-Key {key}"),)
        request = Request(method, path, query_string(query), headers)
        self._note(request)
        answer = self.target.call(request)
        operation, _, _ = self.spec.find(method, path)
        assert operation is not None
        check_answer(self.spec, operation, answer)
        return Exchange(request, answer)

    def check(self, request: Request, answer: Answer) -> None:
        """Check an answer to any request. Raises Failure, with commands that repeat it."""
        for looks_left in reversed(range(LOOKS)):
            try:
                self._check(request, answer)
                return
            except Failure as failure:
                failure.got = failure.got or answer.excerpt()
                again = failure.passing and request.method == "GET" and looks_left
                if not again or self.target.now_ms() is not None:
                    raise
            answer = self.target.call(request)

    def sound_part(self, request: Request, answer: Answer) -> Answer:
        """A list without the renders of earlier checks that are known not to be sound."""
        operation, _, _ = self.spec.find(request.method, request.path)
        account = self.accounts.get(authorized_key(self.target.keys, request) or "")
        unsound = account.unsound if account else set()
        is_list = operation is not None and operation.id == "list_renders"
        if not unsound or not is_list or answer.status != 200:
            return answer
        page = answer.json()
        items = [item for item in page["items"] if item.get("id") not in unsound]
        return replace(answer, body=json.dumps({**page, "items": items}).encode())

    def instant(self) -> Instant:
        """The server's time now, where it is known."""
        now = self.target.now_ms()
        return Instant(now, None if now is None else int(now))

    def read_render(self, render: Render, key: str) -> None:
        """Read a render with all its variations."""
        self.call("GET", f"/renders/{render.id}", WHOLE, key=key)

    def check_nothing_changed(self) -> None:
        """Read what shows any change: the quota, the newest renders, and the one last made."""
        for key, account in list(self.accounts.items()):
            self.call("GET", "/user", key=key)
            self.call("GET", "/renders", {"limit": 2}, key=key)
            for render in account.renders[-1:]:
                if render.ours:
                    self.read_render(render, key)

    def _check(self, request: Request, answer: Answer) -> None:
        known = [account.secret for account in self.accounts.values() if account.secret]
        check_no_secret(request, answer, self.target.keys, known)
        key = authorized_key(self.target.keys, request)
        operation, ids, known_path = self.spec.find(request.method, request.path)
        if operation is None:
            plain = Request("GET", request.path, request.query, request.headers)
            check_no_operation(
                self.spec,
                request,
                answer,
                known_path=known_path,
                authorized=key is not None,
                get=lambda: self.target.call(plain),
            )
            self._unchanged(request)
            return
        check_answer(self.spec, operation, self.sound_part(request, answer))
        if key is None:
            where = "#/components/securitySchemes/ApiKeyAuth"
            check_status(self.spec, operation, answer, {401}, "no valid key was sent", where)
            self._unchanged(request)
            return
        judgement = judge(self.spec, operation, ids, request)
        account = self.account_of(key)
        statuses, reason, where = allowed_statuses(account, operation, ids, request, judgement)
        check_status(self.spec, operation, answer, statuses, reason, where)
        if answer.status >= 300:
            self._unchanged(request)
        elif judgement.verdict != "invalid":
            self._accepted(operation, ids, request, answer, judgement, account)

    def _accepted(
        self,
        operation: Operation,
        ids: dict[str, str],
        request: Request,
        answer: Answer,
        judgement: Judgement,
        account: Account,
    ) -> None:
        if handle := getattr(self._creation, operation.id, None):
            body = json.loads(request.body or b"{}") if operation.body else {}
            handle(account, ids, body, answer)
        elif judgement.verdict == "valid":
            getattr(self._reading, operation.id)(account, ids, request, answer)

    def _unchanged(self, request: Request) -> None:
        """A refused request leaves everything as it was."""
        if self.thorough and request.method not in ("GET", "HEAD", "OPTIONS"):
            self.check_nothing_changed()

    def _read_what_is_there(self, account: Account) -> None:
        """Learn what an account holds at the start."""
        self.call("GET", "/user", key=account.key)
        items = what_is_there(self.spec, account.key, self.ask, strict=self._strict)
        self._reading.adopt(account, items, strict=self._strict)

    def _note(self, request: Request) -> None:
        trail.append(Sent(request, self.target.base_url, tuple(self.target.keys)))
