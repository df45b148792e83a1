"""Passes traffic on to a real server and reports where it leaves the document."""

import contextlib
import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from .conformance import Judge, Recorded
from .report import Report

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
TIMEOUT_SECONDS = 20 * 60.0
"""Calls that wait for completion take minutes."""
MOST_BYTES = 64 * 1024 * 1024
# What concerns one connection (RFC 9110, 7.6.1), and what the proxy sets itself.
_OWN = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "host",
        "content-length",
        "accept-encoding",
    }
)


class UpstreamError(ValueError):
    """The upstream's URL cannot be used; the message says why."""


def checked_upstream(url: str) -> str:
    """Return the URL without a slash at its end.

    Raises:
        UpstreamError: it is no http(s) URL with a host, or would send the key unencrypted.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise UpstreamError(f"{url!r} is no URL.") from None
    if host is None or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise UpstreamError(f"{url!r} is no http or https URL such as https://api.example.com/v2.")
    if parts.username is not None:
        raise UpstreamError("The URL must not hold a user or a password.")
    if parts.scheme == "http" and not _is_loopback(host):
        raise UpstreamError("The API key would travel unencrypted: use https.")
    return url.rstrip("/")


class Proxy:
    """An ASGI application that passes requests on and judges what comes of them.

    Args:
        upstream: the URL of the real API, with its prefix.
        judge: compares with the document.
        report: is told of each exchange.
        prefix: where the API begins here.
        transport: takes the place of the network in tests.
    """

    def __init__(
        self,
        upstream: str,
        judge: Judge,
        report: Report,
        *,
        prefix: str = "/v2",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._upstream = checked_upstream(upstream)
        self._judge = judge
        self._report = report
        self._prefix = prefix
        self._client = httpx.AsyncClient(
            timeout=TIMEOUT_SECONDS, follow_redirects=False, transport=transport
        )

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Pass one request on."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        path = raw.decode("latin-1")
        if not path.startswith(f"{self._prefix}/"):
            message = f"Not found. The proxy passes on what is below {self._prefix}/."
            await _answer(send, 404, [], _error(message))
            return
        body = await _read(receive)
        if body is None:
            await _answer(send, 413, [], _error(f"The body is larger than {MOST_BYTES} bytes."))
            return
        await self._pass_on(scope, path[len(self._prefix) :], body, send)

    async def _pass_on(self, scope: _Message, path: str, body: bytes, send: _Send) -> None:
        headers = [(k, v) for k, v in scope["headers"] if k.decode("latin-1").lower() not in _OWN]
        query: str = scope["query_string"].decode("latin-1")
        target = f"{self._upstream}{path}" + (f"?{query}" if query else "")
        try:
            request = self._client.build_request(
                scope["method"],
                target,
                headers=[*headers, (b"accept-encoding", b"identity")],
                content=body,
            )
            response = await self._client.send(request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            message = f"The upstream could not be reached: {type(error).__name__}."
            await _answer(send, 502, [], _error(message))
            return
        answer = response.content
        dropped = _OWN | {"content-encoding"}  # the body has been decoded
        kept = [
            (k, v) for k, v in response.headers.raw if k.decode("latin-1").lower() not in dropped
        ]
        sent = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in headers}
        self._tell(scope["method"], path, query, sent, body, response, answer)
        await _answer(send, response.status_code, kept, answer)

    def _tell(
        self,
        method: str,
        path: str,
        query: str,
        sent: dict[str, str],
        body: bytes,
        response: httpx.Response,
        answer: bytes,
    ) -> None:
        seen = Recorded(
            method=method,
            path=path,
            query=query,
            authorization=sent.get(self._judge.key_header),
            content_type=sent.get("content-type", ""),
            body=body,
            status=response.status_code,
            answer_type=response.headers.get("content-type", ""),
            answer=answer,
        )
        self._report.add(seen, self._judge.judge(seen))

    async def _live(self, receive: _Receive, send: _Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._client.aclose()
        self._report.end()
        await send({"type": "lifespan.shutdown.complete"})


def _is_loopback(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


async def _read(receive: _Receive) -> bytes | None:
    """The whole body; None for one that is too large."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


async def _answer(
    send: _Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    if not headers:
        headers = [(b"content-type", b"application/json")]
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


def _error(message: str) -> bytes:
    return orjson.dumps({"message": message})
