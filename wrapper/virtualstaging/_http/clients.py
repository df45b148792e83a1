"""The httpx clients that requests go through: the application's, or our own."""

import os
import socket
import ssl
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookiejar import Cookie
from typing import Generic, NamedTuple, TypeVar
from urllib.request import getproxies, proxy_bypass

import httpx

from virtualstaging._core.paths import os_error_text
from virtualstaging._core.settings import is_loopback
from virtualstaging.errors import ConfigurationError

C = TypeVar("C", bound=httpx.Client | httpx.AsyncClient)
C_co = TypeVar("C_co", covariant=True)


_UNSENT = 16 * 1024
"""Bytes that may wait in the kernel. By default megabytes may, which count as sent although the
connection is slow."""

SOCKET_OPTIONS = (
    [(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)]
    if hasattr(socket, "TCP_NOTSENT_LOWAT")
    else []
)


class Route(NamedTuple, Generic[C_co]):
    """What a request goes through.

    Args:
        client: The httpx client.
        own: It is ours, so nothing of the application's works in it.
        proxied: It uses a proxy that the environment names.
    """

    client: C_co
    own: bool
    proxied: bool


@dataclass(eq=False, slots=True)
class _Place(Generic[C]):
    """Where connections can be used: one process and, with asyncio, one event loop of it."""

    pid: int
    routes: dict[tuple[str, str, bool], Route[C]] = field(default_factory=dict)
    end: AsyncGenerator[None] | None = None

    def end_with_event_loop(self) -> None:
        """Have asyncio close what is open here before its event loop is closed."""
        self.end = self._closed_at_the_end()
        with suppress(StopIteration):  # its first step makes it known to the loop
            self.end.__anext__().send(None)

    async def _closed_at_the_end(self) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            for route in self.routes.values():
                await route.client.aclose()  # type: ignore[union-attr]


class Clients(Generic[C]):
    """The httpx clients that one of our clients has.

    Its own are opened when they are first needed, one for each host; and anew in a forked child or
    another event loop, where the old connections would mix up answers or no longer work.

    Args:
        make: Makes one, with these certificates and through this proxy.
        given: The application's, to be used instead.
        owner: Gives what connections belong to: the event loop, if there is one.
    """

    def __init__(
        self,
        make: "Callable[[ssl.SSLContext | bool, str | None], C]",
        given: C | None,
        owner: Callable[[], object] = lambda: None,
    ) -> None:
        self._make = make
        self._given = given
        self._owner = owner
        self._cookies = {} if given is None else {_name(one): one for one in given.cookies.jar}
        self._places: dict[object, _Place[C]] = {}
        self._context: ssl.SSLContext | None = None
        self._lock = threading.Lock()
        self._closed = False

    def route(self, url: httpx.URL, *, keyed: bool) -> Route[C]:
        """What a request to this URL goes through, with the key or without it.

        Raises:
            ConfigurationError: It can't be sent: the client is closed or belongs elsewhere, or the
                environment names proxies or certificates that can't be used.
        """
        place = self._place()
        if self._given is not None:
            found = Route(self._given, own=False, proxied=False)
        else:
            name = (url.scheme, url.host, keyed)
            found = place.routes.get(name) or self._opened(place, name)
        if self._closed or found.client.is_closed:
            thing = "This client" if self._closed or found.own else "The http_client of this client"
            raise ConfigurationError(
                f"{thing} is closed. Make a new one, or call inside its `with`."
            )
        return found

    def take(self) -> list[C]:
        """End the use of all; returns those that are to be closed. The application's is not."""
        self._closed = True
        place = self._places.get(self._owner())
        if place is None or place.pid != os.getpid():
            return []
        return [route.client for route in place.routes.values()]

    def forget_cookies(self, response: httpx.Response) -> None:
        """Leave the application's client the cookies that it had when it was passed, no others."""
        if self._given is None or "set-cookie" not in response.headers:
            return
        brought = httpx.Cookies()
        brought.extract_cookies(response)
        jar = self._given.cookies.jar
        for name in map(_name, brought.jar):
            if name in self._cookies:
                jar.set_cookie(self._cookies[name])
            elif name in [_name(one) for one in jar]:
                jar.clear(*name)

    def _place(self) -> _Place[C]:
        owner, pid = self._owner(), os.getpid()
        place = self._place_of(owner, pid)
        if place is not None:
            return place
        with self._lock:
            # Two threads may make their first calls at the same time.
            return self._place_of(owner, pid) or self._new_place(owner, pid)

    def _place_of(self, owner: object, pid: int) -> _Place[C] | None:
        place = self._places.get(owner)
        return place if place is not None and place.pid == pid else None

    def _new_place(self, owner: object, pid: int) -> _Place[C]:
        if self._given is not None and self._places:
            raise ConfigurationError(
                "The http_client was used in another event loop or process, and its "
                "connections belong there. Make a client for each, or leave http_client out."
            )
        for one in list(self._places):
            if getattr(one, "is_closed", bool)():
                del self._places[one]
        place = self._places[owner] = _Place(pid)
        if owner is not None:
            place.end_with_event_loop()
        return place

    def _opened(self, place: _Place[C], name: tuple[str, str, bool]) -> Route[C]:
        scheme, host, keyed = name
        with self._lock:
            if name not in place.routes:
                proxy = _environment_proxy(scheme, host, keyed=keyed)
                verify = self._certificates() if scheme == "https" else False
                client = _made(self._make, verify, proxy)
                place.routes[name] = Route(client, own=True, proxied=proxy is not None)
            return place.routes[name]

    def _certificates(self) -> ssl.SSLContext:
        problem = ""
        if self._context is None:
            try:
                self._context = httpx.create_ssl_context()
            except OSError as error:
                problem = os_error_text(error)
        if self._context is None:
            raise ConfigurationError(
                "A file that SSL_CERT_FILE, SSL_CERT_DIR or SSLKEYLOGFILE of the environment names "
                f"can't be used: {problem}. Correct the variable, or unset it."
            )
        return self._context


def _environment_proxy(scheme: str, host: str, *, keyed: bool) -> str | None:
    """The proxy that the environment names. None for this machine itself; nor may a proxy see the
    key, which it does if that travels in the clear.
    """
    if is_loopback(host) or (keyed and scheme == "http"):
        return None
    proxies = getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy or proxy_bypass(host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _made(
    make: "Callable[[ssl.SSLContext | bool, str | None], C]",
    verify: "ssl.SSLContext | bool",
    proxy: str | None,
) -> C:
    needs_socks = False
    try:
        return make(verify, proxy)
    except ImportError:
        needs_socks = True
    except (ValueError, httpx.InvalidURL):
        pass
    advice = (
        "for SOCKS, pip install 'httpx[socks]'"
        if needs_socks
        else "it begins with http://, https://, socks5:// or socks5h://"
    )
    # Its text stays out: it may hold a password.
    raise ConfigurationError(
        f"The proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY of the environment names can't be "
        f"used: {advice}. Or name the host in NO_PROXY."
    )


def _name(cookie: Cookie) -> tuple[str, str, str]:
    return cookie.domain, cookie.path, cookie.name


def check_kind(http_client: object, wanted: type) -> None:
    """`ConfigurationError` if the application's client is of another kind than ours can use."""
    if http_client is not None and not isinstance(http_client, wanted):
        kind = type(http_client)
        raise ConfigurationError(
            f"http_client must be an httpx.{wanted.__name__} here, not {kind.__module__}."
            f"{kind.__qualname__}."
        )


def event_loop() -> object:
    """The event loop that runs here, if it is asyncio's."""
    import asyncio  # heavy, and only async callers need it

    try:
        return asyncio.get_running_loop()
    except RuntimeError:  # of another library
        return None
