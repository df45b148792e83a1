"""The generated client's key: in one header, shown nowhere, taken to no other host."""

import httpx
import pytest

from contract_tests.client import generated
from contract_tests.client.calls import BASE_URL, KEY
from contract_tests.client.samples import minimal
from contract_tests.spec.document import the_spec

SPEC = the_spec()


def test_a_client_does_not_show_its_key() -> None:
    """Not before its first call and not after it."""
    client = generated.client(lambda _: httpx.Response(200))
    assert KEY not in repr(client) + str(client)
    generated.modules()["get_status"].sync_detailed(client=client)
    assert KEY not in repr(client) + str(client) + repr(client.with_headers({"x": "y"}))


@pytest.mark.parametrize("location", ["https://elsewhere.example/v2", f"{BASE_URL}/status"])
def test_redirects_are_not_followed(location: str) -> None:
    """The key would go with them."""
    requests = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(307, headers={"location": location})

    for style in generated.STYLES:
        requests.clear()
        generated.made(minimal(SPEC, "get_user"), style, handler)
        assert [one.url.host for one in requests] == ["api.example.test"]


def test_no_call_is_endless() -> None:
    """A client has a time limit by default."""
    limit = generated.client(lambda _: httpx.Response(200)).get_httpx_client().timeout
    assert None not in (limit.connect, limit.read, limit.write, limit.pool)


def test_what_a_client_was_given_is_kept_when_more_is_added() -> None:
    """Headers, cookies, time limit and key; the client it was made of stays as it was."""
    requests: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200)

    first = generated.client(
        handler, headers={"x-one": "1"}, cookies={"one": "1"}, timeout=httpx.Timeout(7)
    )
    second = first.with_headers({"x-two": "2"}).with_cookies({"two": "2"})
    for one in (first, second, first.with_timeout(httpx.Timeout(9))):
        generated.modules()["get_status"].sync_detailed(client=one)
    assert [one.headers["authorization"] for one in requests] == [f"Api-Key {KEY}"] * 3
    assert [one.headers.get("x-one") for one in requests] == ["1", "1", "1"]
    assert [one.headers.get("x-two") for one in requests] == [None, "2", None]
    assert [one.headers["cookie"] for one in requests] == ["one=1", "one=1; two=2", "one=1"]
    assert [one.extensions["timeout"]["read"] for one in requests] == [7, 7, 9]
