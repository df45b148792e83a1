"""At speed N, what takes time takes 1/N, and the times shown are real."""

import email.utils
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.mock_server._calls import STAGING, Caller, render_body
from virtualstaging_mock import Clock, ClockError, Mock
from virtualstaging_mock._clock import START_MS
from virtualstaging_mock._http.reply import Reply
from virtualstaging_mock._http.transport import MockTransport
from virtualstaging_mock._webhooks.deliveries import RETRY_PAUSES_MS
from virtualstaging_mock._webhooks.delivery import Outgoing

SPEED = 20


class Wall:
    """Real seconds, handed in."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def fast(speed: float = SPEED, **options: Any) -> tuple[Mock, Wall]:
    """A mock, and the real time that it follows."""
    wall = Wall()
    clock = Clock("wall", speed=speed, start_ms=START_MS, monotonic=wall)
    return Mock(clock=clock, **options), wall


@pytest.mark.parametrize("config", [STAGING, {"type": "enhancement"}])
def test_jobs_take_so_much_less_time(config: dict[str, Any]) -> None:
    took = []
    for speed in (1, SPEED):
        mock, _ = fast(speed)
        render = Caller(mock).create(config)
        [variation] = Caller(mock).variations(render["id"])
        found = mock.backend.find_variation(variation["id"])
        assert found is not None
        due_ms = found[2].due_ms
        took.append((variation["eta"] - variation["created_at"], due_ms - variation["created_at"]))
    (eta, end), (fast_eta, fast_end) = took
    assert fast_eta == pytest.approx(eta / SPEED, abs=1)
    assert fast_end == pytest.approx(end / SPEED, abs=1)


def test_times_shown_are_real_ones() -> None:
    mock, wall = fast()
    wall.seconds = 1000
    assert Caller(mock).create()["created_at"] == START_MS + 1_000_000
    response = httpx.Client(transport=mock.transport()).get(f"{mock.base_url}/user")
    assert email.utils.parsedate_to_datetime(response.headers["date"]).timestamp() * 1000 == (
        START_MS + 1_000_000
    )


def test_a_late_job_is_promised_anew_in_steps_that_fit_the_speed() -> None:
    mock, wall = fast(200, eta_error=1.0)
    api = Caller(mock)
    for _ in range(10):
        api.create(count=2)
    while mock.backend.idle_at_ms() > mock.clock.now_ms():
        wall.seconds += 0.005
        for render in api.get("/renders")["items"]:
            for variation in render["variations"]["items"]:
                if variation["eta"] is not None:
                    assert 0 < variation["eta"] - mock.clock.now_ms() < 150


def test_webhooks_are_retried_so_much_sooner() -> None:
    mock, wall = fast()
    at: list[int] = []

    def receive(_outgoing: Outgoing) -> int:
        at.append(mock.clock.now_ms())
        return 500

    mock.deliver_webhooks_to(receive)
    Caller(mock).create(webhook_url="http://127.0.0.1:9/hook")
    while len(at) < 1 + len(RETRY_PAUSES_MS):
        wall.seconds += 0.001
        mock.run_due()
    pauses = [after - before for before, after in pairwise(at)]
    assert pauses == [usual / SPEED for usual in RETRY_PAUSES_MS]


@pytest.mark.parametrize(("usual", "header"), [(60, "3"), (5, "1"), (0, "0")])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_retry_is_due_so_much_sooner(usual: float, header: str, form: str) -> None:
    mock, _ = fast()
    effect = {"kind": "status", "status": 503, "retry_after": usual, "retry_after_form": form}
    mock.faults.add({"operation": "create_render", "effect": effect})
    reply = Caller(mock).reply("POST", "/renders", render_body())
    if form == "date":
        header = email.utils.formatdate(START_MS / 1000 + int(header), usegmt=True)
    assert reply.headers["retry-after"] == header


def test_a_slow_answer_is_so_much_less_slow() -> None:
    mock, _ = fast()
    request = httpx.Request("GET", mock.base_url)
    assert MockTransport(mock)._pause(request, Reply(200, pause=5.0)) == 5 / SPEED


@pytest.mark.parametrize(("speed", "life_ms"), [(1, 3_600_000), (20, 180_000), (10_000, 10_000)])
def test_a_link_lives_so_much_less_but_never_too_short_to_be_used(
    speed: float, life_ms: int
) -> None:
    mock, wall = fast(speed)
    api = Caller(mock)
    render = api.create()
    wall.seconds = 60.0
    [variation] = api.variations(render["id"])
    expires_ms = int(parse_qs(urlsplit(variation["result"]["url"]).query)["expires"][0])
    assert expires_ms == mock.clock.now_ms() + life_ms


def test_where_reads_move_jobs_on_the_eta_does_not_ask_to_wait() -> None:
    api = Caller(Mock(clock="polls=3"))
    render = api.create()
    for _ in range(2):
        shown = api.render(render["id"])
        assert 0 < shown["eta"] - api.mock.clock.now_ms() <= 1
    assert api.render(render["id"])["eta"] is None


def test_time_that_stands_still_takes_no_speed() -> None:
    with pytest.raises(ClockError, match="takes no speed"):
        Mock().set_clock("manual", speed=2)
