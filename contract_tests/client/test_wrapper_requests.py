"""What the wrapper sends is valid by the spec; what would not be is refused before it leaves."""

import json
import re
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given, strategies as st

from contract_tests.client import wrapped
from contract_tests.client.calls import BASE_URL, KEY, SpecCall, calls, check_sent
from contract_tests.client.samples import minimal
from contract_tests.client.strength import examples
from contract_tests.client.values import SMALL_PICTURE
from contract_tests.spec.document import the_spec
from contract_tests.spec.judge import leaves, ordinary
from virtualstaging import VirtualStagingError, configs

SPEC = the_spec()
MOST_VARIATIONS = SPEC.component("VariationCount").schema["maximum"]
each_operation = pytest.mark.parametrize("name", SPEC.operations)


def captured(
    kind: wrapped.Kind, use: wrapped.Use, **options: Any
) -> tuple[list[httpx.Request], Any]:
    """The requests that a use of a client leads to, and the error it ends in."""
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(422, json={"message": "no"})

    with wrapped.client(kind, answer, **options) as one:
        try:
            one.do(use)
        except VirtualStagingError as error:
            # A call that creates first looks at what is there, so that its render can be found.
            return [one for one in requests if one.method != "GET"] or requests, error
    raise AssertionError("422 is no success")


@each_operation
def test_a_valid_call_leaves_as_a_valid_request(name: str) -> None:
    """Exactly one, saying what it says. Only what no careful client sends may be refused."""

    @examples(20)
    @given(calls(SPEC, SPEC.operations[name]), st.sampled_from(wrapped.KINDS))
    def check(call: SpecCall, kind: wrapped.Kind) -> None:
        requests, error = captured(kind, wrapped.use_of(call))
        if not requests:
            assert error.status is None
            assert not is_plain(call), f"refused: {error}"
            return
        [request] = requests
        check_sent(SPEC, call, request, said=wrapped.said)

    check()


@each_operation
def test_the_examples_of_the_spec_leave_as_they_stand(name: str) -> None:
    """Each documented request body, by both clients."""
    for call in samples(name):
        for kind in wrapped.KINDS:
            [request], _ = captured(kind, wrapped.use_of(call))
            check_sent(SPEC, call, request, said=wrapped.said)


@each_operation
def test_a_call_says_who_sends_it_and_what_it_takes(name: str) -> None:
    """`User-Agent` names the package and its version; `Accept` is JSON."""
    for kind in wrapped.KINDS:
        [request], _ = captured(kind, wrapped.use_of(minimal(SPEC, name)))
        assert re.fullmatch(r"virtualstaging-python/\S+", request.headers["user-agent"])
        assert request.headers.get_list("accept") == ["application/json"]


@each_operation
def test_calls_to_production_go_to_the_hosts_of_the_spec(name: str, monkeypatch: Any) -> None:
    """Those that wait for completion to the one that outlives the other's time limit."""
    monkeypatch.delenv("VIRTUALSTAGING_BASE_URL", raising=False)
    usual, long = (one["url"] for one in SPEC.document["servers"])
    call = minimal(SPEC, name)
    for kind in wrapped.KINDS:
        [request], _ = captured(kind, wrapped.use_of(call), base_url=None)
        check_sent(SPEC, call, request, base_url=usual, said=wrapped.said)
        if "wait_for_completion" in _properties(call):
            waiting = replace(call, body={**call.body, "wait_for_completion": True})
            [request], _ = captured(kind, wrapped.use_of(waiting), base_url=None)
            check_sent(SPEC, waiting, request, base_url=long, said=wrapped.said)


@each_operation
def test_each_call_has_a_time_limit(name: str) -> None:
    """The one that was set; a longer one only where completion is waited for."""
    call = minimal(SPEC, name)
    [request], _ = captured("sync", wrapped.use_of(call), timeout=7.5)
    limits = request.extensions["timeout"]
    assert limits["read"] == 7.5
    assert all(0 < limit <= 10 for limit in limits.values())
    if "wait_for_completion" in _properties(call):
        waiting = replace(call, body={**call.body, "wait_for_completion": True})
        [request], _ = captured("sync", wrapped.use_of(waiting), timeout=7.5)
        assert 60 < request.extensions["timeout"]["read"] < 3600
        [request], _ = captured("sync", wrapped.use_of(waiting), timeout=5000)
        assert request.extensions["timeout"]["read"] >= 5000, "less than for any other call"


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("kind", wrapped.KINDS)
def test_a_configuration_without_a_number_is_made_as_often_as_the_call_says(
    kind: wrapped.Kind, count: int
) -> None:
    """Beside others that have one, alone and in a bulk."""
    room = configs.staging(room_type="living", style="modern")
    several = [room, configs.counted(configs.dusk(), 3)]
    expected = [configs.counted(room, count).to_dict(), several[1].to_dict()]
    photo = "https://example.com/room.jpg"
    [request], _ = captured(kind, lambda c: c.renders.create(photo, several, variation_count=count))
    assert json.loads(request.content)["configs"] == expected
    bulk = [configs.BulkRender(photo, several, count)]
    [request], _ = captured(kind, lambda c: c.renders.create_bulk(bulk))
    assert json.loads(request.content)["renders"][0]["configs"] == expected


@each_operation
@pytest.mark.parametrize(
    "given_url", [BASE_URL + "/", "http://localhost:8080/v2", "https://proxy.test/a/b"]
)
def test_the_base_url_is_kept_to(name: str, given_url: str) -> None:
    """With or without a slash at its end, with whatever path it has."""
    call = minimal(SPEC, name)
    [request], _ = captured("sync", wrapped.use_of(call), base_url=given_url)
    check_sent(SPEC, call, request, base_url=given_url.rstrip("/"), said=wrapped.said)


@each_operation
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_key_follows_no_redirect(name: str, status: int) -> None:
    """Neither to another host nor to the same one."""
    for kind in wrapped.KINDS:
        for location in ("https://elsewhere.example/v2/user", f"{BASE_URL}/user"):
            requests: list[httpx.Request] = []

            def handler(
                request: httpx.Request, to: str = location, seen: Any = requests
            ) -> httpx.Response:
                seen.append(request)
                return httpx.Response(status, headers={"location": to})

            with wrapped.client(kind, handler) as one, pytest.raises(VirtualStagingError):
                one.do(wrapped.use_of(minimal(SPEC, name)))
            # An answer that shows nothing of what was made may be followed by looking for it.
            assert {one.url.host for one in requests} == {"api.example.test"}
            assert [one.method for one in requests].count(SPEC.operations[name].method) >= 1
            assert len([one for one in requests if one.method != "GET"]) <= 1


@each_operation
def test_nothing_of_an_http_client_handed_in_goes_to_the_api(name: str) -> None:
    """Its headers, cookies, auth, base URL and parameters are the application's own."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(422, headers={"set-cookie": "a=b"})

    http = httpx.Client(
        transport=httpx.MockTransport(answer),
        base_url="https://elsewhere.example",
        headers={"X-Application": "1", "Authorization": "Bearer theirs"},
        cookies={"session": "theirs"},
        auth=("user", "password"),
        params={"theirs": "1"},
        follow_redirects=True,
    )
    call = minimal(SPEC, name)
    with http, wrapped.client("sync", answer) as one:
        from virtualstaging import VirtualStaging

        client = VirtualStaging(KEY, base_url=BASE_URL, http_client=http, clock=one.clock)
        with pytest.raises(VirtualStagingError):
            wrapped.use_of(call)(client)
        assert "authorization" not in {n for n in http.headers if KEY in http.headers[n]}
    check_sent(SPEC, call, seen[-1], said=wrapped.said)
    for request in seen:
        assert not {"cookie", "x-application"} & set(request.headers)


def samples(name: str) -> list[SpecCall]:
    """The documented bodies of an operation."""
    call = minimal(SPEC, name)
    return [replace(call, body=one) for one in call.operation.body_examples.values()] or [call]


def is_plain(call: SpecCall) -> bool:
    """Whether any client would send it: pictures that are some, ids without slashes, few enough."""
    ids = [*call.ids.values(), *_render_ids(call.body)]
    if any(re.search(r"[/\\\x00-\x1f]", one) or not one.strip() for one in ids):
        return False
    pictures = [one for one in leaves(call.body) if str(one).startswith("data:")]
    if any(not one.endswith(SMALL_PICTURE) for one in map(str, pictures)):
        return False
    return ordinary(call.body) and _most(call.body) <= MOST_VARIATIONS


def _render_ids(body: Any) -> list[str]:
    items = body.get("variations", []) if isinstance(body, dict) else []
    return [one["render_id"] for one in items]


def _most(body: Any) -> int:
    """Variations that one render of a body asks for, at most."""
    if not isinstance(body, dict):
        return 0
    renders = body.get("renders", [body])
    counts = [[one["variation_count"] for one in each.get("configs", [])] for each in renders]
    most: int = max(sum(each) for each in counts)
    return most


def _properties(call: SpecCall) -> set[str]:
    if call.body is None:
        return set()
    from contract_tests.client.schemas import shape_of

    return set(shape_of(SPEC, SPEC.component(str(call.body_name)).schema).properties)
