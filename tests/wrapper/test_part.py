"""The file that a picture is written to while it comes."""

from pathlib import Path

import pytest

from virtualstaging._core.steps import RejectedError
from virtualstaging._downloads import part
from virtualstaging._downloads.names import Target


def test_a_thread_that_comes_too_late_makes_no_file_and_writes_to_none(tmp_path: Path) -> None:
    """Its task has ended meanwhile."""
    on_its_way = part.PartFile(Target(tmp_path, "v_1"))
    on_its_way.discard()
    on_its_way.open()
    with pytest.raises(RejectedError):
        on_its_way.write(b"\xff\xd8\xff")
    assert not list(tmp_path.iterdir())


def test_an_interrupt_right_after_the_file_was_made_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def interrupted(path: Path, mode: str) -> None:
        opened(path, mode).close()
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "open", interrupted)
    file = part.PartFile(Target(tmp_path, "v_1"))
    with pytest.raises(KeyboardInterrupt):
        file.open()
    assert len(list(tmp_path.iterdir())) == 1
    file.discard()
    assert not list(tmp_path.iterdir())
