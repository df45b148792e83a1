"""By which names a server is reached, and where its links lead by each."""

import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.mock_server._calls import KEY, Caller, render_body
from virtualstaging_mock import Mock, Running, running
from virtualstaging_mock._http.hosts import Hosts, checked_public_url, files_origin
from virtualstaging_mock._server.server import addresses
from virtualstaging_mock._webhooks.delivery import Outgoing

HEADERS = {"Authorization": f"Api-Key {KEY}"}


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "app.localhost", "[::1]:8080", "10.0.0.7:9000"],
)
def test_addresses_and_names_of_this_machine_are_answered_to(host: str) -> None:
    assert Hosts().knows(host)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "mock", "", "localhost:x", "a b", "x@localhost"],
)
def test_other_names_are_not(host: str) -> None:
    assert not Hosts().knows(host)


def test_names_that_were_given_are_answered_to_and_in_a_network_those_without_a_dot() -> None:
    hosts = Hosts(["Mock.Example."])
    assert hosts.knows("mock.example:8080")
    assert not hosts.knows("mock")
    assert Hosts(network=True).knows("mock:8080")
    assert not Hosts(network=True).knows("evil.example")


@pytest.mark.parametrize("name", ["", "a b", "mock:80", "http://mock", "*"])
def test_what_is_no_name_of_a_host_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a host"):
        Hosts([name])


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1:8080", "http://localhost:8080"),
        ("localhost:9000", "http://127.0.0.1:9000"),
        ("[::1]:8080", "http://localhost:8080"),
        ("mock:8080", "http://mock:8080"),
        ("mock.example", "http://mock.example"),
        ("10.0.0.7:9000", "http://10.0.0.7:9000"),
        ("x y", None),
    ],
)
def test_files_lie_where_the_caller_can_reach_them(host: str, origin: str | None) -> None:
    assert files_origin(host) == origin


@pytest.mark.parametrize("url", ["mock:80", "ftp://mock", "http://", "http://u@m", "http://m/?a"])
def test_what_is_no_public_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="public URL"):
        checked_public_url(url)


def test_with_a_public_url_links_always_lead_there() -> None:
    reached = addresses("0.0.0.0", 8080, "https://mock.example:8443/", ["other.example"])  # noqa: S104
    mock = Mock(clock="instant", **reached)
    assert mock.base_url == "https://mock.example:8443/v2"
    for host in ("10.0.0.7:8080", "mock.example:8443", "other.example", "mock"):
        reply = mock.answer("POST", "/v2/renders", "", sent(host), BODY)
        assert reply.status == 200
        assert b'"https://mock.example:8443/files/' in reply.body
    assert mock.answer("GET", "/v2/user", "", sent("evil.example")).status == 403


def test_a_link_in_a_webhook_leads_where_its_render_was_asked_for() -> None:
    mock, seen = Mock(clock="instant"), list[Outgoing]()
    mock.deliver_webhooks_to(lambda outgoing: seen.append(outgoing))
    body = httpx.Request("POST", "http://x", json=render_body(webhook_url="http://h/")).content
    mock.answer("POST", "/v2/renders", "", sent("mock:8080"), body)
    assert b'"http://mock:8080/files/' in seen[0].body


BODY = httpx.Request("POST", "http://x", json=render_body()).content


def sent(host: str) -> dict[str, str]:
    """The headers of a request to this Host."""
    return {
        "host": host,
        "content-type": "application/json",
        **{k.lower(): v for k, v in HEADERS.items()},
    }


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """A server that only this machine reaches."""
    with running(clock="instant") as server:
        yield server


@pytest.mark.parametrize("path", ["/v2/user", "/v2/nowhere", "/files/x", "/_mock/state", "/"])
def test_no_path_answers_to_a_name_of_another_site(server: Running, path: str) -> None:
    headers = {**HEADERS, "Host": "evil.example"}
    answer = httpx.get(f"{server.mock.origin}{path}", headers=headers)
    assert answer.status_code == 403
    assert "--allow-host evil.example" in answer.json()["message"]


def test_a_webhook_does_nothing_to_the_mock_itself(server: Running) -> None:
    api = Caller(server.mock)
    url = f"{server.mock.origin}/_mock/reset"
    for _ in range(2):
        api.post("/renders", render_body(webhook_url=url), status=200)
    server.mock.run_until_idle()
    server.mock._sender.settle()
    assert len(api.get("/renders")["items"]) == 2
    deliveries = server.mock.deliveries.log()
    assert {tried["status"] for one in deliveries for tried in one["attempts"]} == {403}


def test_health_is_answered_without_a_key(server: Running) -> None:
    answer = httpx.get(f"{server.mock.origin}/_mock/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def own_address() -> str | None:
    """An address of this machine in a network, if it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            return None
        address: str = probe.getsockname()[0]
    return None if address.startswith("127.") else address


@pytest.mark.skipif(own_address() is None, reason="this machine is in no network")
def test_another_machine_gets_links_that_it_can_follow() -> None:
    with running(host="0.0.0.0", clock="instant") as server:  # noqa: S104
        base = f"http://{own_address()}:{urlsplit(server.base_url).port}"
        made: Any = httpx.post(f"{base}/v2/renders", headers=HEADERS, json=render_body()).json()
        link = made["variations"]["items"][0]["result"]["thumbnail_url"]
        assert link.startswith(f"{base}/files/")
        assert httpx.get(link).headers["content-type"] == "image/jpeg"
        assert httpx.get(f"{base}/_mock/state").status_code == 200
