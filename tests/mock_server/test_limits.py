"""What a plan allows, what a render holds, and what the mock keeps."""

from typing import Any

import pytest

from tests.mock_server._calls import DUSK, KEY, PHOTO, REMOVE_FIRST, STAGING, Caller, render_body
from virtualstaging_mock import Mock
from virtualstaging_mock._state.account import PERIOD_MS, Limits


def used(api: Caller) -> Any:
    """The photos used in this period."""
    return api.get("/user")["photosUsedThisPeriod"]


def more(api: Caller, render_id: str, count: int, status: int = 202, config: Any = STAGING) -> Any:
    """Ask for further variations."""
    body = {"config": config, "variation_count": count}
    return api.post(f"/renders/{render_id}/variations", body, status=status)


def test_a_render_costs_one_photo_whatever_its_variations_and_those_added_nothing(
    api: Caller,
) -> None:
    render_id = api.create(count=20 - 2)["id"]
    more(api, render_id, 2)
    assert used(api) == {"staging": 1, "imageEditing": 0}
    api.create(DUSK, count=3)
    assert used(api) == {"staging": 1, "imageEditing": 1}
    api.post("/renders/bulk", {"renders": [render_body(), render_body(), render_body(DUSK)]})
    assert used(api) == {"staging": 3, "imageEditing": 2}


def test_a_used_up_plan_is_a_403_and_counts_anew_in_the_next_period() -> None:
    api = Caller(Mock(clock="manual", photos=2))
    api.create()
    api.create()
    assert "are used up" in api.refused("/renders", render_body(), 403)
    api.create(DUSK)
    Caller(api.mock, "another-key").create()
    api.mock.advance(PERIOD_MS / 1000)
    assert used(api) == {"staging": 0, "imageEditing": 0}
    api.create()


def test_a_bulk_that_the_plan_does_not_allow_makes_nothing() -> None:
    api = Caller(Mock(clock="manual", photos=2))
    api.refused("/renders/bulk", {"renders": [render_body()] * 3}, 403)
    assert api.get("/renders")["items"] == []
    assert used(api)["staging"] == 0


def test_variations_are_free_when_the_plan_is_used_up() -> None:
    api = Caller(Mock(clock="manual", photos=1))
    render_id = api.create()["id"]
    more(api, render_id, 1)


def test_a_render_holds_20_variations_over_all_requests(api: Caller) -> None:
    render_id = api.create(count=18)["id"]
    more(api, render_id, 3, status=400)
    more(api, render_id, 2)
    message = more(api, render_id, 1, status=400)["message"]
    assert message == (
        "Validation error. variation_count: a render holds at most 20 variations; "
        "it has 20 and 1 more are asked for."
    )
    assert len(api.variations(render_id)) == 20


def test_a_removal_made_by_itself_is_not_counted(api: Caller) -> None:
    render_id = api.create(REMOVE_FIRST, count=20)["id"]
    assert len(api.variations(render_id)) == 21


def test_the_counts_of_several_configs_are_added_up(api: Caller) -> None:
    configs = [{**STAGING, "variation_count": 11}, {**DUSK, "variation_count": 10}]
    message = api.refused("/renders", {"configs": configs, "image_url": PHOTO})
    assert message.startswith("Validation error. configs: a render holds at most 20")
    configs[1]["variation_count"] = 9
    render = api.post("/renders", {"configs": configs, "image_url": PHOTO})
    assert len(api.variations(render["id"])) == 20


def test_a_bulk_of_variations_is_made_whole_or_not_at_all(api: Caller) -> None:
    one, other = api.create(count=10)["id"], api.create()["id"]

    def wish(render_id: str, count: int) -> Any:
        return {"render_id": render_id, "config": STAGING, "variation_count": count}

    body = {"variations": [wish(other, 1), wish(one, 5), wish(one, 6)]}
    message = api.refused("/renders/variations/bulk", body)
    assert message.startswith("Validation error. variations[2].variation_count:")
    body = {"variations": [wish(other, 1), wish("nothing", 1)]}
    api.refused("/renders/variations/bulk", body, 404)
    assert len(api.variations(other)) == 1
    body = {"variations": [wish(one, 1), wish(other, 2), wish(one, 1)]}
    made = api.post("/renders/variations/bulk", body)["variations"]
    assert [v["render_id"] for v in made] == [one, other, other, one]


@pytest.mark.parametrize("what", ["nothing", "a staging", "of another render"])
def test_a_base_variation_is_a_removal_of_the_same_render(api: Caller, what: str) -> None:
    mine, other = api.create(REMOVE_FIRST)["id"], api.create(REMOVE_FIRST)["id"]
    base = {
        "nothing": "nothing",
        "a staging": api.variations(mine)[1]["id"],
        "of another render": api.variations(other)[0]["id"],
    }[what]
    config = {**STAGING, "add_furniture": {**STAGING["add_furniture"], "base_variation_id": base}}
    assert more(api, mine, 1, 400, config)["message"] == (
        "Validation error. config.add_furniture.base_variation_id names no removal variation of "
        "this render."
    )
    api.refused("/renders", render_body(config))
    assert len(api.variations(mine)) == 2


def test_the_oldest_renders_go_when_there_are_too_many() -> None:
    api = Caller(Mock(clock="manual", limits=Limits(renders=3)))
    made = [api.create(count=2)["id"] for _ in range(5)]
    assert [r["id"] for r in api.get("/renders", "order=asc")["items"]] == made[2:]
    api.get(f"/renders/{made[0]}", status=404)
    api.mock.run_until_idle()
    assert api.get("/renders")["total_count"] == 6


def test_the_oldest_go_over_all_keys() -> None:
    mock = Mock(clock="manual", limits=Limits(renders=2))
    one, other = Caller(mock, "one"), Caller(mock, "other")
    one.create()
    other.create()
    other.create()
    assert one.get("/renders")["items"] == []
    assert len(other.get("/renders")["items"]) == 2


def test_large_requests_go_sooner() -> None:
    api = Caller(Mock(clock="manual", limits=Limits(render_bytes=300_000)))
    for _ in range(5):
        api.create({**STAGING, "remove_furniture": {
            "mode": "on", "mask_url": f"https://x/{'m' * 100_000}"}})  # fmt: skip
    assert len(api.get("/renders")["items"]) == 2


def test_so_do_the_accounts_of_keys_unused_for_longest() -> None:
    mock = Mock(clock="manual", limits=Limits(accounts=2))
    for key in ("a", "b", "a", "c"):
        Caller(mock, key).create()
    assert len(mock.backend.accounts) == 2
    assert len(Caller(mock, "a").get("/renders")["items"]) == 2


def test_the_requests_kept_are_bounded_and_hold_no_secret(api: Caller) -> None:
    api.post("/user/webhook-secret", {"webhook_secret": "correct-horse"}, status=200)
    for _ in range(1500):
        api.reply("GET", "/status")
    kept = list(api.mock.requests)
    assert len(kept) == 1000
    assert kept[-1].number == 1501
    assert "correct-horse" not in repr(kept)
    assert KEY not in repr(kept)
