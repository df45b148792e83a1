# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
"""Clients for the API functions: where to send, and with which key."""

import ssl
import threading
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, NoReturn, Self, TypeVar

import httpx
from attrs import define, evolve, field

from . import constants, errors
from .types import Response

T = TypeVar("T")

DEFAULT_TIMEOUT = httpx.Timeout(300.0, connect=10.0)
"""Seconds: for the connection, and for each pause while reading or writing."""


@define
class Client:
    """Sends requests without a key.

    The httpx client behind it is made at the first request, once for all threads.

    Args:
        base_url: URL of the API, version included; paths are added to it. The spec's own are
            in `constants.SERVERS`.
        raise_on_unexpected_status: Let the `_detailed` functions, too, raise
            `errors.UnexpectedStatus` on a status that the spec does not name.
        cookies: Sent with each request.
        headers: Sent with each request.
        timeout: `httpx.Timeout`; `None` waits for ever.
        verify_ssl: Passed to httpx as `verify`.
        follow_redirects: Passed to httpx.
        httpx_args: Further arguments of `httpx.Client` and `httpx.AsyncClient`.
    """

    raise_on_unexpected_status: bool = field(default=False, kw_only=True)
    _base_url: str = field(alias="base_url")
    # Cookies, headers and arguments may hold secrets: not for a repr.
    _cookies: dict[str, str] = field(factory=dict, kw_only=True, repr=False, alias="cookies")
    _headers: dict[str, str] = field(factory=dict, kw_only=True, repr=False, alias="headers")
    _timeout: httpx.Timeout | None = field(default=DEFAULT_TIMEOUT, kw_only=True, alias="timeout")
    _verify_ssl: str | bool | ssl.SSLContext = field(default=True, kw_only=True, alias="verify_ssl")
    _follow_redirects: bool = field(default=False, kw_only=True, alias="follow_redirects")
    _httpx_args: dict[str, Any] = field(factory=dict, kw_only=True, repr=False, alias="httpx_args")
    _client: httpx.Client | None = field(default=None, init=False, repr=False)
    _async_client: httpx.AsyncClient | None = field(default=None, init=False, repr=False)
    _lock: Any = field(factory=threading.Lock, init=False, repr=False, eq=False)

    def with_headers(self, headers: dict[str, str]) -> Self:
        """A new client like this one that sends these headers too."""
        return evolve(self, headers={**self._headers, **headers})

    def with_cookies(self, cookies: dict[str, str]) -> Self:
        """A new client like this one that sends these cookies too."""
        return evolve(self, cookies={**self._cookies, **cookies})

    def with_timeout(self, timeout: httpx.Timeout) -> Self:
        """A new client like this one with another timeout."""
        return evolve(self, timeout=timeout)

    def __reduce__(self) -> NoReturn:
        raise TypeError("A client holds a key and connections: make one where it is needed.")

    def _authorize(self, request: httpx.Request) -> None:
        """Called by httpx before each request leaves, redirects included."""

    async def _async_authorize(self, request: httpx.Request) -> None:
        self._authorize(request)

    def _arguments(self, authorize: Callable[[httpx.Request], Any]) -> dict[str, Any]:
        given = dict(self._httpx_args)
        # Last: the application's own hooks see no key.
        hooks = {**given.pop("event_hooks", {})}
        hooks["request"] = [*hooks.get("request", ()), authorize]
        return {
            "base_url": self._base_url,
            "cookies": self._cookies,
            "headers": self._headers,
            "timeout": self._timeout,
            "verify": self._verify_ssl,
            "follow_redirects": self._follow_redirects,
            # What is meant for this machine goes through no proxy of the environment.
            "trust_env": not _is_loopback(httpx.URL(self._base_url).host),
            "event_hooks": hooks,
            **given,
        }

    def set_httpx_client(self, client: httpx.Client) -> Self:
        """Uses this httpx client as it is: base URL, key and timeout are then its own."""
        self._client = client
        return self

    def get_httpx_client(self) -> httpx.Client:
        """The httpx client behind this one, made when it is first asked for."""
        if self._client is None:
            with self._lock:
                if self._client is None:
                    self._client = httpx.Client(**self._arguments(self._authorize))
        return self._client

    def __enter__(self) -> Self:
        self.get_httpx_client()
        return self

    def __exit__(self, *args: Any) -> None:
        self.get_httpx_client().close()

    def send(
        self, build: Callable[[], dict[str, Any]], parse: Callable[[int, bytes], T]
    ) -> Response[T]:
        """Sends a request; an answer of a status that the spec does not name is `parsed` as None."""
        response = self._request(build)
        parsed: T | None = None
        try:
            parsed = _parsed(response, parse)
        except errors.UnexpectedStatus:
            if self.raise_on_unexpected_status:
                raise
        return Response(
            status_code=response.status_code,
            content=response.content,
            headers=response.headers,
            parsed=parsed,
        )

    def call(self, build: Callable[[], dict[str, Any]], parse: Callable[[int, bytes], T]) -> T:
        """What the answer holds; `errors.UnexpectedStatus` if the spec does not name its status."""
        return _parsed(self._request(build), parse)

    def _request(self, build: Callable[[], dict[str, Any]]) -> httpx.Response:
        try:
            return self.get_httpx_client().request(**build())
        except httpx.HTTPError as error:
            failure = _bare(error)
        raise failure

    def set_async_httpx_client(self, client: httpx.AsyncClient) -> Self:
        """Uses this httpx client as it is: base URL, key and timeout are then its own."""
        self._async_client = client
        return self

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """The httpx client behind this one, made when it is first asked for."""
        if self._async_client is None:
            with self._lock:
                if self._async_client is None:
                    self._async_client = httpx.AsyncClient(**self._arguments(self._async_authorize))
        return self._async_client

    async def __aenter__(self) -> Self:
        self.get_async_httpx_client()
        return self

    async def __aexit__(self, *args: Any) -> None:
        await self.get_async_httpx_client().aclose()

    async def async_send(
        self, build: Callable[[], dict[str, Any]], parse: Callable[[int, bytes], T]
    ) -> Response[T]:
        """Sends a request; an answer of a status that the spec does not name is `parsed` as None."""
        response = await self._async_request(build)
        parsed: T | None = None
        try:
            parsed = _parsed(response, parse)
        except errors.UnexpectedStatus:
            if self.raise_on_unexpected_status:
                raise
        return Response(
            status_code=response.status_code,
            content=response.content,
            headers=response.headers,
            parsed=parsed,
        )

    async def async_call(
        self, build: Callable[[], dict[str, Any]], parse: Callable[[int, bytes], T]
    ) -> T:
        """What the answer holds; `errors.UnexpectedStatus` if the spec does not name its status."""
        return _parsed(await self._async_request(build), parse)

    async def _async_request(self, build: Callable[[], dict[str, Any]]) -> httpx.Response:
        try:
            return await self.get_async_httpx_client().request(**build())
        except httpx.HTTPError as error:
            failure = _bare(error)
        raise failure


@define
class AuthenticatedClient(Client):
    """Sends requests with a key, to the host of `base_url` and no other.

    Args:
        token: The API key.
        prefix: What stands before it, with a space; empty: the key alone. The default is the spec's.
        auth_header_name: The header's name. The default is the spec's.
    """

    token: str = field(repr=False)
    prefix: str = constants.KEY_PREFIX
    auth_header_name: str = constants.KEY_HEADER

    def _authorize(self, request: httpx.Request) -> None:
        value = f"{self.prefix} {self.token}" if self.prefix else self.token
        if _origin(request.url) == _origin(httpx.URL(self._base_url)):
            request.headers[self.auth_header_name] = value
        elif request.headers.get(self.auth_header_name) == value:  # redirected to another host
            del request.headers[self.auth_header_name]


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _parsed(response: httpx.Response, parse: Callable[[int, bytes], T]) -> T:
    kind: type[errors.AnswerError] = errors.UnexpectedStatus
    problem = ""
    try:
        return parse(response.status_code, response.content)
    except errors.UnexpectedStatus:
        pass
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        kind, problem = errors.UnreadableAnswer, errors.problem(error)
    # Only here: as its context, the parser's error would bring the whole answer along.
    raise kind(response.status_code, response.content, dict(response.headers), problem)


def _bare(error: httpx.HTTPError) -> httpx.HTTPError:
    """The failure without the request's key and body, which its traceback and pickle would carry."""
    error.request = httpx.Request(error.request.method, error.request.url)
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
