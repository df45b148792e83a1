"""The mock's one clock."""

from collections.abc import Callable

import pytest

from tests.mock_server._calls import REMOVE_FIRST, Caller, render_body
from virtualstaging_mock import Clock, ClockError, Mock
from virtualstaging_mock._clock import START_MS


class Wall:
    """Real seconds, handed in."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_clock_that_follows_the_wall_is_true_at_any_speed_and_all_takes_less_of_it() -> None:
    wall = Wall()
    clock = Clock("wall", speed=60, start_ms=START_MS, monotonic=wall)
    wall.seconds += 2
    assert clock.now_ms() == START_MS + 2000
    assert clock.real_seconds_until(START_MS + 3000) == pytest.approx(1.0)
    assert clock.span_ms(30_000) == 500
    clock.change("manual")
    assert clock.span_ms(30_000) == 30_000


@pytest.mark.parametrize("mode", ["manual", "instant", "polls=3"])
def test_the_others_stand_still_but_for_advance(mode: str) -> None:
    clock = Clock.parse(mode)
    assert clock.now_ms() == START_MS
    clock.advance(1.5)
    assert clock.now_ms() == START_MS + 1500
    assert clock.real_seconds_until(START_MS + 10**6) == 0


def test_no_two_things_get_the_same_time_and_none_a_later_one_than_now() -> None:
    clock = Clock("manual")
    stamps = [clock.stamp_ms() for _ in range(1000)]
    assert stamps == sorted(set(stamps))
    assert stamps[-1] == clock.now_ms()


def test_events_run_in_time_order_each_at_its_own_instant() -> None:
    clock, seen = Clock("manual"), []

    def note(name: str) -> Callable[[], None]:
        return lambda: seen.append((name, clock.now_ms() - START_MS))

    clock.at(START_MS + 2000, note("second"))
    clock.at(START_MS + 1000, note("first"))
    clock.at(START_MS + 2000, note("third, planned later"))
    clock.at(START_MS + 9000, note("not yet"))
    clock.advance(3)
    assert seen == [("first", 1000), ("second", 2000), ("third, planned later", 2000)]
    assert clock.now_ms() == START_MS + 3000


def test_an_event_may_plan_another_that_is_due_in_the_same_advance() -> None:
    clock, seen = Clock("manual"), []
    clock.at(
        START_MS + 1000, lambda: clock.at(START_MS + 1500, lambda: seen.append(clock.now_ms()))
    )
    clock.advance(2)
    assert seen == [START_MS + 1500]


def test_an_event_planned_for_the_past_runs_now() -> None:
    clock, seen = Clock("manual"), []
    clock.advance(10)
    clock.at(START_MS, lambda: seen.append(clock.now_ms()))
    clock.run_due()
    assert seen == [START_MS + 10_000]


def test_an_event_that_fails_does_not_stop_the_clock() -> None:
    def fail() -> None:
        raise RuntimeError("a bug")

    clock = Clock("manual")
    clock.at(START_MS + 1000, fail)
    with pytest.raises(RuntimeError, match="a bug"):
        clock.advance(2)
    clock.advance(2)
    assert clock.now_ms() >= START_MS + 2000


def test_on_the_wall_events_run_as_real_time_passes() -> None:
    wall, seen = Wall(), []
    clock = Clock("wall", start_ms=START_MS, monotonic=wall)
    clock.at(START_MS + 1000, lambda: seen.append(clock.now_ms()))
    clock.run_due()
    assert seen == []
    wall.seconds += 5
    clock.run_due()
    assert seen == [START_MS + 1000]


def test_a_change_of_mode_keeps_the_time() -> None:
    wall = Wall()
    clock = Clock("wall", start_ms=START_MS, monotonic=wall)
    wall.seconds += 7
    clock.change("manual")
    wall.seconds += 100
    assert clock.now_ms() == START_MS + 7000
    clock.change("wall", speed=2)
    wall.seconds += 1
    assert clock.now_ms() == START_MS + 8000


@pytest.mark.parametrize(
    "text", ["", "polls", "polls=0", "polls=x", "polls=-1", "Manual", "wall=2"]
)
def test_there_is_no_other_clock(text: str) -> None:
    with pytest.raises(ClockError, match="Use wall, manual, instant or polls=N"):
        Clock.parse(text)


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 10**10])
def test_time_goes_forward_only_and_not_without_end(seconds: float) -> None:
    with pytest.raises(ClockError, match="advanced by 0 to"):
        Clock("manual").advance(seconds)


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf")])
def test_a_speed_is_a_number_above_zero(speed: float) -> None:
    with pytest.raises(ClockError, match="speed"):
        Clock("wall", speed=speed)


def test_with_an_instant_clock_everything_is_done_at_once() -> None:
    api = Caller(Mock(clock="instant"))
    render = api.post("/renders", render_body(REMOVE_FIRST, 2), status=200)
    assert [v["status"] for v in api.variations(render["id"])] == ["done"] * 3


@pytest.mark.parametrize("polls", [1, 2, 5])
def test_a_clock_that_counts_looks_ends_a_loop_that_waits(polls: int) -> None:
    api = Caller(Mock(clock=f"polls={polls}"))
    render_id = api.create(count=2)["id"]
    looks = 1
    while api.get(f"/renders/{render_id}")["eta"] is not None:
        looks += 1
    assert looks == polls
    assert [v["status"] for v in api.variations(render_id)] == ["done"] * 2


def test_looks_at_one_variation_or_at_a_list_count_too() -> None:
    api = Caller(Mock(clock="polls=2"))
    render_id = api.create(count=2)["id"]
    first, _ = (v.id for v in api.mock.backend.find_render(render_id).variations.values())  # type: ignore[union-attr]
    assert api.get(f"/renders/{render_id}/variations/{first}")["status"] == "rendering"
    items = api.get("/renders")["items"][0]["variations"]["items"]
    assert [v["status"] for v in items] == ["done", "rendering"]
