"""Lets schemathesis call any target in process, and the oracle check all answers."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from contract_tests.exchange import Answer, Exchange, OutOfReach, Request
from contract_tests.model.oracle import Oracle

PREFIX = "/v2"
CASE = b"x-schemathesis-testcaseid"
CUT_SHORT = Answer(503)
# Headers of the connection that there is none of here, and of schemathesis' own client.
TRANSPORTS_OWN = {
    b"host",
    b"connection",
    b"content-length",
    b"transfer-encoding",
    b"accept-encoding",
    b"user-agent",
    b"accept",
}
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Bridge:
    """An ASGI application that passes requests on to a server.

    Args:
        oracle: knows the server, and checks the answers.
        document: what schemathesis reads as the spec.
        checking: whether the oracle looks at the answers at all.
    """

    def __init__(self, oracle: Oracle, document: dict[str, Any], *, checking: bool = True) -> None:
        self.oracle = oracle
        self.failure: Exception | None = None
        self.cut_short = False
        self.exchanges: dict[str, Exchange] = {}
        """What was sent and came back, by schemathesis' name for the case."""
        self._document = json.dumps(document).encode()
        self._checking = checking

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            return
        path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
        if path == "/openapi.json":
            await _reply(send, Answer(200, (("content-type", "application/json"),), self._document))
            return
        given = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        case = given.pop(CASE, "")
        headers = tuple(
            (name.decode("latin-1").title(), value)
            for name, value in given.items()
            if name not in TRANSPORTS_OWN
        )
        body = await _body(receive)
        request = Request(
            scope["method"],
            path.removeprefix(PREFIX),
            scope["query_string"].decode("latin-1"),
            headers,
            body if body or b"content-type" in given else None,
        )
        answer = self._send(request)
        self.exchanges[case] = Exchange(request, answer)
        await _reply(send, answer)

    def _send(self, request: Request) -> Answer:
        if self.cut_short:
            return CUT_SHORT
        try:
            self.oracle.target.check_time()
            answer = self.oracle.ask(request)
            if self._checking and self.failure is None:
                self.oracle.check(request, answer)
                answer = self.oracle.sound_part(request, answer)
        except OutOfReach:
            self.cut_short = True
            return CUT_SHORT
        except Exception as failure:  # noqa: BLE001 (schemathesis would swallow it)
            self.failure = failure
            return CUT_SHORT
        return answer


async def _body(receive: Receive) -> bytes:
    body: bytes = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


async def _reply(send: Send, answer: Answer) -> None:
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
