"""Sends webhooks over HTTP, and only to addresses that are allowed."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from .deliveries import Answer, Answered, Outgoing
from .targets import TargetError, Targets

TIMEOUT_SECONDS = 10.0
MOST_ANSWER_BYTES = 64 * 1024
_AT_ONCE = 8


class HttpSender:
    """Posts a webhook and reads the answer, within bounds of time and size.

    Args:
        targets: what may be sent to.
        timeout: for the whole exchange, in seconds.
        transport: takes the place of the network in tests.
    """

    def __init__(
        self,
        targets: Targets | None = None,
        *,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._targets = targets or Targets()
        self._timeout = timeout
        self._client = httpx.Client(
            trust_env=False, follow_redirects=False, timeout=timeout, transport=transport
        )

    def __call__(self, outgoing: Outgoing, answered: Answered) -> None:
        """Post, and hand the answer over before returning."""
        answered(self.post(outgoing))

    def post(self, outgoing: Outgoing) -> Answer:
        """Post and return the answer; whatever goes wrong is one."""
        try:
            return self._post(outgoing)
        except TargetError as error:
            return Answer(error=f"not sent: {error}")
        except httpx.TimeoutException:
            return Answer(error=f"no answer within {self._timeout:g} s")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return Answer(error=f"not delivered: {type(error).__name__}: {error}"[:300])

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _post(self, outgoing: Outgoing) -> Answer:
        url = httpx.URL(outgoing.url)
        if url.scheme not in ("http", "https") or not url.host:
            raise TargetError("the webhook_url is no http or https URL with a host")
        port = url.port or (443 if url.scheme == "https" else 80)
        address = self._targets.check(url.host, port)
        host = url.netloc.decode("ascii")
        request = self._client.build_request(
            "POST",
            url.copy_with(host=address),
            headers={**outgoing.headers, "host": host},
            content=outgoing.body,
            extensions={"sni_hostname": url.host, "timeout": _timeouts(self._timeout)},
        )
        deadline = time.monotonic() + self._timeout
        response = self._client.send(request, stream=True)
        try:
            size = 0
            for part in response.iter_raw():
                size += len(part)
                if size > MOST_ANSWER_BYTES or time.monotonic() > deadline:
                    break
        finally:
            response.close()
        return Answer(status=response.status_code)


def _timeouts(seconds: float) -> dict[str, float]:
    return dict.fromkeys(("connect", "read", "write", "pool"), seconds)


class InThreads:
    """Makes a sender return at once: a few threads send, and hand the answers over.

    Args:
        sender: what sends.
        at_once: how many are on their way at a time.
    """

    def __init__(self, sender: HttpSender, *, at_once: int = _AT_ONCE) -> None:
        self._sender = sender
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="webhook")
        self._idle = threading.Condition()
        self._under_way = 0

    def __call__(self, outgoing: Outgoing, answered: Answered) -> None:
        """Send in a thread; after `close`, not at all."""
        with self._idle:
            self._under_way += 1
        try:
            self._threads.submit(self._send, outgoing, answered)
        except RuntimeError:
            self._done()

    def wait_idle(self, timeout: float) -> bool:
        """Wait until nothing is on its way; False when `timeout` seconds did not suffice."""
        with self._idle:
            return self._idle.wait_for(lambda: self._under_way == 0, timeout)

    def close(self) -> None:
        """Send what is on its way, then stop."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._sender.close()

    def _send(self, outgoing: Outgoing, answered: Answered) -> None:
        try:
            answered(self._sender.post(outgoing))
        finally:
            self._done()

    def _done(self) -> None:
        with self._idle:
            self._under_way -= 1
            self._idle.notify_all()
