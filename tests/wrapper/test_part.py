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
