"""What a client is set up with; and that it shows its key to nobody."""

import copy
import pickle
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.calls import KEY
from contract_tests.spec.document import the_spec
from virtualstaging import AsyncVirtualStaging, ConfigurationError, VirtualStaging, dusk

INSECURE = "VIRTUALSTAGING_ALLOW_INSECURE_HTTP"
MOCK = "http://mock:8080/v2"
BOTH = pytest.mark.parametrize("kind", [VirtualStaging, AsyncVirtualStaging])


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VIRTUALSTAGING_API_KEY", "VIRTUALSTAGING_BASE_URL", INSECURE):
        monkeypatch.delenv(name, raising=False)


def hosts(kind: wrapped.Kind, *uses: wrapped.Use, **settings: Any) -> list[tuple[str, float]]:
    """Where these uses send their requests, and the seconds that an answer may take."""
    sent: list[tuple[str, float]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/renders") and request.method == "GET":
            return httpx.Response(200, json={"items": []})
        url = str(request.url.copy_with(path="/"))
        sent.append((url.rstrip("/"), request.extensions["timeout"]["read"]))
        made = {"id": f"r_{len(sent)}", "created_at": 1.7e12, "eta": None}
        return httpx.Response(200, json=made)

    with wrapped.client(kind, handler, **settings) as one:
        for use in uses:
            one.do(use)
    return sent


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
def test_calls_that_wait_go_to_the_second_server_of_production(kind: wrapped.Kind) -> None:
    """Both are those of the spec; the second one may take a quarter of an hour."""
    first, second = (one["url"].removesuffix("/v2") for one in the_spec().document["servers"])
    found = hosts(
        kind,
        lambda c: c.renders.create("https://a.example/1.jpg", dusk(), wait_for_completion=True),
        lambda c: c.renders.create("https://a.example/1.jpg", dusk()),
        base_url=None,
    )
    second = second.rsplit("/", 1)[0] if second.count("/") > 2 else second
    assert found == [(second, 900.0), (first, 60.0)]
    own = {"base_url": "https://own.example/v2"}
    waits = hosts(
        kind,
        lambda c: c.renders.create("https://a.example/1.jpg", dusk(), wait_for_completion=True),
        **own,
    )
    assert waits == [("https://own.example", 900.0)]


@pytest.mark.parametrize("kind", wrapped.KINDS)
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/v2", "http://[::1]:1", "http://localhost", "https://x.example/"]
)
def test_http_is_for_this_machine_alone(url: str, kind: wrapped.Kind) -> None:
    """Without being asked for."""
    [(host, _)] = hosts(kind, lambda c: c.status(), base_url=url)
    assert host == url.rstrip("/").removesuffix("/v2")


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


def held_by(thing: Any, depth: int = 6) -> list[Any]:
    """An object, and what it holds."""
    inner = list(getattr(thing, "__dict__", {}).values()) if depth else []
    names = [name for one in type(thing).__mro__ for name in getattr(one, "__slots__", ())]
    inner += [getattr(thing, name) for name in names if depth and hasattr(thing, name)]
    return [thing, *(one for each in inner for one in held_by(each, depth - 1))]


@BOTH
def test_the_key_is_in_no_repr(kind: Any) -> None:
    """Of the client, or of what it holds."""
    shown = [repr(one) for one in held_by(kind(KEY)) if not isinstance(one, str)]
    assert len(shown) > 10
    assert not [one for one in shown if KEY in one]


@BOTH
def test_a_client_is_neither_pickled_nor_copied(kind: Any) -> None:
    """Its key would go along."""
    for copying in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="pickled"):
            copying(kind(KEY))
