"""A laptop that sleeps for an hour while a batch runs: nothing is sent twice, all is fetched."""

from pathlib import Path
from typing import Any

import pytest

from tests.batch.support import World, made_fast
from virtualstaging._core.steps import Answer, Flow, NoAnswer, Request
from virtualstaging._downloads.flow import download_file
from virtualstaging.batch import _fetching
from virtualstaging.testing import VirtualClock

HOUR = 3600.0


@pytest.fixture(params=[True, False], ids=["both clocks go on", "only the date does"])
def monotonic(request: pytest.FixtureRequest) -> bool:
    """Whether the monotonic clock goes on while the machine sleeps; on Linux it does not."""
    return bool(request.param)


def sleep_an_hour(world: World, *, monotonic: bool) -> None:
    """The machine sleeps; the server does not."""
    clock: VirtualClock = world.clock
    clock.advance(HOUR)
    if not monotonic:
        clock._start += HOUR
    world.mock.advance(HOUR)


@pytest.mark.parametrize("looks", [4, 6])
def test_what_was_on_its_way_may_arrive_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, monotonic: bool, looks: int
) -> None:
    """The request leaves the machine when it wakes up, and reaches the server two looks later."""
    made_fast(monkeypatch)
    world = World(tmp_path)
    late: list[Request] = []
    seen = 0

    def around(request: Request, send: Any) -> Answer:
        nonlocal seen
        if request.operation == "create_render" and not late:
            late.append(request)
            raise NoAnswer("the network is gone")
        answer: Answer = send(request)
        if late and request.operation == "list_renders":
            seen += 1
            if seen == looks:
                sleep_an_hour(world, monotonic=monotonic)
            if seen == looks + 2:
                send(late[0])
        return answer

    with world.client(around) as client:
        (result,) = world.run(world.rows(1), client)
    assert result.state == "done"
    assert world.made().total() == 1
    assert seen > looks + 2


def test_the_grace_begins_when_the_network_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, monotonic: bool
) -> None:
    made_fast(monkeypatch)
    world = World(tmp_path)
    sent: list[float] = []
    woken: list[float] = []

    def around(request: Request, send: Any) -> Answer:
        if request.operation == "create_render":
            sent.append(world.clock.monotonic())
            if len(sent) == 1:
                raise NoAnswer("the network is gone")
        if sent and not woken and request.operation == "list_renders":
            sleep_an_hour(world, monotonic=monotonic)
            woken.append(world.clock.monotonic())
            raise NoAnswer("the network is not back yet")
        answer: Answer = send(request)
        return answer

    with world.client(around) as client:
        (result,) = world.run(world.rows(1), client)
    assert result.state == "done"
    assert world.made().total() == 1
    assert sent[1] - woken[0] >= 120


def test_links_that_expired_meanwhile_are_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, monotonic: bool
) -> None:
    world = World(tmp_path)
    slept: list[Any] = []

    def after_a_sleep(session: Any, link: Any, *more: Any) -> Flow[Path]:
        if not slept:
            slept.append(link)
            sleep_an_hour(world, monotonic=monotonic)
            sleep_an_hour(world, monotonic=monotonic)
        return (yield from download_file(session, link, *more))

    monkeypatch.setattr(_fetching, "download_file", after_a_sleep)
    results = world.run(world.rows(5))
    assert [one.state for one in results] == ["done"] * 5
    assert all(
        (world.out / name).read_bytes()[:2] == b"\xff\xd8" for one in results for name in one.files
    )
    assert world.made().total() == 5
    assert sum(one.operation == "get_variation" for one in world.mock.requests) > 0


def test_it_goes_on_waiting_after_a_sleep_that_is_longer_than_its_patience(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_fast(monkeypatch)
    world = World(tmp_path, duration=100.0)
    seen: list[str | None] = []

    def around(request: Request, send: Any) -> Answer:
        answer: Answer = send(request)
        seen.append(request.operation)
        if seen.count("create_render") == 3 and seen[-1] == "list_renders" != seen[-2]:
            # The server has slept, too: nothing is done by now.
            world.clock.advance(2 * HOUR)
        return answer

    with (
        world.client(around) as client,
        client.batch(world.rows(3), out=world.out, timeout=HOUR) as run,
    ):
        assert [one.state for one in run] == ["done"] * 3
