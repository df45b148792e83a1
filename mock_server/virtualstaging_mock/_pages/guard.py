"""Lets only the mock's own pages and programs change the mock, not the web pages of other sites.

A web page in a browser can send requests to 127.0.0.1, and by DNS rebinding even read the answers.
So the Host must be a name of this server, a change must come as JSON (a browser sends that to
another origin only after a preflight, which is refused here), and an Origin must be this server's.
"""

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from virtualstaging_mock._http.hosts import Hosts, unknown
from virtualstaging_mock._webhooks.network import USER_AGENT

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Guard:
    """ASGI middleware that refuses requests of other sites.

    Args:
        app: what is guarded.
        hosts: the names that are answered to.
    """

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope["method"], Headers(scope=scope))
        if refusal is not None:
            await refusal(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, send_guarded)

    def _refusal(self, method: str, headers: Headers) -> Response | None:
        host = headers.get("host", "")
        if not self._hosts.knows(host):
            return refused(403, unknown(host))
        if headers.get("user-agent") == USER_AGENT:
            return refused(403, "A mock's own requests, as webhooks, do nothing here.")
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2].lower() != host.lower():
            return refused(403, "Only pages of this server may do that.")
        # A link on another site may lead here; all other requests of other sites are refused.
        near = headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        led_here = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
        if not near and not led_here:
            return refused(403, "Only pages of this server may do that.")
        if method in ("GET", "HEAD"):
            return None
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return refused(415, "Send this with Content-Type: application/json.")
        return None


def refused(status: int, message: str) -> Response:
    """A refusal, in the form of the API's errors."""
    body = orjson.dumps({"message": message})
    return Response(body, status, media_type="application/json")
