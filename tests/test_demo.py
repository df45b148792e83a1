"""`make demo` leaves pictures and a page, and a wrong photo an error."""

import sys
from pathlib import Path

import pytest
from PIL import Image

import demo
from virtualstaging_mock import Clock


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the mock is asked for is done at once; the results go to a directory of the test."""
    monkeypatch.setattr(demo, "Clock", lambda **_: Clock("instant"))
    monkeypatch.setattr(demo, "OUT", tmp_path / "demo")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["demo.py", *arguments])
    return demo.main()


def sources(page: Path) -> list[Path]:
    """The pictures that a page shows."""
    parts = page.read_text(encoding="utf-8").split('src="')[1:]
    return [page.parent / part.split('"')[0] for part in parts]


def test_the_demo_shows_each_photo_before_and_after(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Staging, removal, multi-view and dusk: all pictures of the page are there, and differ."""
    every = demo.examples()
    assert all(photo.is_file() for scene in every for photo in scene.photos)
    chosen = [every[0], every[1], every[5], every[6]]
    monkeypatch.setattr(demo, "examples", lambda: chosen)
    for _ in range(2):
        assert run(monkeypatch) == 0
    page = tmp_path / "demo" / "index.html"
    shown = sources(page)
    assert len(shown) == (1 + 3) + (1 + 2) + 2 * (1 + 1) + (1 + 1)
    assert len({path.read_bytes() for path in shown}) == len(shown)
    for path in shown:
        with Image.open(path) as picture:
            picture.verify()
    assert set(page.parent.iterdir()) == {page, *shown}
    printed = capsys.readouterr().out.splitlines()
    assert printed[-1] == f"Before and after: {page}"
    assert "4 renders, 4 photos charged. The mock server is stopped." in printed


def test_a_photo_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is staged in several styles."""
    photo = tmp_path / "mine.png"
    Image.new("RGB", (640, 480), "white").save(photo)
    assert run(monkeypatch, str(photo)) == 0
    assert len(sources(tmp_path / "demo-own" / "index.html")) == (1 + 3) + (1 + 1) + (1 + 1)


@pytest.mark.parametrize("name", ["nope.jpg", ".", "page.html"])
def test_a_wrong_photo(
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A clear error, before anything is started or written."""
    (tmp_path / "page.html").write_text("<html>")
    monkeypatch.setattr(demo, "running", lambda **_: pytest.fail("the mock was started"))
    assert run(monkeypatch, str(tmp_path / name)) == 2
    assert capsys.readouterr().err.startswith("make demo: ")
    assert not list(tmp_path.glob("demo*"))


def test_an_interrupt(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything that was started is stopped."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "run", interrupt)
    assert run(monkeypatch) == 130
    assert "stopped" in capsys.readouterr().err
    assert not list((tmp_path / "demo").iterdir())
