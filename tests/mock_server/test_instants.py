"""All that one request decides has one time, however often the clock is read."""

import pytest

from tests.mock_server._calls import Caller, render_body
from virtualstaging_mock import Clock, Mock
from virtualstaging_mock._state.snapshot_form import FORMAT

SPEEDS = (1, 20, 60, 10_000)


class Ticking:
    """Real seconds that grow by `step` with each read."""

    def __init__(self, step: float = 0.001) -> None:
        self.seconds = 0.0
        self.step = step

    def __call__(self) -> float:
        self.seconds += self.step
        return self.seconds


def mock_that_ticks(speed: float, **options: object) -> Mock:
    """A mock whose real time grows by a millisecond with each read of the clock."""
    clock = Clock("wall", speed=speed, monotonic=Ticking())
    return Mock(clock=clock, **options)  # type: ignore[arg-type]


def used(api: Caller) -> object:
    """The photos charged for staging."""
    return api.get("/user")["photosUsedThisPeriod"]["staging"]


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_first_charge_of_a_key_counts(speed: float) -> None:
    mock = mock_that_ticks(speed)
    for number in range(30):
        api = Caller(mock, f"key-number-{number}")
        api.create()
        assert used(api) == 1


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_plan_of_one_photo_allows_one_render(speed: float) -> None:
    api = Caller(mock_that_ticks(speed, photos=1))
    api.create()
    assert "used up" in api.refused("/renders", render_body(), status=403)


def test_a_key_from_a_state_of_a_later_time_keeps_its_charges() -> None:
    mock = mock_that_ticks(1)
    later = mock.clock.now_ms() + 3600_000
    account = {"key": "any-key-1", "began_ms": later, "used": {"staging": 3}}
    mock.load_state({"format": FORMAT, "accounts": [account]})
    api = Caller(mock, "any-key-1")
    api.create()
    assert used(api) == 4
    mock.advance(2 * 3600)
    assert used(api) == 4


def test_a_job_that_ends_while_it_is_made_to_fail_is_not_said_to_have_failed() -> None:
    ticking = Ticking(0)
    mock = Mock(clock=Clock("wall", monotonic=ticking))
    api = Caller(mock)
    render = api.create()
    [variation] = api.variations(render["id"])
    found = mock.backend.find_variation(variation["id"])
    assert found is not None
    ticking.seconds = (found[2].due_ms - mock.clock.now_ms() - 2) / 1000
    ticking.step = 0.001  # after two reads of the clock the job has ended
    said = mock.fail(variation["id"])
    ticking.step = 0
    assert (api.variations(render["id"])[0]["status"] == "error") == said
