"""What a client is set up with."""

from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.calls import KEY
from virtualstaging import AsyncVirtualStaging, ConfigurationError, VirtualStaging

INSECURE = "VIRTUALSTAGING_ALLOW_INSECURE_HTTP"
MOCK = "http://mock:8080/v2"
BOTH = pytest.mark.parametrize("kind", [VirtualStaging, AsyncVirtualStaging])


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VIRTUALSTAGING_API_KEY", "VIRTUALSTAGING_BASE_URL", INSECURE):
        monkeypatch.delenv(name, raising=False)


WRONG_SETTINGS: list[dict[str, Any]] = [
    {"api_key": ""},
    {"api_key": " "},
    {"api_key": f"Api-Key {KEY}"},
    {"api_key": f"Bearer {KEY}"},
    {"api_key": f"{KEY}\n"},
    {"api_key": f" {KEY}"},
    {"api_key": f"{KEY}é"},
    *({"api_key": odd} for odd in ("a b", "a\tb", "a\x00", f"{KEY}\u200b")),
    {"api_key": 7},
    {"api_key": KEY.encode()},
    {"base_url": ""},
    {"base_url": "api.virtualstagingai.app/v2"},
    {"base_url": "http://api.virtualstagingai.app/v2"},
    {"base_url": "http://localhost.example.com/v2"},
    {"base_url": "http://notlocalhost/v2"},
    {"base_url": "http://127.0.0.1.example.com/v2"},
    {"base_url": "http://10.0.0.1/v2"},
    {"base_url": "http://0.0.0.0/v2"},
    {"base_url": "ftp://api.virtualstagingai.app/v2"},
    {"base_url": "https:///v2"},
    {"base_url": "https://user:password@example.com/v2"},
    {"base_url": "https://example.com/v2?a=b"},
    {"base_url": "https://example.com/v2#a"},
    {"base_url": "https://exa mple.com/v2"},
    {"base_url": "https://example.com:port/v2"},
    {"base_url": "https://example.com:99999"},
    {"base_url": "https://[::1"},
    {"base_url": 7},
    {"timeout": 0},
    {"timeout": -1},
    {"timeout": None},
    {"timeout": float("nan")},
    {"timeout": float("inf")},
    {"timeout": "60"},
    {"timeout": True},
    {"max_retries": -1},
    {"max_retries": 1.5},
    {"max_retries": None},
    {"max_retries": True},
    {"poll": "fast"},
    {"poll": ""},
    {"poll": 0},
    {"poll": -1},
    {"poll": float("nan")},
    {"poll": float("inf")},
    {"poll": 5000},
    {"poll": 1e-9},
    {"poll": True},
    {"poll": None},
]


@pytest.mark.parametrize("kind", [VirtualStaging, AsyncVirtualStaging])
@pytest.mark.parametrize(
    "wrong", WRONG_SETTINGS, ids=lambda wrong: f"{wrong!r:.60}".replace(KEY, "KEY")
)
def test_wrong_settings_are_refused(wrong: dict[str, Any], kind: Any) -> None:
    """At once, with ConfigurationError, which names the setting and does not show the key."""
    if wrong.get("base_url") == "":  # as if it were not given
        wrong = {"base_url": " "}
    [name] = wrong
    with pytest.raises(ConfigurationError, match=name) as caught:
        kind(**{"api_key": KEY, **wrong})
    assert KEY not in str(caught.value)


def test_a_client_without_a_key_says_where_to_put_one() -> None:
    """Neither given nor in the environment."""
    with pytest.raises(ConfigurationError, match="VIRTUALSTAGING_API_KEY"):
        VirtualStaging()


@pytest.mark.parametrize("kind", wrapped.KINDS)
def test_key_and_base_url_may_come_from_the_environment(
    kind: wrapped.Kind, monkeypatch: Any
) -> None:
    """What is given goes before."""
    monkeypatch.setenv("VIRTUALSTAGING_API_KEY", KEY)
    monkeypatch.setenv("VIRTUALSTAGING_BASE_URL", "https://environment.example/v2")
    sent: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200)

    with wrapped.client(kind, handler, api_key=None, base_url=None) as one:
        one.do(lambda c: c.status())
    with wrapped.client(kind, handler, api_key="another-key") as one:
        one.do(lambda c: c.status())
    assert [request.headers["authorization"] for request in sent] == [
        f"Api-Key {KEY}",
        "Api-Key another-key",
    ]
    assert [request.url.host for request in sent] == ["environment.example", "api.example.test"]


@pytest.mark.parametrize("kind", wrapped.KINDS)
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/v2", "http://[::1]:1", "http://localhost", "https://x.example/"]
)
def test_http_is_for_this_machine_alone(url: str, kind: wrapped.Kind) -> None:
    """Without being asked for."""
    sent: list[httpx.URL] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request.url)
        return httpx.Response(200)

    with wrapped.client(kind, handler, base_url=url) as one:
        one.do(lambda c: c.status())
    assert [str(one) for one in sent] == [url.rstrip("/") + "/status"]


@BOTH
@pytest.mark.parametrize(
    ("value", "allowed"), [("1", True), ("true", True), ("Yes", True), ("0", False), ("", False)]
)
def test_http_elsewhere_has_to_be_allowed(
    value: str, allowed: bool, kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an argument, which goes before, or by the environment."""
    kind(KEY, base_url=MOCK, allow_insecure_http=True)
    monkeypatch.setenv(INSECURE, value)
    if allowed:
        kind(KEY, base_url=MOCK)
    else:
        with pytest.raises(ConfigurationError, match=f"{INSECURE}=1"):
            kind(KEY, base_url=MOCK)
    with pytest.raises(ConfigurationError, match="base_url"):
        kind(KEY, base_url=MOCK, allow_insecure_http=False)


@BOTH
def test_a_flag_of_the_environment_says_yes_or_no(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All else is refused, whether it matters or not."""
    monkeypatch.setenv(INSECURE, "maybe")
    with pytest.raises(ConfigurationError, match=INSECURE):
        kind(KEY)
