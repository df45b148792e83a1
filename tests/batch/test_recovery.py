"""Answers that were lost: what was made is found, or is a doubt that a person decides."""

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.batch.photos import photo
from tests.batch.support import KilledError, World, made_fast
from virtualstaging._core.steps import Answer, NoAnswer, Request
from virtualstaging.batch import Result, Row, _board
from virtualstaging.errors import APIConnectionError, NotFoundError, ValidationError


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made_fast(monkeypatch)
    return World(tmp_path)


def states(results: list[Result]) -> list[str]:
    return [one.state for one in sorted(results, key=lambda one: one.number)]


def lost_answer(request: Request, send: Any) -> Any:
    """The server acts, and its answer does not come."""
    answer = send(request)
    if request.operation in ("create_render", "create_variations"):
        raise NoAnswer("the connection broke")
    return answer


def test_a_lost_answer_is_found(world: World) -> None:
    with world.client(lost_answer) as client:
        results = world.run(world.rows(3), client)
    assert states(results) == ["done"] * 3
    assert set(world.made().values()) == {1}


def strangers(world: World) -> Any:
    """Another program makes an equal render meanwhile, and the answer is lost."""

    def around(request: Request, send: Any) -> Any:
        answer = send(request)
        if request.operation == "create_render":
            send(request)
            raise NoAnswer("the connection broke")
        return answer

    return around


def test_what_cannot_be_told_is_a_doubt_and_never_guessed(world: World) -> None:
    with world.client(strangers(world)) as client:
        (result,) = world.run(world.rows(1), client)
    assert result.state == "doubt"
    assert set(result.candidates) == set(world.photo_of_render())
    again = world.run(world.rows(1))
    assert states(again) == ["doubt"]
    assert world.made().total() == 2  # one is the stranger's


def test_a_person_decides_about_a_doubt(world: World) -> None:
    with world.client(strangers(world)) as client:
        (result,) = world.run(world.rows(1), client)
    with world.client() as client, client.batch(world.rows(1), out=world.out) as run:
        with pytest.raises(NotFoundError):
            run.adopt(result, "r_unknown")
        with pytest.raises(ValidationError, match="no row"):
            run.adopt("p7", result.candidates[1])
        run.adopt(result, result.candidates[1])
        with pytest.raises(ValidationError, match="not in doubt"):
            run.abandon(result)
        (decided,) = run
    assert (decided.state, decided.render_id) == ("done", result.candidates[1])


@pytest.mark.parametrize(
    ("again", "state", "renders"), [(False, "abandoned", 2), (True, "done", 3)]
)
def test_a_doubt_is_given_up_or_sent_again(
    world: World, again: bool, state: str, renders: int
) -> None:
    with world.client(strangers(world)) as client:
        world.run(world.rows(1), client)
    with world.client() as client, client.batch(world.rows(1), out=world.out) as run:
        run.abandon("p0", again=again)
    assert states(world.run(world.rows(1))) == [state]
    assert world.made().total() == renders


def failing(operation: str, times: int, seen: list[str | None]) -> Any:
    """The first requests of an operation get no answer; `seen` takes down all."""

    def around(request: Request, send: Any) -> Any:
        seen.append(request.operation)
        if request.operation == operation and seen.count(operation) <= times:
            raise NoAnswer("the connection broke")
        return send(request)

    return around


def test_nothing_is_sent_before_it_is_known_what_is_there(world: World) -> None:
    seen: list[str | None] = []
    with world.client(failing("list_renders", 3, seen)) as client:
        assert states(world.run(world.rows(1), client)) == ["done"]
    assert seen[: seen.index("create_render")].count("list_renders") == 4


def test_nothing_is_sent_if_that_stays_unknown(world: World) -> None:
    seen: list[str | None] = []
    with (
        world.client(failing("list_renders", 1000, seen)) as client,
        pytest.raises(APIConnectionError, match="Nothing is sent"),
    ):
        world.run(world.rows(1), client)
    assert "create_render" not in seen
    assert states(world.run(world.rows(1))) == ["done"]


def without_the_anchor(request: Request, send: Any) -> Any:
    """The render that came before is gone: the API does not list what came after it."""
    if request.operation == "list_renders" and "cursor" in (request.query or {}):
        return Answer(400, {}, b'{"message": "Invalid cursor"}')
    return send(request)


def never_arrives(request: Request, send: Any) -> Any:
    if request.operation == "create_render":
        raise KilledError
    return send(request)


def killed_before_it_acts(world: World, rows: list[Row]) -> None:
    with pytest.raises(KilledError), world.client(never_arrives) as client:
        world.run(rows, client)


def test_without_its_anchor_other_rows_renders_are_still_not_its_own(world: World) -> None:
    rows = world.rows(2)
    world.run(rows[:1])
    killed_before_it_acts(world, rows)
    with world.client(without_the_anchor) as client:
        assert states(world.run(rows, client)) == ["done", "done"]
    assert set(world.made().values()) == {1}


def test_what_another_row_is_in_doubt_about_is_a_doubt_too(world: World) -> None:
    rows = world.rows(2)
    with world.client(strangers(world)) as client:
        world.run(rows[:1], client)
    killed_before_it_acts(world, rows)
    with world.client(without_the_anchor) as client:
        assert states(world.run(rows, client)) == ["doubt", "doubt"]
    assert world.made().total() == 2


def unreadable(request: Request, send: Any) -> Any:
    """The server has acted, its answer is lost, and what is listed after it can't be read."""
    if request.operation == "list_renders" and "cursor" in (request.query or {}):
        return Answer(200, {}, b'{"renders": [{"no": "id"}], "next_cursor": null}')
    return lost_answer(request, send)


def test_what_cannot_be_read_is_a_doubt(world: World) -> None:
    rows = world.rows(2)
    world.run(rows[:1])
    with world.client(unreadable) as client:
        results = world.run(rows, client)
    assert states(results) == ["done", "doubt"]
    assert set(world.made().values()) == {1}


def overlapping(world: World) -> list[Row]:
    """Two photos; of one, what is ordered of the other is ordered too, and more."""
    first, second = world.rows(2)
    return [first, replace(second, id="p2"), Row(second.photo, "declutter", id="p3")]


def test_orders_that_contain_each_other_are_not_under_way_together(world: World) -> None:
    dusk = Row(str(photo(world.path / "dusk.jpg", 7)), "dusk", id="p4")
    rows = [*overlapping(world), dusk]
    with world.client() as client, client.batch(rows, out=world.out) as run:
        board = _board.Board(run._journal, world.clock.monotonic, 100.0, None)
        claimed = [board.claim() for _ in range(3)]
        assert [one and len(one) for one in claimed] == [1, 1, None]
        first, other = (one[0] for one in claimed if one)
        assert "daytodusk" in other.lock
        board.released(first, None)
        assert board.claim()


def test_what_one_row_is_in_doubt_about_is_not_sent_again_for_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the two had been under way together, and the process was killed then."""
    both = threading.Barrier(2)

    def around(request: Request, send: Any) -> Any:
        answer = send(request)
        if request.operation == "create_render":
            both.wait(60)
            raise KilledError
        return answer

    with monkeypatch.context() as patch, world.client(around) as client:
        patch.setattr(_board, "_alike", lambda lock, other: lock == other)
        with pytest.raises(KilledError):
            world.run(overlapping(world), client)
    results = world.run(overlapping(world))
    assert set(world.made().values()) == {1}
    assert states(results) == ["doubt"] * 3


def test_nothing_is_added_to_what_may_be_anothers(world: World) -> None:
    rows = world.rows(1)
    with world.client(strangers(world)) as client:
        world.run(rows, client)
    more = [*rows, Row(rows[0].photo, "dusk", id="evening")]
    with world.client() as client, client.batch(more, out=world.out) as run:
        assert (run.cost.renders, run.cost.additions) == (1, 0)
        assert states(list(run)) == ["doubt", "done"]


def test_a_render_with_a_removal_is_not_taken_for_one_without(world: World) -> None:
    """It is another program's, and the row's own request has never reached the server."""

    def around(request: Request, send: Any) -> Any:
        if request.operation != "create_render":
            return send(request)
        body = json.loads(request.content or b"")
        staged = {**body.pop("config"), "variation_count": body.pop("variation_count")}
        removed = {
            "type": "staging",
            "remove_furniture": {"mode": "on"},
            "variation_count": 1,
        }
        body["configs"] = [staged, removed]
        send(replace(request, content=json.dumps(body).encode()))
        raise NoAnswer("the connection broke")

    with world.client(around) as client:
        (result,) = world.run(world.rows(1), client)
    assert result.state == "doubt"
    assert result.candidates == tuple(world.photo_of_render())
