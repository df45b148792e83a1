"""Sends requests over HTTP, and only to addresses that are allowed."""

import time

import httpx

from .delivery import Answer, Outgoing
from .targets import TargetError, Targets

TIMEOUT_SECONDS = 10.0
MOST_ANSWER_BYTES = 64 * 1024


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
        self._client = httpx.Client(trust_env=False, follow_redirects=False, transport=transport)

    def post(self, outgoing: Outgoing) -> Answer:
        """Post and return the answer; whatever goes wrong is one."""
        try:
            request = self._client.build_request(
                "POST", outgoing.url, headers=dict(outgoing.headers), content=outgoing.body
            )
            status, _ = send(self._client, self._targets, request, self._timeout, MOST_ANSWER_BYTES)
            return Answer(status=status)
        except TargetError as error:
            return Answer(error=f"not sent: {error}")
        except httpx.TimeoutException:
            return Answer(error=f"no answer within {self._timeout:g} s")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return Answer(error=f"not delivered: {type(error).__name__}: {error}"[:300])

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def send(
    client: httpx.Client, targets: Targets, request: httpx.Request, seconds: float, most: int
) -> tuple[int, bytes | None]:
    """Send a request to a checked address of its host, under the host's own name.

    Args:
        client: has the connections.
        targets: what may be sent to.
        request: what is sent; its URL is changed to the address.
        seconds: how long the exchange may take.
        most: how many bytes are read of the answer.

    Returns:
        The status and the body; None where that is larger or comes too slowly.

    Raises:
        TargetError: the host may not be sent to.
        httpx.HTTPError: no answer came.
    """
    url = request.url
    if url.scheme not in ("http", "https") or not url.host:
        raise TargetError("the webhook_url is no http or https URL with a host")
    address = targets.check(url.host, url.port or (443 if url.scheme == "https" else 80))
    request.url = url.copy_with(host=address)
    request.extensions["sni_hostname"] = url.host
    request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
    deadline = time.monotonic() + seconds
    response = client.send(request, stream=True)
    try:
        body = bytearray()
        for part in response.iter_raw():
            body += part
            if len(body) > most or time.monotonic() > deadline:
                return response.status_code, None
    finally:
        response.close()
    return response.status_code, bytes(body)
