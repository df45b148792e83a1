"""The ways out of the mock: webhooks, and photos fetched by their links; at first to loopback."""

import functools
import ipaddress
import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

    from .deliveries import Answered, Outgoing
    from .sender import InThreads
    from .targets import Targets

USER_AGENT = "virtualstaging-mock"
"""Of every request that a mock sends by itself, so that it can tell them from others."""
MOST_PHOTO_BYTES = 48 * 1024 * 1024
_FETCH_SECONDS = 5.0
_SETTLE_SECONDS = 15.0


class WebhookSender:
    """Posts webhooks from threads that start with the first one.

    Args:
        allowed: where to besides loopback; see `Targets`.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = tuple(allowed)
        self._lock = threading.Lock()
        self._threads: InThreads | None = None
        if self._allowed:
            _targets(self._allowed)

    def __call__(self, outgoing: "Outgoing", answered: "Answered") -> None:
        """Send without waiting for the answer."""
        with self._lock:
            if self._threads is None:
                from .sender import HttpSender, InThreads

                self._threads = InThreads(HttpSender(_targets(self._allowed)))
            threads = self._threads
        threads(outgoing, answered)

    def settle(self) -> None:
        """Wait until nothing is on its way."""
        if self._threads is not None:
            self._threads.wait_idle(_SETTLE_SECONDS)

    def close(self) -> None:
        """Stop the threads; the next webhook starts others."""
        with self._lock:
            threads, self._threads = self._threads, None
        if threads is not None:
            threads.close()


class PhotoFetcher:
    """Fetches photos by their links, within bounds of time and size.

    Args:
        allowed: from where besides loopback; see `Targets`.
        transport: takes the place of the network in tests.
    """

    def __init__(
        self, allowed: Iterable[str] = (), *, transport: "httpx.BaseTransport | None" = None
    ) -> None:
        self._allowed = tuple(allowed)
        self._transport = transport
        if self._allowed:
            _targets(self._allowed)

    @functools.cached_property
    def _targets(self) -> "Targets":
        return _targets(self._allowed)

    def __call__(self, link: str) -> bytes | None:
        """The photo's bytes, or None where it may not or cannot be fetched."""
        import httpx

        from .targets import TargetError

        try:
            url = httpx.URL(link)
            # No name is looked up that could not be allowed anyway: the network stays untouched.
            if not self._allowed and not _names_loopback(url.host):
                return None
            port = url.port or (443 if url.scheme == "https" else 80)
            address = self._targets.check(url.host, port)
            return self._get(url, address)
        except (TargetError, httpx.HTTPError, httpx.InvalidURL, ValueError):
            return None

    def _get(self, url: "httpx.URL", address: str) -> bytes | None:
        import httpx

        deadline = time.monotonic() + _FETCH_SECONDS
        data = bytearray()
        with (
            httpx.Client(
                trust_env=False, timeout=_FETCH_SECONDS, transport=self._transport
            ) as client,
            client.stream(
                "GET",
                url.copy_with(host=address),
                headers={"host": url.netloc.decode("ascii"), "user-agent": USER_AGENT},
                extensions={"sni_hostname": url.host},
            ) as response,
        ):
            if response.status_code != 200:
                return None
            for piece in response.iter_bytes():
                data += piece
                if len(data) > MOST_PHOTO_BYTES or time.monotonic() > deadline:
                    return None
        return bytes(data)


def _targets(allowed: Iterable[str]) -> "Targets":
    # Loaded with the first way out: the mock starts sooner without it.
    from .targets import Targets

    return Targets(allowed)


def _names_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
