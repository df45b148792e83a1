"""All loggers at DEBUG, over real connections: libraries log headers, and those hold secrets."""

import logging
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.calls import KEY
from contract_tests.client.hygiene import SIGNATURE
from contract_tests.wrapper.hosts import result
from contract_tests.wrapper.lines import recorder
from contract_tests.wrapper.world import ordered
from virtualstaging import VirtualStagingError

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
LINK = f"http://127.0.0.1:9/v.jpg?X-Goog-Signature={SIGNATURE}"
ODD = f"""Location: {LINK}\r
Set-Cookie: a={SIGNATURE}; Path=/\r
X-Debug: {KEY}\r
Content-Length: 2\r
\r
{{}}"""


def logged(caplog: Any) -> str:
    """All that was logged, but by the test's own servers."""
    records = [one for one in caplog.records if not one.name.startswith(("asyncio", "mock"))]
    return "\n".join(f"{one.getMessage()} {one.args!r} {one.msg!r}" for one in records)


@each_kind
@pytest.mark.parametrize("status", ["200 OK", "302 Found", "500 No"])
@pytest.mark.parametrize("own", [True, False], ids=["own", "handed in"])
def test_no_logger_shows_what_headers_hold(
    own: bool, status: str, kind: wrapped.Kind, caplog: Any, tmp_path: Path
) -> None:
    """The links that redirects lead to, cookies, and a key that a server repeats."""
    caplog.set_level(logging.DEBUG)
    cls: Any = {"sync": httpx.Client, "async": httpx.AsyncClient}[kind]
    options = {} if own else {"http_client": cls()}
    with recorder(f"HTTP/1.1 {status}\r\n{ODD}".encode()) as server:
        url = f"http://127.0.0.1:{server.port}"
        link = f"{url}/v.jpg?X-Goog-Signature={SIGNATURE}"
        with wrapped.client(kind, None, base_url=f"{url}/v2", **options) as one:
            uses: list[wrapped.Use] = [
                lambda c: c.account.get(),
                ordered,
                lambda c: c.download(result(link), tmp_path),
            ]
            for use in uses:
                with pytest.raises(VirtualStagingError):
                    one.do(use)
            if kind == "async" and not own:
                one.do(lambda _: options["http_client"].aclose())
    shown = logged(caplog)
    assert "receive_response_headers.complete" in shown
    assert "HTTP Request: GET" in shown
    for secret in (KEY, SIGNATURE):
        assert secret not in shown


def test_the_applications_own_requests_are_logged_as_before(caplog: Any) -> None:
    """With the same httpx client, between calls of ours."""
    caplog.set_level(logging.DEBUG)
    with recorder(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as server:
        url = f"http://127.0.0.1:{server.port}"
        with httpx.Client() as http, wrapped.client("sync", None, http_client=http) as one:
            with pytest.raises(VirtualStagingError):
                one.do(lambda c: c.download(result(f"{url}/v.jpg?ours=1"), "."))
            http.get(f"{url}/?theirs=1")
    assert "ours=1" not in logged(caplog)
    assert "theirs=1" in logged(caplog)
