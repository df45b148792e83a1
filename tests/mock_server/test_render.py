"""Reading variations does not change them."""

import pytest

from tests.mock_server._calls import DUSK, REMOVE_FIRST, STAGING, Caller, render_body
from virtualstaging_mock import Mock
from virtualstaging_mock._state.account import Limits


def callers(**options: object) -> tuple[Caller, Caller]:
    """Two mocks of one seed."""
    settings = {"clock": "manual", "failure_rate": 0.3, **options}
    one, other = (Caller(Mock(**settings)) for _ in range(2))  # type: ignore[arg-type]
    return one, other


def create(api: Caller, number: int) -> str:
    """Make a render of one of several kinds."""
    config = (STAGING, DUSK, REMOVE_FIRST)[number % 3]
    found: str = api.create(config, 1 + number % 4)["id"]
    return found


@pytest.mark.parametrize("failure_rate", [0.0, 0.3, 1.0])
def test_a_look_changes_nothing(failure_rate: float) -> None:
    """One mock's renders are read all the time, the other's once at the end."""
    watched, left = callers(failure_rate=failure_rate)
    for number in range(12):
        render_id = create(watched, number)
        assert create(left, number) == render_id
        watched.variations(render_id)
        watched.get("/renders")
        for api in (watched, left):
            api.mock.advance(2.5)
    assert left.reply("GET", "/renders") == watched.reply("GET", "/renders")


@pytest.mark.parametrize("seconds", range(0, 25, 3))
def test_the_eta_of_a_render_is_that_of_its_first_variation(seconds: int) -> None:
    """Worked out from the plan, or from the variations once they are there."""
    watched, left = callers()
    render_id = watched.create(STAGING, 4)["id"]
    left.create(STAGING, 4)
    watched.variations(render_id)
    for api in (watched, left):
        api.mock.advance(seconds)
    assert left.get(f"/renders/{render_id}") == watched.get(f"/renders/{render_id}")
    etas = [v["eta"] for v in left.variations(render_id) if v["eta"] is not None]
    assert left.get(f"/renders/{render_id}")["eta"] == min(etas, default=None)


@pytest.mark.parametrize("looked_at", [False, True])
@pytest.mark.parametrize("counted", [False, True])
def test_what_is_no_longer_kept_is_no_longer_counted(looked_at: bool, counted: bool) -> None:
    api = Caller(Mock(clock="manual", limits=Limits(renders=3)))
    for number in range(8):
        render_id = create(api, number)
        if looked_at:
            api.variations(render_id)
        if counted:
            api.get("/renders")
    api.mock.run_until_idle()
    page = api.get("/renders")
    done = sum(v["status"] == "done" for r in page["items"] for v in r["variations"]["items"])
    assert (len(page["items"]), page["total_count"]) == (3, done)


def test_variations_added_later_go_with_their_render() -> None:
    """Their files are found, and forgotten with the render."""
    api = Caller(Mock(clock="manual", limits=Limits(renders=1)))
    render_id = api.create(STAGING, 2)["id"]
    added = api.post(f"/renders/{render_id}/variations", render_body(DUSK, 2))["variations"]
    backend = api.mock.backend
    for variation in added:
        found = backend.find_variation(variation["id"])
        assert found is not None
        assert (found[1].id, found[2].id) == (render_id, variation["id"])
    api.create()
    assert all(backend.find_variation(variation["id"]) is None for variation in added)
    assert not any(account._render_of for account in backend.accounts.values())


@pytest.mark.parametrize("name", ["", "v_", "v_1", "r_1", "v_" + "0" * 22, "x" * 500])
def test_no_variation_is_found_by_another_name(name: str) -> None:
    api = Caller(Mock(clock="manual"))
    render_id = api.create()["id"]
    assert api.mock.backend.find_variation(name) is None
    assert api.mock.backend.find_variation(f"v_{render_id[2:]}ff") is None
    assert api.mock.backend.find_variation(f"v_{render_id[2:]}00") is not None
