"""Lets schemathesis call any target in process, and the model events all that passes."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from contract_tests.exchange import Answer, Request
from contract_tests.model.oracle import Oracle

PREFIX = "/v2"
# Belong to the connection that there is none of here.
TRANSPORTS_OWN = {
    b"host",
    b"connection",
    b"content-length",
    b"transfer-encoding",
    b"accept-encoding",
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

    def __init__(
        self,
        oracle: Oracle,
        document: dict[str, Any],
        *,
        checking: bool = True,
    ) -> None:
        self.oracle = oracle
        self.failure: Exception | None = None
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
        headers = tuple(
            (name.decode("latin-1").title(), value.decode("latin-1"))
            for name, value in scope["headers"]
            if name.lower() not in TRANSPORTS_OWN
        )
        body = await _body(receive)
        request = Request(
            scope["method"],
            path.removeprefix(PREFIX),
            scope["query_string"].decode("latin-1"),
            headers,
            body if body or any(name == "Content-Type" for name, _ in headers) else None,
        )
        await _reply(send, self._send(request))

    def _send(self, request: Request) -> Answer:
        answer = self.oracle.ask(request)
        if self._checking and self.failure is None:
            try:
                self.oracle.check(request, answer)
            except Exception as failure:  # noqa: BLE001 (schemathesis would swallow it)
                self.failure = failure
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
