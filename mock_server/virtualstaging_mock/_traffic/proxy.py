"""Passes traffic on to a real server and reports where it leaves the document."""

import contextlib
import ipaddress
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from virtualstaging_mock._input import InputError

from .observed import Recorded
from .report import Report

RawHeader = tuple[bytes, bytes]
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
TIMEOUT_SECONDS = 20 * 60.0
"""Calls that wait for completion take minutes."""
_PHASES = ("connect", "read", "write", "pool")
_TURN_SECONDS = 1e-4
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


def checked_upstream(url: str) -> str:
    """Return the URL without a slash at its end.

    Raises:
        InputError: it is no http(s) URL with a host, or would send the key unencrypted.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise InputError(f"{url!r} is no URL.") from None
    if host is None or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise InputError(f"{url!r} is no http or https URL such as https://api.example.com/v2.")
    if parts.username is not None:
        raise InputError("The URL must not hold a user or a password.")
    if parts.scheme == "http" and not _is_loopback(host):
        raise InputError("The API key would travel unencrypted: use https.")
    return url.rstrip("/")


class Proxy:
    """Passes requests on, and lets a report compare the answers with the document.

    Args:
        upstream: the URL of the real API, with its prefix.
        report: receives each exchange, in a thread of its own.
        prefix: where the API begins here.
        webhooks_to: the URL of an application; what is posted to other paths goes there, and is
            compared with the document where it is a webhook.
        transport: takes the place of the network in tests.
    """

    def __init__(
        self,
        upstream: str,
        report: Report,
        *,
        prefix: str = "/v2",
        webhooks_to: str | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._upstream = checked_upstream(upstream)
        self._webhooks_to = None if webhooks_to is None else checked_upstream(webhooks_to)
        self._report = report
        self._prefix = prefix
        # Exchanges are compared one by one, while no client waits for it.
        self._judging = ThreadPoolExecutor(1, thread_name_prefix="report")
        # Threads switch sooner than usual, or each answer would wait 5 ms for the comparing thread.
        sys.setswitchinterval(_TURN_SECONDS)
        # A bare transport: a client would follow redirects, keep cookies and add headers.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
        self._transport = transport or httpx.AsyncHTTPTransport(limits=limits, trust_env=False)

    def app(self) -> Starlette:
        """The application that does so."""
        return Starlette(
            routes=[Route("/{path:path}", self._pass_on, methods=_METHODS)], lifespan=self._lifespan
        )

    def settle(self) -> None:
        """Wait until all that was seen is in the report."""
        self._judging.submit(lambda: None).result()

    async def _pass_on(self, request: Request) -> Response:
        body = await request.body()
        if len(body) > MOST_BYTES:
            return _error(413, f"The body is larger than {MOST_BYTES} bytes.")
        raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
        path, query = raw.decode("latin-1"), request.scope["query_string"].decode("latin-1")
        headers = _without(_OWN, request.headers.raw)
        sent = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in headers}
        if path.startswith(f"{self._prefix}/"):
            below, base = path[len(self._prefix) :], self._upstream
        elif self._webhooks_to is not None and request.method == "POST":
            below, base = path, self._webhooks_to
            self._later(self._report.add_webhook, sent, body)
        else:
            return _error(404, f"Not found. The proxy passes on what is below {self._prefix}/.")
        try:
            response = await self._send(request.method, base + below, query, headers, body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return _error(502, f"The upstream could not be reached: {type(error).__name__}.")
        if base is self._upstream:
            key, kind = sent.get(self._report.key_header), sent.get("content-type", "")
            answered = response.headers.get("content-type", ""), response.content
            asked = request.method, below, query, key, kind, body
            self._later(self._report.add, Recorded(*asked, response.status_code, *answered))
        answer = Response(response.content, response.status_code)
        dropped = _OWN | {"content-encoding"}  # the body has been decoded
        answer.raw_headers += _without(dropped, response.headers.raw)
        return answer

    async def _send(
        self, method: str, url: str, query: str, headers: list[RawHeader], body: bytes
    ) -> httpx.Response:
        request = httpx.Request(
            method,
            f"{url}?{query}" if query else url,
            headers=[*headers, (b"accept-encoding", b"identity")],
            content=body,
            extensions={"timeout": dict.fromkeys(_PHASES, TIMEOUT_SECONDS)},
        )
        response = await self._transport.handle_async_request(request)
        try:
            await response.aread()
        finally:
            await response.aclose()
        return response

    def _later(self, judge: Callable[..., object], *given: Any) -> None:
        self._judging.submit(judge, *given)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        yield
        await self._transport.aclose()
        self._judging.shutdown(wait=True)


def _without(names: frozenset[str], headers: list[RawHeader]) -> list[RawHeader]:
    return [(k, v) for k, v in headers if k.decode("latin-1").lower() not in names]


def _is_loopback(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _error(status: int, message: str) -> Response:
    body = orjson.dumps({"message": message})
    return Response(body, status, media_type="application/json")
