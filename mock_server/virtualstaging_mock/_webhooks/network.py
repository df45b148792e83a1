"""The ways out of the mock: webhooks, and photos fetched by their links; at first to loopback."""

import ipaddress
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from .targets import Targets

if TYPE_CHECKING:
    import httpx

    from .deliveries import Answered
    from .delivery import Outgoing
    from .sender import HttpSender

USER_AGENT = "virtualstaging-mock"
"""Of every request that a mock sends by itself, by which it recognises its own."""
MOST_PHOTO_BYTES = 48 * 1024 * 1024
_FETCH_SECONDS = 5.0
_SETTLE_SECONDS = 15.0
_AT_ONCE = 8


class WebhookSender:
    """Posts webhooks from a few threads, which start with the first one, as httpx is loaded then.

    Args:
        allowed: where to besides loopback; see `Targets`.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._targets = Targets(allowed)
        self._lock = threading.Lock()
        self._started: tuple[ThreadPoolExecutor, HttpSender] | None = None
        self._under_way: set[Future[None]] = set()

    def __call__(self, outgoing: "Outgoing", answered: "Answered") -> None:
        """Send without waiting for the answer."""
        with self._lock:
            if self._started is None:
                from .sender import HttpSender

                threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="webhook")
                self._started = threads, HttpSender(self._targets)
            threads, sender = self._started
            future = threads.submit(lambda: answered(sender.post(outgoing)))
            self._under_way.add(future)
            future.add_done_callback(self._under_way.discard)

    def settle(self) -> None:
        """Wait until nothing is on its way."""
        deadline = time.monotonic() + _SETTLE_SECONDS
        while self._under_way and time.monotonic() < deadline:
            wait(list(self._under_way), deadline - time.monotonic())

    def close(self) -> None:
        """Stop the threads once what is on its way is sent; the next webhook starts others."""
        with self._lock:
            started, self._started = self._started, None
        if started is not None:
            threads, sender = started
            threads.shutdown(wait=True, cancel_futures=True)
            sender.close()


class PhotoFetcher:
    """Fetches photos by their links, within bounds of time and size.

    Args:
        allowed: from where besides loopback; see `Targets`.
        transport: takes the place of the network in tests.
    """

    def __init__(
        self, allowed: Iterable[str] = (), *, transport: "httpx.BaseTransport | None" = None
    ) -> None:
        allowed = tuple(allowed)
        self._targets = Targets(allowed)
        self._anywhere = bool(allowed)
        self._transport = transport

    def __call__(self, link: str) -> bytes | None:
        """The photo's bytes, or None where it may not or cannot be fetched."""
        import httpx

        from .sender import send

        try:
            # A name that cannot be allowed is not looked up, so that nothing reaches the network.
            if not self._anywhere and not _names_loopback(httpx.URL(link).host):
                return None
            headers = {"user-agent": USER_AGENT, "accept-encoding": "identity"}
            with httpx.Client(trust_env=False, transport=self._transport) as client:
                request = client.build_request("GET", link, headers=headers)
                status, body = send(
                    client, self._targets, request, _FETCH_SECONDS, MOST_PHOTO_BYTES
                )
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            return None
        return body if status == 200 else None


def _names_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
