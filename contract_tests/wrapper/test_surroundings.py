"""Proxies and certificates of the environment: they never see the key, and errors name them."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from contract_tests.client import wrapped
from contract_tests.client.calls import KEY
from contract_tests.client.hygiene import check_error
from contract_tests.wrapper.hosts import result
from contract_tests.wrapper.lines import PEM, recorder
from contract_tests.wrapper.world import ordered
from virtualstaging import APIConnectionError, ConfigurationError, DownloadError
from virtualstaging_mock import Clock, Running, running

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
CALLS: dict[str, wrapped.Use] = {"read": lambda c: c.account.get(), "create": ordered}
each_call = pytest.mark.parametrize("call", CALLS)


def waited(render: Any, client: Any) -> Any:
    """A render when it has ended."""
    return client.wait(render)


def downloaded(render: Any, directory: Path, client: Any) -> Any:
    """Its pictures."""
    return client.download(render, directory)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP", "HTTPS", "ALL", "NO"):
        for spelling in (f"{name}_PROXY", f"{name}_proxy".lower()):
            monkeypatch.delenv(spelling, raising=False)


@pytest.fixture(scope="module")
def mock() -> Iterator[Running]:
    """A mock on a port of its own."""
    with running(clock=Clock("instant"), api_keys=[KEY]) as found:
        yield found


@each_kind
def test_no_proxy_of_the_environment_sees_what_stays_on_this_machine(
    kind: wrapped.Kind, mock: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither calls, key and all, nor downloads: they need no proxy, and it would not find them."""
    with recorder(b"HTTP/1.1 502 Bad Gateway\r\n\r\n") as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        for url in (mock.base_url, mock.base_url.replace("127.0.0.1", "localhost")):
            with wrapped.client(kind, None, base_url=url) as one:
                render = one.do(partial(waited, one.do(ordered)))
                assert one.do(partial(downloaded, render, tmp_path))
        assert proxy.received == []


@each_kind
@each_call
def test_a_key_in_the_clear_goes_to_no_proxy(
    call: str, kind: wrapped.Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the host itself at most, as the application allows it."""
    with recorder(b"HTTP/1.1 502 Bad Gateway\r\n\r\n") as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        url = "http://mock.invalid/v2"
        with (
            wrapped.client(kind, None, base_url=url, allow_insecure_http=True) as one,
            pytest.raises(APIConnectionError) as caught,
        ):
            one.do(CALLS[call])
        check_error(caught.value)
        assert KEY.encode() not in proxy.all


@each_kind
@each_call
@pytest.mark.parametrize(
    ("reply", "says"),
    [(b"HTTP/1.1 407 No\r\n\r\n", "answered 407"), (b"HTTP/1.1 502 No\r\n\r\n", "502"), (b"", "")],
)
def test_a_proxy_that_fails_is_named(
    reply: bytes, says: str, call: str, kind: wrapped.Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As what it is: no tunnel was made, so nothing was sent, and no render is in doubt."""
    with recorder(reply) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:s3cret@127.0.0.1:{proxy.port}")
        with (
            wrapped.client(kind, None, base_url="https://api.invalid/v2") as one,
            pytest.raises(APIConnectionError, match=f"proxy of HTTPS_PROXY.*{says}") as caught,
        ):
            one.do(CALLS[call])
        check_error(caught.value, None, "s3cret")
        assert proxy.received
        assert KEY.encode() not in proxy.all


@each_kind
def test_a_proxy_that_is_not_there_is_named(
    kind: wrapped.Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the server would be looked for."""
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with (
        wrapped.client(kind, None, base_url="https://api.invalid/v2") as one,
        pytest.raises(APIConnectionError, match="ALL_PROXY"),
    ):
        one.do(ordered)


@each_kind
@each_call
@pytest.mark.parametrize(
    "proxy", ["socks://127.0.0.1:9", "socks5://127.0.0.1:9", "ftp://x", "http://x:y"]
)
def test_a_proxy_that_cannot_be_used_is_reported(
    proxy: str, call: str, kind: wrapped.Kind, mock: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is sent, by the name of its variable; this machine needs none."""
    monkeypatch.setenv("ALL_PROXY", proxy.replace("//", "//user:s3cret@"))
    with (
        wrapped.client(kind, None, base_url="https://api.invalid/v2") as one,
        pytest.raises(ConfigurationError, match="ALL_PROXY") as caught,
    ):
        one.do(CALLS[call])
    check_error(caught.value, None, "s3cret")
    with wrapped.client(kind, None, base_url=mock.base_url) as one:
        one.do(CALLS[call])


@each_kind
@pytest.mark.parametrize("hosts", ["[::1]", "::1", "*", "api.invalid", ".invalid", "a b", "[", ","])
def test_hosts_without_a_proxy_may_be_written_in_any_way(
    hosts: str, kind: wrapped.Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other programs take `[::1]`."""
    monkeypatch.setenv("NO_PROXY", hosts)
    with recorder(b"HTTP/1.1 502 No\r\n\r\n") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        with (
            wrapped.client(kind, None, base_url="https://api.invalid/v2", max_retries=0) as one,
            pytest.raises(APIConnectionError),
        ):
            one.do(lambda c: c.status())
        assert bool(proxy.received) == (hosts not in ("*", "api.invalid", ".invalid"))


@each_kind
@each_call
@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_cannot_be_read_are_reported(
    content: str | None,
    call: str,
    kind: wrapped.Kind,
    mock: Running,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Before anything is sent, by the name of their variable; http needs none."""
    if content is not None:
        (tmp_path / "ca.pem").write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with (
        wrapped.client(kind, None, base_url="https://api.invalid/v2") as one,
        pytest.raises(ConfigurationError, match="SSL_CERT_FILE") as caught,
    ):
        one.do(CALLS[call])
    check_error(caught.value)
    with wrapped.client(kind, None, base_url=mock.base_url) as one:
        one.do(CALLS[call])


@each_kind
@each_call
def test_a_certificate_that_is_not_trusted_is_named_and_not_tried_again(
    call: str, kind: wrapped.Kind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing was sent. With the certificate among those that are trusted it is."""
    with recorder(b"HTTP/1.1 418 No\r\n\r\n", tls=True) as server:
        url = f"https://localhost:{server.port}/v2"
        with (
            wrapped.client(kind, None, base_url=url) as one,
            pytest.raises(APIConnectionError, match="certificate is not trusted") as caught,
        ):
            one.do(CALLS[call])
        check_error(caught.value)
        # A call that creates first looks at what is there.
        assert server.received == [b""] * (2 if call == "create" else 1)
        monkeypatch.setenv("SSL_CERT_FILE", str(PEM))
        with wrapped.client(kind, None, base_url=url) as one, pytest.raises(Exception, match="418"):
            one.do(CALLS[call])
        assert KEY.encode() in server.received[-1]


@each_kind
def test_a_host_of_pictures_that_is_not_trusted_is_named(
    kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Once."""
    with recorder(b"", tls=True) as server, wrapped.client(kind, None) as one:
        what = result(f"https://localhost:{server.port}/v.jpg")
        with pytest.raises(DownloadError, match="certificate is not trusted"):
            one.do(lambda c: c.download(what, tmp_path))
        assert server.received == [b""]
