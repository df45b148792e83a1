"""Sends requests and watches every answer, whoever asked: the oracle of all tests of servers."""

import json
from collections.abc import Callable
from typing import Any

from contract_tests.exchange import JSON, Answer, Failure, Request, Sent, query_string, trail
from contract_tests.model.creating import Creating
from contract_tests.model.reading import Instant, Reader
from contract_tests.model.refusing import allowed_statuses, authorized_key
from contract_tests.model.showing import Showing
from contract_tests.model.world import Render, World
from contract_tests.spec.document import Operation, Spec, the_spec
from contract_tests.spec.judge import Judgement, judge
from contract_tests.spec.rules import NO_SUCH_METHOD, check_answer, check_secrets
from contract_tests.targets import Target


class Witness:
    """A server's every word, held against the spec and against what it said before.

    Args:
        target: the server.
        spec: what it claims to obey.
        thorough: read back after each call that may change something (what was made, the quota, the
            newest render). Without it only what the answers say is checked.
    """

    def __init__(self, target: Target, spec: Spec | None = None, *, thorough: bool = True) -> None:
        self.target = target
        self.spec = spec or the_spec()
        self.thorough = thorough
        self.reader = Reader(self.spec)
        self.worlds: dict[str, World] = {}
        self.since: float | None = None
        self._creating = Creating(self)
        self._showing = Showing(self)

    @property
    def key(self) -> str:
        """The first key."""
        return self.target.keys[0]

    @property
    def world(self) -> World:
        """The first key's world."""
        return self.world_of(self.key)

    def world_of(self, key: str) -> World:
        """A key's world; what it held before is read when it is first looked at."""
        if key not in self.worlds:
            self.worlds[key] = World(key)
            self._read_what_is_there(self.worlds[key])
        return self.worlds[key]

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
        """Send a request and check the answer."""
        key = authorized_key(self.target, request)
        if key is not None:
            self.world_of(key)
        answer = self.ask(request)
        self.saw(request, answer)
        return answer

    def ask(self, request: Request) -> Answer:
        """Send a request without looking at the answer: `saw` does. What it makes is made from now
        on."""
        self.since = self.target.now_ms()
        return self.target.call(request)

    def peek(self, method: str, path: str, query: str, key: str) -> Answer:
        """Send a request whose answer is only held against the schemas: it tells what is not
        known yet."""
        request = Request(method, path, query, (("Authorization", f"Api-Key {key}"),))
        answer = self.target.call(request)
        operation, _, _ = self.spec.find(method, path)
        assert operation is not None
        self._remember(request)
        check_answer(self.spec, operation, answer)
        return answer

    def saw(self, request: Request, answer: Answer) -> None:
        """Check an answer that came to anyone. Raises Failure, with commands that repeat it."""
        self._remember(request)
        try:
            self._check(request, answer)
        except Failure as failure:
            failure.got = failure.got or answer.excerpt()
            raise

    def instant(self) -> Instant:
        """The server's time now, where it is known."""
        now = self.target.now_ms()
        return Instant(now, None if now is None else int(now))

    def successes(self, operation: Operation) -> set[int]:
        """The documented statuses of success."""
        return {status for status in operation.responses if status < 300}

    def read_render(self, render: Render, key: str) -> Answer:
        """Read a render with all its variations."""
        return self.call(
            "GET",
            f"/renders/{render.id}",
            {"include_variations": True, "variations_limit": 100, "variations_order": "asc"},
            key=key,
        )

    def _check(self, request: Request, answer: Answer) -> None:
        self._check_secrets(request, answer)
        operation, ids, known_path = self.spec.find(request.method, request.path)
        if operation is None:
            self._check_unknown(request, answer, known_path)
            return
        check_answer(self.spec, operation, answer)
        key = authorized_key(self.target, request)
        if key is None:
            self._expect(
                operation,
                answer,
                {401},
                "no valid key was sent",
                "#/components/securitySchemes/ApiKeyAuth",
            )
            self._unchanged(request)
            return
        judgement = judge(self.spec, operation, ids, request)
        statuses, reason, pointer = allowed_statuses(self, operation, ids, request, judgement, key)
        self._expect(operation, answer, statuses, reason, pointer)
        if answer.status >= 300:
            self._unchanged(request)
        elif judgement.verdict != "invalid":
            self._accepted(operation, ids, request, answer, judgement, key)

    def _accepted(
        self,
        operation: Operation,
        ids: dict[str, str],
        request: Request,
        answer: Answer,
        judgement: Judgement,
        key: str,
    ) -> None:
        world = self.world_of(key)
        handle: Callable[..., None] | None = getattr(self._creating, operation.id, None)
        if handle is not None:
            body = json.loads(request.body or b"{}") if operation.body else {}
            handle(world, ids, body, answer)
        elif judgement.verdict == "valid":
            getattr(self._showing, operation.id)(world, ids, request, answer)

    def _check_unknown(self, request: Request, answer: Answer, known_path: bool) -> None:
        """A method or a path that the spec does not have."""
        allowed = set(NO_SUCH_METHOD) if known_path else {404, 405}
        if authorized_key(self.target, request) is None:
            allowed.add(401)
        if request.method == "OPTIONS":
            allowed |= {200, 204}
        if request.method == "HEAD":
            self._check_head(request, answer, allowed)
            return
        if answer.status not in allowed:
            raise Failure(
                f"there is no {request.method} {request.path}: one of {sorted(allowed)}",
                answer.excerpt(),
            )
        self._unchanged(request)

    def _check_head(self, request: Request, answer: Answer, allowed: set[int]) -> None:
        if answer.body:
            raise Failure("an answer to HEAD has no body", answer.excerpt())
        if answer.status in allowed:
            return
        operation, _, _ = self.spec.find("GET", request.path)
        if operation is None:
            raise Failure(
                f"there is no HEAD {request.path}: one of {sorted(allowed)}", answer.excerpt()
            )
        plain = self.target.call(Request("GET", request.path, request.query, request.headers))
        if plain.status != answer.status:
            raise Failure(
                f"HEAD answers as GET does, {plain.status}, or that there is none", answer.excerpt()
            )

    def _expect(
        self, operation: Operation, answer: Answer, statuses: set[int], reason: str, pointer: str
    ) -> None:
        if answer.status not in statuses:
            wanted = " or ".join(map(str, sorted(statuses)))
            raise Failure(
                f"{operation.id} answers {wanted}: {reason}",
                answer.excerpt(),
                self.spec.cite(pointer or operation.pointer),
            )

    def _check_secrets(self, request: Request, answer: Answer) -> None:
        secrets = {
            key: "the API key"
            for key in self.target.keys
            if key not in request.path + request.query
        }
        setting = request.path == "/user/webhook-secret"
        # A refusal may name the value that was refused, and that may contain the good one.
        if not setting or answer.status < 300:
            known = [world.secret for world in self.worlds.values() if world.secret]
            if setting:
                known.append(_secret_in(request))
            for secret in known:
                # Shorter ones may be words that an answer has of itself: "application".
                if len(secret) > 15 and secret not in request.path + request.query:
                    secrets[secret] = "the webhook secret"
        check_secrets(answer, secrets)

    def _unchanged(self, request: Request) -> None:
        """A refused request leaves the world as it was."""
        if self.thorough and request.method not in ("GET", "HEAD", "OPTIONS"):
            self.look_around()

    def look_around(self) -> None:
        """Read what shows any change: the quota, the newest render, and the renders last
        touched."""
        for key, world in list(self.worlds.items()):
            self.call("GET", "/user", key=key)
            self.call("GET", "/renders", {"limit": 2}, key=key)
            for render in world.renders[-1:]:
                if render.ours:
                    self.read_render(render, key)

    def _read_what_is_there(self, world: World) -> None:
        """Learn what a world holds at the start; the order of creation is what the server says it
        is."""
        self.call("GET", "/user", key=world.key)
        found: list[dict[str, Any]] = []
        cursor = None
        while True:
            query = {"limit": 100, "order": "asc"} | ({"cursor": cursor} if cursor else {})
            request = Request(
                "GET", "/renders", query_string(query), (("Authorization", f"Api-Key {world.key}"),)
            )
            answer = self.target.call(request)
            operation = self.spec.operations["list_renders"]
            check_answer(self.spec, operation, answer)
            self._expect(operation, answer, {200}, "the key is valid", "")
            page = answer.json()
            found += page["items"]
            if not page.get("next_cursor") or page["next_cursor"] == cursor:
                break
            cursor = page["next_cursor"]
        self._showing.adopt(world, found)

    def _remember(self, request: Request) -> None:
        trail.append(Sent(request, self.target.base_url, tuple(self.target.keys)))


def _secret_in(request: Request) -> str:
    """The webhook secret that a request sets; empty where it sets none."""
    try:
        secret = json.loads(request.body or b"{}")["webhook_secret"]
    except (ValueError, KeyError, TypeError):
        return ""
    return secret if isinstance(secret, str) else ""
