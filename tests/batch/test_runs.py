"""Runs of batches: what is sent, what is charged, what has become of each row."""

import threading
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.batch.photos import photo
from tests.batch.support import KEY, World, made_fast
from virtualstaging import AsyncVirtualStaging, AuthenticationError, PermissionDeniedError
from virtualstaging._core.steps import Request
from virtualstaging.batch import (
    InUseError,
    JournalError,
    PlanError,
    Result,
    Row,
    _fetching,
    _running,
)
from virtualstaging.batch._journal import Journal
from virtualstaging.errors import DownloadError, ValidationError


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made_fast(monkeypatch)
    return World(tmp_path)


def states(results: list[Result]) -> list[str]:
    return [one.state for one in sorted(results, key=lambda one: one.number)]


def calls(world: World) -> Counter[str]:
    return Counter(str(one.operation) for one in world.mock.requests)


def test_several_things_to_do_with_one_photo_are_one_render(world: World) -> None:
    rows = [*world.rows(2), *world.rows(2, do="declutter"), *world.rows(2, do="declutter")]
    rows = [Row(one.photo, one.do, one.room_type, one.style) for one in rows]
    with world.client() as client, client.batch(rows, out=world.out) as run:
        assert (run.cost.renders, run.cost.photos, run.cost.variations) == (2, 2, 4)
        assert states(list(run)) == ["done"] * 6
    assert set(world.made().values()) == {1}


def test_a_render_holds_twenty_variations(world: World) -> None:
    columns: Any = {"do": "enhance", "variation_count": 15}
    rows = [*world.rows(1, **columns), Row(world.rows(1)[0].photo, "dusk", variation_count=15)]
    with world.client() as client, client.batch(rows, out=world.out) as run:
        assert (run.cost.renders, run.cost.photos) == (2, 1)
        assert [len(one.files) for one in run] == [15, 15]


def test_what_a_later_plan_adds_fits_into_the_render_or_is_another_one(world: World) -> None:
    photo_of_all = world.rows(1)[0].photo
    first = Row(photo_of_all, "enhance", variation_count=15, id="1")
    world.run([first])
    more = [Row(photo_of_all, "dusk", variation_count=15, id="2")]
    with world.client() as client, client.batch([first, *more], out=world.out) as run:
        assert (run.cost.renders, run.cost.additions) == (1, 0)
        assert states(list(run)) == ["done", "done"]
    assert world.made().total() == 2


def test_the_same_call_again_sends_nothing(world: World) -> None:
    rows = world.rows(3)
    world.run(rows)
    before = calls(world)
    again = world.run(rows)
    assert states(again) == ["done"] * 3
    assert all(one.files for one in again)
    assert calls(world) - before == {"get_user": 1}


def test_a_changed_plan_adds_what_is_new(world: World) -> None:
    first = world.rows(2)
    world.run(first)
    more = [Row(first[0].photo, "dusk", id="evening"), *world.rows(3)]
    with world.client() as client, client.batch(more[1:], out=world.out) as run:
        assert (run.cost.renders, run.cost.additions) == (1, 0)
    with world.client() as client, client.batch(more, out=world.out) as run:
        assert (run.cost.renders, run.cost.additions) == (1, 1)
        results = list(run)
    assert states(results) == ["done"] * 4
    assert set(world.made().values()) == {1}
    assert calls(world)["create_variations"] == 1


def test_rows_that_were_taken_out_and_back_in_are_not_sent_again(world: World) -> None:
    rows = world.rows(2)
    world.run(rows)
    world.run(rows[:1])
    assert states(world.run(rows)) == ["done", "done"]
    assert set(world.made().values()) == {1}


def test_more_of_the_same_is_added(world: World) -> None:
    world.run(world.rows(1))
    columns: Any = {"do": "stage", "room_type": "living", "style": "modern", "variation_count": 3}
    (result,) = world.run(world.rows(1, **columns))
    assert len(set(result.files)) == 3
    assert world.made().total() == 1


def test_one_process_at_a_time(world: World) -> None:
    with world.client() as client, client.batch(world.rows(1), out=world.out):
        second = client.batch(world.rows(1), out=world.out)
        with pytest.raises(InUseError):
            second.__enter__()
    world.run(world.rows(1))


def test_bad_rows_are_named_before_anything_is_sent(world: World) -> None:
    rows = [*world.rows(1), Row("no.jpg", "enhance", id="7"), Row("no.jpg", "stge", id="8")]
    with world.client() as client, pytest.raises(PlanError) as caught:
        client.batch(rows, out=world.out).__enter__()
    assert [one.line for one in caught.value.problems] == [2, 3]
    assert not calls(world)
    with world.client() as client, client.batch(rows, out=world.out, skip_bad=True) as run:
        assert [one.line for one in run.problems] == [2, 3]
        assert states(list(run)) == ["done"]


def test_a_refused_photo_is_named_and_tried_again_by_the_next_run(world: World) -> None:
    world.mock.faults.add(
        {"operation": "create_render", "times": 1, "effect": {"kind": "status", "status": 400}}
    )
    assert sorted(states(world.run(world.rows(2)))) == ["done", "refused"]
    assert states(world.run(world.rows(2))) == ["done", "done"]
    assert set(world.made().values()) == {1}


def test_a_wrong_key_ends_the_run_and_nothing_is_sent(world: World) -> None:
    rows = world.rows(2)
    world.mock.faults.add(
        {"operation": "create_render", "effect": {"kind": "status", "status": 401}}
    )
    with pytest.raises(AuthenticationError):
        world.run(rows)
    world.mock.faults.clear()
    assert states(world.run(rows)) == ["done", "done"]
    assert set(world.made().values()) == {1}


def test_a_used_up_quota_ends_the_sending_and_what_was_made_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_fast(monkeypatch)
    world = World(tmp_path, photos=2)
    seen: list[Result] = []
    with world.client() as client, client.batch(world.rows(4), out=world.out) as run:
        rows = iter(run)
        seen += [next(rows) for _ in range(4)]
        with pytest.raises(PermissionDeniedError):
            next(rows)
    assert sorted(states(seen)) == ["done", "done", "planned", "planned"]


def test_another_accounts_directory_is_refused(world: World) -> None:
    world.run(world.rows(1))
    with world.client() as client:
        other = type(client)(
            KEY.replace("4000", "4001"),
            base_url=world.mock.base_url,
            http_client=httpx.Client(transport=world.mock.transport()),
        )
        with pytest.raises(JournalError, match="another account"):
            other.batch(world.rows(1), out=world.out).__enter__()


def test_a_failed_variation_fails_its_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_fast(monkeypatch)
    world = World(tmp_path, failure_rate=1.0)
    (result,) = world.run(world.rows(1))
    assert result.state == "failed"
    assert "1 of 1 variations" in result.error
    assert states(world.run(world.rows(1))) == ["failed"]
    assert world.made().total() == 1


def test_what_could_not_be_downloaded_is_fetched_by_the_next_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.MonkeyPatch.context() as patch:

        def failing(*_: Any) -> Any:
            raise DownloadError("no space left on device")
            yield

        patch.setattr(_fetching, "download_file", failing)
        (result,) = world.run(world.rows(1))
    assert (result.state, result.error) == ("unfetched", "no space left on device")
    assert states(world.run(world.rows(1))) == ["done"]
    assert world.made().total() == 1


def test_a_photo_that_changed_meanwhile_is_not_sent(world: World) -> None:
    rows = world.rows(1)
    with world.client() as client, client.batch(rows, out=world.out) as run:
        photo(Path(rows[0].photo), 99)
        (result,) = run
    assert result.state == "refused"
    assert "changed" in result.error
    assert states(world.run(rows)) == ["done"]


def test_leaving_early_leaves_the_rest_to_the_next_run(world: World) -> None:
    with world.client() as client, client.batch(world.rows(6), out=world.out, concurrency=1) as run:
        next(iter(run))
    assert states(world.run(world.rows(6))) == ["done"] * 6
    assert set(world.made().values()) == {1}


def test_a_rehearsal_keeps_nothing(world: World) -> None:
    with world.client() as client:
        made = client.batch(world.rows(2), out=world.out)
        made.rehearse()
        with made as run:
            assert run.cost.renders == 2
            with pytest.raises(ValidationError, match="rehearsed"):
                list(run)
    assert not world.out.exists()


@pytest.mark.anyio
async def test_the_same_with_asyncio(world: World) -> None:
    client = AsyncVirtualStaging(
        KEY,
        base_url=world.mock.base_url,
        http_client=httpx.AsyncClient(transport=world.mock.transport()),
        clock=world.clock,
    )
    async with client, client.batch(world.rows(5), out=world.out) as run:
        assert run.cost.renders == 5
        results = [one async for one in run]
    assert states(results) == ["done"] * 5
    assert set(world.made().values()) == {1}
    assert states(world.run(world.rows(5))) == ["done"] * 5


def test_a_run_that_is_left_waits_for_what_is_under_way(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, joining = threading.Event(), threading.Event()
    join = _running.Workers.join

    def joined(workers: _running.Workers) -> None:
        joining.set()
        join(workers)

    def around(request: Request, send: Any) -> Any:
        answer = send(request)
        if request.operation == "create_render" and calls(world)["create_render"] > 1:
            under_way.set()
            joining.wait(60)
        return answer

    monkeypatch.setattr(_running.Workers, "join", joined)
    rows = world.rows(2)
    with (
        world.client(around) as client,
        client.batch(rows, out=world.out, concurrency=1) as run,
    ):
        next(iter(run))
        assert under_way.wait(60)
    try:
        made = {one.photo for one in status(world) if one.render_id}
        assert len(made) == calls(world)["create_render"] == 2
    finally:
        joining.set()


def status(world: World) -> list[Result]:
    """What the journal holds."""
    journal = Journal(world.out)
    try:
        return journal.results(0, 100)
    finally:
        journal.close()


def test_what_was_not_sent_when_a_run_is_left_is_still_planned(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    intend = Journal.intend

    def left_then(journal: Journal, *what: Any) -> None:
        intend(journal, *what)
        assert run._work is not None
        run._work._board.stop()

    monkeypatch.setattr(Journal, "intend", left_then)
    with world.client() as client, client.batch(world.rows(1), out=world.out) as run:
        assert states(list(run)) == ["planned"]
    assert calls(world)["create_render"] == 0
