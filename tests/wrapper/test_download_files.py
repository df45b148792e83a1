"""Downloads and file systems: what was paid for is kept wherever it can be, and what can't be kept
is an error of ours.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.wrapper.test_downloads import (
    World,
    failing,
    names,
    whole,
)
from virtualstaging._downloads import names as naming, try_place
from virtualstaging.errors import DownloadError


def refusing(number: int) -> Callable[..., None]:
    """What a file system says that can't do it."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def test_a_file_that_cannot_be_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays, and the error says why."""
    (tmp_path / "v_1.jpg").write_text("mine")
    monkeypatch.setattr(Path, "replace", refusing(errno.EBUSY))
    with failing(tmp_path, "busy"):
        World([whole()]).download(tmp_path, overwrite=True)
    assert (tmp_path / "v_1.jpg").read_text() == "mine"


def test_a_file_of_that_name_that_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts as another."""
    (tmp_path / "v_1.jpg").write_text("mine")
    monkeypatch.setattr("filecmp.cmp", refusing(errno.EACCES))
    assert World([whole()]).download(tmp_path) == tmp_path / "v_1-2.jpg"


@pytest.mark.parametrize("name", ["out", "out/room.jpg"])
def test_a_folder_that_may_not_be_entered(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even looked into."""
    for method in ("stat", "is_dir", "mkdir"):
        monkeypatch.setattr(Path, method, refusing(errno.EACCES))
    with pytest.raises(DownloadError, match="permission denied"):
        World([]).download(tmp_path / name)


@pytest.mark.parametrize("name", ["con.jpg", "NUL.tar.jpg", "com1 .jpg", "aux.jpg"])
def test_a_name_that_windows_keeps_for_itself(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There, what is written to it is lost. Elsewhere it is a name like any other."""
    assert World([whole()]).download(tmp_path / name) == tmp_path / name
    monkeypatch.setattr(naming, "_ON_WINDOWS", True)
    with failing(tmp_path, "Windows keeps"):
        World([]).download(tmp_path / name)
    assert World([whole()]).download(tmp_path / "console.jpg") == tmp_path / "console.jpg"


class FullDisk:
    """A file that nothing more goes into."""

    def __getattr__(self, name: str) -> Any:
        return refusing(errno.ENOSPC)


def test_a_place_is_tried_as_a_download_uses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is left as it was."""
    try_place(tmp_path / "new" / "out")
    assert not names(tmp_path / "new" / "out")
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / ("x" * 300), tmp_path / "\ud800"):
        with pytest.raises(DownloadError, match="no place"):
            try_place(place)
    for step, says in (("open", "space"), ("rename", "space"), ("link", "")):
        with monkeypatch.context() as patch:
            patch.setattr(os, "link", refusing(errno.EPERM))
            if step == "open":
                patch.setattr(Path, "open", lambda *_, **__: FullDisk())
            if step == "rename":
                patch.setattr(Path, "rename", refusing(errno.ENOSPC))
            if not says:
                try_place(tmp_path)
                continue
            with pytest.raises(DownloadError, match=says):
                try_place(tmp_path)
    assert sorted(names(tmp_path)) == ["file", "new"]
