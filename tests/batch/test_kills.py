"""A run that is killed at any point, and started again: one render for each photo, its own."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.batch.support import KilledError, World, counters, made_fast
from virtualstaging._core.steps import Answer, Request
from virtualstaging.batch import Result, Row
from virtualstaging.batch._database import Database
from virtualstaging.batch._sending import Sender


class Fate:
    """Kills a process at one of the points that it passes: around each request and each write.

    Args:
        at: Which point, counted from 1; 0 for none.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        self.first_request = 0
        self.passed = 0
        self.dead = False

    def point(self) -> None:
        """Pass a point."""
        self.passed += not self.dead
        self.dead |= self.passed == self.at
        if self.dead:
            raise KilledError

    def around(self, request: Request, send: Callable[[Request], Answer]) -> Answer:
        """Pass points around a request; what the server has done by then, it has done."""
        if request.method == "GET":
            if self.dead:
                raise KilledError
            return send(request)
        self.first_request = self.first_request or self.passed + 1
        self.point()
        answer = send(request)
        self.point()
        return answer

    def plan_into(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Pass points around writes of the journal."""
        write = Database.write

        def written(database: Database, change: Callable[..., Any]) -> Any:
            self.point()
            result = write(database, change)
            self.point()
            return result

        monkeypatch.setattr(Database, "write", written)


def killed_at(point: int, world: World, rows: list[Row]) -> bool:
    """Run until a point; whether there is such a point."""
    fate = Fate(point)
    run_with(fate, world, rows)
    return fate.dead


def run_with(fate: Fate, world: World, rows: list[Row]) -> None:
    """Run as the fate will have it."""
    with pytest.MonkeyPatch.context() as patch:
        fate.plan_into(patch)
        try:
            client = world.client(fate.around)
            with client.batch(rows, out=world.out, concurrency=1) as run:
                list(run)
        except KilledError:
            pass


def own(world: World, results: list[Result]) -> bool:
    """Whether each row has the render that was made of its photo."""
    photos = world.photo_of_render()
    return all(
        photos[str(one.render_id)] == hashlib.sha256(Path(one.photo).read_bytes()).hexdigest()
        for one in results
    )


def test_killed_at_each_point_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_fast(monkeypatch)
    point, recovered, again = 0, 0, 0
    dead = True
    while dead:
        point += 1
        world = World(tmp_path / str(point))
        rows = world.rows(2)
        dead = killed_at(point, world, rows)
        results = world.run(rows)
        assert [one.state for one in results] == ["done", "done"], point
        assert set(world.made().values()) == {1}, point
        assert own(world, results), point
        counts = counters(world)
        recovered += counts["found"]
        again += counts["again"]
    assert point > 20
    assert recovered > 0
    assert again > 0


@pytest.mark.parametrize("acted", [False, True], ids=["before the server acted", "after that"])
def test_killed_again_while_it_finds_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, acted: bool
) -> None:
    made_fast(monkeypatch)
    unharmed = World(tmp_path)
    fate = Fate(0)
    run_with(fate, unharmed, unharmed.rows(2))
    point, dead = 0, True
    while dead:
        point += 1
        world = World(tmp_path / str(point))
        rows = world.rows(2)
        assert killed_at(fate.first_request + acted, world, rows)
        assert world.made().total() == acted
        dead = killed_at(point, world, rows)
        results = world.run(rows)
        assert [one.state for one in results] == ["done", "done"], point
        assert set(world.made().values()) == {1}, point
        assert own(world, results), point
    assert point > 20


def test_resending_blindly_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without looking, the same kills charge twice."""
    made_fast(monkeypatch)

    def blind(sender: Sender, *_: Any) -> Any:
        return None
        yield

    monkeypatch.setattr(Sender, "_searched", blind)
    doubled = 0
    for point in range(1, 30):
        world = World(tmp_path / str(point))
        rows = world.rows(2)
        killed_at(point, world, rows)
        world.run(rows)
        doubled += max(world.made().values()) > 1
    assert doubled > 0
