"""Variations on their way from queued to done, on each kind of clock."""

from typing import Any

import orjson
import pytest

from tests.mock_server._calls import (
    DECLUTTER,
    DUSK,
    KEY,
    PHOTO,
    REMOVE_FIRST,
    STAGING,
    Caller,
    render_body,
)
from virtualstaging_mock import Clock, Mock
from virtualstaging_mock._clock import START_MS
from virtualstaging_mock._http.reply import Later, Reply

ORDER = ["queued", "rendering", "done"]


def test_states_go_forward_and_the_result_is_there_exactly_when_done(api: Caller) -> None:
    render_id = api.create(count=4)["id"]
    seen: dict[str, list[str]] = {}
    for _ in range(60):
        for variation in api.variations(render_id):
            seen.setdefault(variation["id"], []).append(variation["status"])
            assert ("result" in variation) == (variation["status"] == "done")
            assert (variation["eta"] is None) == (variation["status"] == "done")
        api.mock.advance(0.5)
    for states in seen.values():
        assert states == sorted(states, key=ORDER.index)
        assert set(states) == set(ORDER)


@pytest.mark.parametrize("eta_error", [0.0, 0.1, 1.0])
def test_etas_are_true_within_the_set_error(eta_error: float) -> None:
    api = Caller(Mock(clock="manual", eta_error=eta_error))
    render = api.create(count=20)
    variations = list(api.mock.backend.find_render(render["id"]).variations.values())  # type: ignore[union-attr]
    off = [(v.due_ms - v.promised_ms) / (v.promised_ms - v.created_ms) for v in variations]
    assert max(abs(share) for share in off) <= eta_error + 0.001
    assert eta_error == 0 or max(abs(share) for share in off) > eta_error / 4


def test_an_eta_is_never_past_even_when_the_job_is_late() -> None:
    api = Caller(Mock(clock="manual", eta_error=1.0))
    render_id = api.create(count=20)["id"]
    for _ in range(200):
        now_ms = api.mock.clock.now_ms()
        for variation in api.variations(render_id):
            assert variation["eta"] is None or variation["eta"] > now_ms
        api.mock.advance(0.25)


def test_the_eta_of_a_render_is_that_of_its_first_unfinished_variation(api: Caller) -> None:
    render_id = api.create(count=3)["id"]
    for _ in range(60):
        render = api.render(render_id)
        etas = [v["eta"] for v in render["variations"]["items"] if v["eta"] is not None]
        assert render["eta"] == min(etas, default=None)
        assert render["variations"]["total_count"] == 3 - len(etas)
        api.mock.advance(0.5)
    assert api.render(render_id)["eta"] is None


def test_times_are_in_order_of_creation_and_no_two_are_the_same(api: Caller) -> None:
    times = []
    for _ in range(5):
        render = api.render(api.create(count=3)["id"])
        times += [render["created_at"], *(v["created_at"] for v in render["variations"]["items"])]
    assert times == sorted(set(times))


def test_furniture_is_removed_first_in_a_variation_of_its_own(api: Caller) -> None:
    render_id = api.create(REMOVE_FIRST, count=2)["id"]
    removal, *staged = api.variations(render_id)
    assert removal["type"] == "removal"
    assert removal["config"] == {"type": "staging", "remove_furniture": {"mode": "on"}}
    assert "base_variation_id" not in removal
    assert [v["type"] for v in staged] == ["staging", "staging"]
    assert {v["base_variation_id"] for v in staged} == {removal["id"]}
    assert all(v["config"] == REMOVE_FIRST for v in staged)
    while api.variations(render_id)[0]["status"] != "done":
        assert all(v["status"] == "queued" for v in api.variations(render_id)[1:])
        api.mock.advance(0.5)


def test_a_later_request_builds_on_the_removal_that_is_there(api: Caller) -> None:
    render_id = api.create(REMOVE_FIRST)["id"]
    removal = api.variations(render_id)[0]["id"]
    body = {"config": REMOVE_FIRST, "variation_count": 2}
    made = api.post(f"/renders/{render_id}/variations", body)["variations"]
    assert [v["base_variation_id"] for v in made] == [removal, removal]
    named = {**STAGING, "add_furniture": {**STAGING["add_furniture"], "base_variation_id": removal}}
    body = {"config": named, "variation_count": 1}
    made = api.post(f"/renders/{render_id}/variations", body)["variations"]
    assert made[0]["base_variation_id"] == removal
    assert sum(v["type"] == "removal" for v in api.variations(render_id)) == 1


@pytest.mark.parametrize(
    ("config", "kinds"),
    [
        (STAGING, ["staging"]),
        (DECLUTTER, ["removal"]),
        (DUSK, ["daytodusk"]),
        ({"type": "enhancement"}, ["enhancement"]),
        ({**STAGING, "remove_furniture": {"mode": "off"}}, ["staging"]),
        ({**STAGING, "remove_furniture": {"mode": "auto"}}, ["removal", "staging"]),
    ],
)
def test_the_config_decides_the_type(api: Caller, config: Any, kinds: list[str]) -> None:
    assert [v["type"] for v in api.variations(api.create(config)["id"])] == kinds


def test_several_configs_make_their_variations_in_order(api: Caller) -> None:
    configs = [{**STAGING, "variation_count": 2}, {**DUSK, "variation_count": 1}]
    render = api.post("/renders", {"configs": configs, "image_url": PHOTO})
    made = [v["config"] for v in api.variations(render["id"])]
    assert made == [STAGING, STAGING, DUSK]


def test_a_wait_where_time_stands_still_moves_its_own_jobs_and_no_others(api: Caller) -> None:
    other = api.create()["id"]
    render = api.create(REMOVE_FIRST, count=2, wait_for_completion=True)
    assert render["eta"] is None
    assert [v["status"] for v in api.variations(render["id"])] == ["done"] * 3
    assert api.variations(other)[0]["status"] == "queued"


@pytest.mark.parametrize("wait", [False, True])
def test_a_new_render_carries_the_variations_asked_for_and_no_removal_made_first(
    api: Caller, wait: bool
) -> None:
    """The first of them is the furnished one, as public programs expect."""
    render = api.create(REMOVE_FIRST, count=2, wait_for_completion=wait)
    page, whole = render["variations"], api.variations(render["id"])
    assert [one["type"] for one in whole] == ["removal", "staging", "staging"]
    assert [one["id"] for one in page["items"]] == [one["id"] for one in whole[1:]]
    assert {one["status"] for one in page["items"]} == {"done" if wait else "queued"}
    assert page["total_count"] == (3 if wait else 0)
    assert page["next_cursor"] is None


def test_a_new_render_carries_twenty_variations(api: Caller) -> None:
    assert len(api.create(REMOVE_FIRST, count=20)["variations"]["items"]) == 20


def test_a_wait_on_the_wall_ends_when_the_last_job_does() -> None:
    mock = Mock(clock=Clock("wall", monotonic=lambda: 0.0))
    api = Caller(mock)
    headers = {"authorization": f"Api-Key {KEY}", "content-type": "application/json"}
    body = orjson.dumps(render_body({"type": "enhancement"}, 3, wait_for_completion=True))
    outcome = mock.handle("POST", "/v2/renders", "", headers, body)
    assert isinstance(outcome, Later)
    render_id = api.get("/renders")["items"][0]["id"]
    assert api.variations(render_id)[0]["status"] == "queued"
    mock.advance((outcome.due_ms - mock.clock.now_ms()) / 1000)
    reply = outcome.finish()
    assert isinstance(reply, Reply)
    assert reply.status == 200
    assert [v["status"] for v in api.variations(render_id)] == ["done"] * 3


def test_a_share_of_jobs_fails() -> None:
    api = Caller(Mock(clock="instant", failure_rate=0.3))
    made = [v for _ in range(20) for v in api.variations(api.post(
        "/renders", render_body(count=20), status=200)["id"])]  # fmt: skip
    failed = [v for v in made if v["status"] == "error"]
    assert 0.2 < len(failed) / len(made) < 0.4
    assert all("result" not in v and v["eta"] is None for v in failed)
    assert api.get("/renders")["total_count"] == len(made) - len(failed)


def test_a_photo_that_is_no_image_ends_in_an_error(api: Caller) -> None:
    render = api.create(image_url="data:image/png;base64,iVBORw0KGgo=", wait_for_completion=True)
    assert render["variations"]["items"][0]["status"] == "error"


def test_one_variation_can_be_made_to_fail(api: Caller) -> None:
    render_id = api.create(count=2)["id"]
    first, second = api.variations(render_id)
    assert api.mock.fail(first["id"])
    assert not api.mock.fail(first["id"])
    assert not api.mock.fail("nothing")
    api.mock.run_until_idle()
    assert [v["status"] for v in api.variations(render_id)] == ["error", "done"]
    assert second["id"] == api.variations(render_id)[1]["id"]


def test_renders_of_v1_look_as_they_do() -> None:
    api = Caller(Mock(clock="manual"))
    render_id = api.mock.add_legacy_render(KEY, style="hamptons", variations=2)
    variations = api.variations(render_id)
    assert [v["status"] for v in variations] == ["done", "done"]
    assert variations[0]["config"] == {
        "type": "legacy_staging",
        "room_type": "living",
        "style": "hamptons",
    }
    with pytest.raises(ValueError, match="style"):
        api.mock.add_legacy_render(KEY, style="rococo")
    with pytest.raises(ValueError, match="1 to 20"):
        api.mock.add_legacy_render(KEY, variations=21)


def test_a_change_to_an_instant_clock_ends_what_is_under_way_for_good(api: Caller) -> None:
    render_id = api.create(count=2)["id"]
    api.mock.set_clock("instant")
    assert [v["status"] for v in api.variations(render_id)] == ["done", "done"]
    api.mock.set_clock("manual")
    assert [v["status"] for v in api.variations(render_id)] == ["done", "done"]
    assert api.variations(api.create()["id"])[0]["status"] == "queued"


def test_an_analysis_without_a_webhook_is_answered_when_it_is_done(api: Caller) -> None:
    analysis = api.post("/analyze", {"image_url": PHOTO}, status=200)
    assert analysis["status"] == "done"
    assert 0 < analysis["percentage_masked"] < 100
    queued = api.post("/analyze", {"image_url": PHOTO, "webhook_url": "http://127.0.0.1:9"},
                      status=200)  # fmt: skip
    assert queued["status"] == "queued"
    assert "percentage_masked" not in queued


def test_reset_begins_anew(api: Caller) -> None:
    first = api.create()
    api.mock.reset()
    assert api.get("/renders")["items"] == []
    assert api.get("/user")["photosUsedThisPeriod"]["staging"] == 0
    assert api.create()["id"] == first["id"]
    assert api.mock.clock.now_ms() > START_MS
