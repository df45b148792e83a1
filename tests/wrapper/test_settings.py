"""What a client is set up with."""

import copy
import pickle
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.wrapper.support import KEY
from virtualstaging import AsyncVirtualStaging, ConfigurationError, VirtualStaging
from virtualstaging._core import settings
from virtualstaging._core.settings import Secret

SPEC = Path(__file__).parents[2] / "openapi" / "openapi.yaml"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUALSTAGING_API_KEY", raising=False)
    monkeypatch.delenv("VIRTUALSTAGING_BASE_URL", raising=False)
    monkeypatch.delenv("VIRTUALSTAGING_ALLOW_INSECURE_HTTP", raising=False)


def made(client: VirtualStaging) -> settings.Settings:
    return client._engine.session.settings


def test_the_servers_are_those_of_the_spec() -> None:
    servers = yaml.safe_load(SPEC.read_text("utf-8"))["servers"]
    assert [one["url"] for one in servers] == [settings.PRODUCTION_URL, settings.LONG_URL]


def test_key_and_url_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIRTUALSTAGING_API_KEY", KEY)
    monkeypatch.setenv("VIRTUALSTAGING_BASE_URL", "http://localhost:8080/v2/")
    found = made(VirtualStaging())
    assert found.key.reveal() == KEY
    assert found.base_url == found.long_url == "http://localhost:8080/v2"


def test_without_a_url_it_is_production_with_its_second_server() -> None:
    found = made(VirtualStaging(KEY))
    assert (found.base_url, found.long_url) == (settings.PRODUCTION_URL, settings.LONG_URL)


@pytest.mark.parametrize(
    "key",
    [
        *("", "  ", KEY + "\n", " " + KEY, KEY + "é", "a b", "a\tb", "a\x00", 7),
        *("Api-Key " + KEY, "Bearer " + KEY, KEY + "\u200b"),
    ],
)
@pytest.mark.parametrize("kind", [VirtualStaging, AsyncVirtualStaging])
def test_a_key_that_cannot_be_sent_is_refused_without_being_shown(kind: Any, key: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        kind(key)
    assert KEY not in str(caught.value)


def test_no_key_says_where_it_comes_from() -> None:
    with pytest.raises(ConfigurationError, match="VIRTUALSTAGING_API_KEY"):
        VirtualStaging()


@pytest.mark.parametrize(
    "url",
    [
        *("", "ftp://x/v2", "api.example.com", "https://", "https://u:p@x.example/v2", 7),
        *("https://x:99999", "https://x.example/v2?a=1", "https://x.example/v2#a", "https://[::1"),
        *("https://a b/v2", "http://api.example.com/v2", "http://127.0.0.1.example.com/v2"),
    ],
)
def test_a_url_that_cannot_or_must_not_be_used_is_refused(url: Any) -> None:
    with pytest.raises(ConfigurationError, match="base_url"):
        VirtualStaging(KEY, base_url=url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/v2", "http://[::1]:1", "http://localhost", "https://x.example"]
)
def test_http_is_for_this_machine_alone(url: str) -> None:
    assert made(VirtualStaging(KEY, base_url=url)).base_url == url


def test_http_elsewhere_must_be_allowed() -> None:
    client = VirtualStaging(KEY, base_url="http://mock:8080/v2", allow_insecure_http=True)
    assert made(client).base_url == "http://mock:8080/v2"


@pytest.mark.parametrize(
    ("value", "allowed"), [("1", True), ("true", True), ("Yes", True), ("0", False), ("", False)]
)
def test_http_elsewhere_may_be_allowed_by_the_environment(
    value: str, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIRTUALSTAGING_ALLOW_INSECURE_HTTP", value)
    if allowed:
        made(VirtualStaging(KEY, base_url="http://mock:8080/v2"))
    else:
        with pytest.raises(ConfigurationError, match="VIRTUALSTAGING_ALLOW_INSECURE_HTTP=1"):
            VirtualStaging(KEY, base_url="http://mock:8080/v2")
    with pytest.raises(ConfigurationError, match="base_url"):
        VirtualStaging(KEY, base_url="http://mock:8080/v2", allow_insecure_http=False)


def test_a_flag_in_the_environment_that_says_neither_yes_nor_no_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VIRTUALSTAGING_ALLOW_INSECURE_HTTP", "maybe")
    with pytest.raises(ConfigurationError, match="VIRTUALSTAGING_ALLOW_INSECURE_HTTP"):
        VirtualStaging(KEY)


@pytest.mark.parametrize(
    "wrong",
    [{"timeout": value} for value in (0, -1, None, True, float("nan"), float("inf"), "5")]
    + [{"max_retries": value} for value in (-1, 1.5, None, True)]
    + [{"poll": value} for value in ("fast", 0, -1, None, True, float("nan"), 5000, 1e-9)],
    ids=repr,
)
@pytest.mark.parametrize("kind", [VirtualStaging, AsyncVirtualStaging])
def test_other_wrong_settings_are_refused(kind: Any, wrong: dict[str, Any]) -> None:
    (name,) = wrong
    with pytest.raises(ConfigurationError, match=name):
        kind(KEY, **wrong)


def test_the_key_is_in_no_repr_and_no_vars() -> None:
    client = VirtualStaging(KEY)
    engine = client._engine
    for thing in (client, engine, engine.session, engine.session.settings, engine.transport):
        assert KEY not in repr(thing)
        assert KEY not in repr(vars(thing) if hasattr(thing, "__dict__") else "")
    assert KEY not in repr(AsyncVirtualStaging(KEY))


@pytest.mark.parametrize("kind", [VirtualStaging, AsyncVirtualStaging, Secret])
def test_what_holds_the_key_is_neither_pickled_nor_copied(kind: Any) -> None:
    for copying in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="pickled"):
            copying(kind(KEY))
