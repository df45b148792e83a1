"""The proxy passes requests and answers on, and reports what leaves the document."""

import httpx
import pytest

from tests.mock_server._calls import render_body
from virtualstaging_mock import Mock
from virtualstaging_mock._input import InputError
from virtualstaging_mock._server.asgi import MockApp
from virtualstaging_mock._spec.spec import Spec
from virtualstaging_mock._traffic.conformance import Judge
from virtualstaging_mock._traffic.proxy import Proxy, checked_upstream
from virtualstaging_mock._traffic.report import Report


def proxied(mock: Mock, lines: list[str]) -> tuple[Proxy, httpx.AsyncClient]:
    """A proxy of a mock and a client of it, all in this process."""
    proxy = Proxy(
        "http://127.0.0.1:8080/v2",
        Report(Judge(Spec.bundled()), lines.append),
        transport=httpx.ASGITransport(MockApp(mock)),
    )
    transport = httpx.ASGITransport(proxy.app())
    return proxy, httpx.AsyncClient(transport=transport, base_url="http://proxy")


@pytest.mark.anyio
async def test_the_proxy_passes_everything_on_and_reports() -> None:
    """The client gets what the server answered, and the report says where it is wrong."""
    mock, lines = Mock(clock="manual"), list[str]()
    proxy, behind = proxied(mock, lines)
    async with behind as client:
        headers = {"Authorization": "Api-Key vsai-pk-proxy"}
        made = await client.post("/v2/renders", json=render_body(), headers=headers)
        assert made.status_code == 202
        path = f"/v2/renders/{made.json()['id']}"
        found = await client.get(path, params={"include_variations": "true"}, headers=headers)
        assert found.json()["variations"]["total_count"] == 0
        mock.faults.add({"effect": {"kind": "null_field", "field": "id"}, "phase": "after"})
        spoilt = await client.get(path, headers=headers)
        assert spoilt.json()["id"] is None
    proxy.settle()
    [line] = lines
    assert line.startswith("departure: The answer does not fit: id")
    assert "vsai-pk" not in line


@pytest.mark.anyio
async def test_the_proxy_says_when_there_is_no_upstream() -> None:
    """The proxy answers with a 502 of its own, without a traceback."""

    def fail(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    transport = httpx.MockTransport(fail)
    proxy = Proxy("https://x.example/v2", Report(Judge(Spec.bundled())), transport=transport)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(proxy.app()), base_url="http://proxy"
    ) as client:
        answer = await client.get("/v2/user")
        assert (answer.status_code, "ConnectError" in answer.json()["message"]) == (502, True)
        assert (await client.get("/other")).status_code == 404


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://x.example/v2", "no http or https URL"),
        ("nonsense", "no http or https URL"),
        ("https://u:p@x.example/v2", "user or a password"),
        ("http://x.example/v2", "unencrypted"),
        ("https://x.example/v2?a=b", "no http or https URL"),
        ("https://[x/v2", "no URL"),
    ],
)
def test_an_upstream_that_cannot_be_meant_is_refused(url: str, words: str) -> None:
    """One to which the key would be sent without encryption is among them."""
    with pytest.raises(InputError, match=words):
        checked_upstream(url)
