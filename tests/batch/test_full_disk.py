"""A disk that is full: nothing is sent that is not written, and nothing is paid twice."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.batch.support import World, counters, made_fast
from virtualstaging._core.steps import Answer, Request
from virtualstaging._downloads.part import PartFile
from virtualstaging.batch import JournalError

resource = pytest.importorskip("resource")  # which Windows lacks


class Disk:
    """Files on it can be kept from growing: the operating system refuses to write more."""

    def __init__(self) -> None:
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self, size: int) -> None:
        """No file can grow beyond so many bytes."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, self._before[1]))

    def empty(self) -> None:
        """Files can grow again."""
        resource.setrlimit(resource.RLIMIT_FSIZE, self._before)


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()
    yield disk
    disk.empty()


@pytest.mark.parametrize(
    ("operation", "acted", "found"),
    [("list_renders", 0, 0), ("create_render", 1, 1)],
    ids=["before it is sent", "before the outcome is written"],
)
def test_of_the_journal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    disk: Disk,
    operation: str,
    acted: int,
    found: int,
) -> None:
    made_fast(monkeypatch)
    world = World(tmp_path)
    rows = world.rows(3)

    def around(request: Request, send: Any) -> Answer:
        answer: Answer = send(request)
        if request.operation == operation:
            disk.fill((world.out / "batch.sqlite-wal").stat().st_size)
        return answer

    with world.client(around) as client, pytest.raises(JournalError, match="has space left"):
        world.run(rows, client)
    disk.empty()
    assert world.made().total() == acted
    assert [one.state for one in world.run(rows)] == ["done"] * 3
    assert set(world.made().values()) == {1}
    assert counters(world)["found"] == found


def test_of_the_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: Disk) -> None:
    world = World(tmp_path)
    rows = world.rows(1)

    def full_while(method: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any) -> Any:
            disk.fill(10_000)
            try:
                return method(*arguments)
            finally:
                disk.empty()

        return called

    with monkeypatch.context() as patch:
        for name in ("write", "keep"):
            patch.setattr(PartFile, name, full_while(getattr(PartFile, name)))
        (result,) = world.run(rows)
    assert result.state == "unfetched"
    assert "can't be written" in result.error
    assert not list(world.out.rglob("*.jpg"))
    assert not list(world.out.rglob(".*.part"))
    assert [one.state for one in world.run(rows)] == ["done"]
    assert world.made().total() == 1
