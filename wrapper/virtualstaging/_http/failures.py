"""What an exception of httpx, or of something under it, says about the request."""

import re
import ssl

import httpx

from virtualstaging._core.settings import CONNECT_TIMEOUT
from virtualstaging._core.steps import NoAnswer, NotSent

from .clients import Route

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,  # only raised while a tunnel is made
    httpx.UnsupportedProtocol,
)

_REASONS = {
    "CloseError": "the connection could not be closed",
    "ConnectError": "no connection could be made (is the server there, and its name right?)",
    "ConnectTimeout": f"no connection was made within {CONNECT_TIMEOUT:g} s",
    "DecodingError": "the answer could not be decompressed",
    "LocalProtocolError": "the request breaks the rules of HTTP",
    "PoolTimeout": "no connection of the pool came free in time",
    "ProxyError": "no connection could be made",
    "ReadError": "the connection broke while the answer was read",
    "ReadTimeout": "the answer did not come in time",
    "RemoteProtocolError": "the server ended the connection without a whole answer",
    "TooManyRedirects": "the server redirected too often",
    "UnsupportedProtocol": "the URL is of no protocol that can be spoken",
    "WriteError": "the connection broke while the request was sent",
    "WriteTimeout": "the request could not be sent in time",
}


def translated(error: Exception, route: "Route[object]", *, begun: bool) -> NotSent | NoAnswer:
    """The failure of a step that an exception stands for. Its text stays out: it may quote the
    request.

    What is not known to be raised before the request is sent counts as sent, to be careful.

    Args:
        error: Whatever was raised.
        route: What the request went through.
        begun: Its body was asked for: without that nothing of ours can have been carried out.
    """
    if isinstance(error, httpx.ConnectError) and (untrusted := _distrust(error)) is not None:
        return NotSent(
            f"the server's certificate is not trusted ({untrusted.verify_message}). If a proxy of "
            "your network looks into connections, name its certificates in SSL_CERT_FILE",
            final=True,
        )
    name = type(error).__name__
    reason = _REASONS.get(name, f"the connection failed ({name})")
    timeout = isinstance(error, httpx.TimeoutException)
    if isinstance(error, _NOT_SENT):
        return NotSent(_through_proxy(reason, error, route), timeout=timeout)
    if not begun and route.own:
        return NotSent(_through_proxy(reason, error, route), timeout=timeout)
    if name not in _REASONS and not route.own:
        reason = f"an event hook or the transport of http_client has failed ({name})"
        if not begun:
            return NotSent(f"{reason}, before anything was sent", final=True)
    return NoAnswer(reason, timeout=timeout)


def _through_proxy(reason: str, error: Exception, route: "Route[object]") -> str:
    if not route.proxied and not isinstance(error, httpx.ProxyError):
        return reason
    proxy = "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY" if route.proxied else "http_client"
    refusal = re.match(r"[1-5][0-9]{2}\b", str(error))
    if refusal:
        return f"the proxy of {proxy} answered {refusal[0]}"
    return f"through the proxy of {proxy}, {reason}"


def _distrust(error: BaseException) -> ssl.SSLCertVerificationError | None:
    found: BaseException | None = error
    while found is not None and not isinstance(found, ssl.SSLCertVerificationError):
        found = found.__cause__ or found.__context__
    return found


def judged(error: httpx.HTTPStatusError, request: httpx.Request) -> httpx.Response:
    """The answer, whatever an event hook of the application thinks of its status."""
    if error.response.request is not request:
        raise error
    return error.response
