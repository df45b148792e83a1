"""What a batch leaves behind: files called after their rows, tables, pages."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.batch.photos import photo
from tests.batch.support import World, made_fast
from virtualstaging.batch import Row, _database, _fetching
from virtualstaging.batch._journal import Journal
from virtualstaging.batch._schema import SCHEMA, VERSION


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made_fast(monkeypatch)
    return World(tmp_path)


def test_results_are_called_after_their_rows(tmp_path: Path) -> None:
    world = World(tmp_path)
    rows = [
        Row(str(photo(tmp_path / "a.jpg", 1)), style="modern", room_type="living", id="1"),
        Row(str(tmp_path / "a.jpg"), sky_style="golden", variation_count=2, name="elm-5/front"),
    ]
    results = sorted(world.run(rows), key=lambda one: one.number)
    files = [name for one in results for name in one.files]
    assert files == [
        f"{tmp_path.name}/a-staging-modern-1.jpg",
        "elm-5/front-dusk-golden-1.jpg",
        "elm-5/front-dusk-golden-2.jpg",
    ]
    assert all((world.out / name).read_bytes()[:2] == b"\xff\xd8" for name in files)
    assert len({(world.out / name).read_bytes() for name in files}) == 3
    assert results[0].render_id == results[1].render_id
    assert world.made().total() == 1


def test_tables_echo_all_columns(world: World) -> None:
    row = Row("https://photos.example/1.jpg?signature=5ecre7", "enhance", more={"agent": "=1+1"})
    world.run([*world.rows(1), row])
    with (world.out / "results.csv").open(newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["id"], first["state"], first["files"]) == (
        "p0",
        "done",
        "photos/0-staging-modern-1.jpg",
    )
    assert (second["agent"], second["photo"]) == ("'=1+1", "https://photos.example/1.jpg")
    assert (world.out / "errors.csv").read_text().count("\n") == 1


def test_equal_names_of_unequal_rows_are_told_apart(world: World) -> None:
    rows = [
        Row(one.photo, "enhance", name="Kitchen" if one.id == "p0" else "kitchen", id=one.id)
        for one in world.rows(2)
    ]
    first, second = world.run(rows)
    assert first.files[0].lower() != second.files[0].lower()


def test_pages_show_before_and_after(world: World, tmp_path: Path) -> None:
    rows = [*world.rows(2), Row("https://photos.example/1.jpg?signature=5ecre7", "enhance")]
    rows += [Row(rows[0].photo, "enhance", name="a&b", id=f"n{number}") for number in range(99)]
    world.run(rows)
    first = (world.out / "index.html").read_text()
    second = (world.out / "index-2.html").read_text()
    assert first.count("<section>") == 100
    assert second.count("<section>") == 2
    assert 'href="index-2.html"' in first
    assert 'src="../photos/0.jpg"' in first
    assert 'src="thumbnails/photos/0-staging-modern-1.jpg"' in first
    assert "5ecre7" not in first
    assert "<h2>a&amp;b <small>" in first
    world.run(world.rows(2))
    assert not (world.out / "index-2.html").exists()


def test_somebody_elses_page_is_left_alone(world: World) -> None:
    world.out.mkdir()
    (world.out / "index.html").write_text("mine")
    world.run(world.rows(1))
    assert (world.out / "index.html").read_text() == "mine"
    assert (world.out / "batch-index.html").exists()


def test_a_row_is_done_when_its_files_are_on_the_disk(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    settle = Journal.settle_row

    def settled(journal: Journal, number: int, state: str, *more: Any, **named: Any) -> None:
        steps.append(state)
        settle(journal, number, state, *more, **named)

    monkeypatch.setattr(Journal, "settle_row", settled)
    monkeypatch.setattr(_fetching, "_sync", lambda folder: steps.append(folder.name))
    world.run(world.rows(1))
    assert steps == ["photos", "photos", "done"]  # the result and its thumbnail


def test_a_commit_is_on_the_disk_when_it_returns(tmp_path: Path) -> None:
    database = _database.Database(tmp_path / "batch.sqlite", SCHEMA, VERSION)
    ((mode,),) = database.write(lambda one: one.execute("PRAGMA synchronous").fetchall())
    database.close()
    assert mode == 2  # FULL: with NORMAL a commit may be lost with the machine's power
