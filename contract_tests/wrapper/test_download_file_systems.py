"""File systems that can't do something: what was paid for is kept wherever it can be."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from contract_tests.client import wrapped
from contract_tests.client.pictures import JPEG
from contract_tests.wrapper.hosts import Host, answer, download, fetched, left_in, result
from virtualstaging import DownloadError
from virtualstaging._downloads import names, try_place

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


def refusing(number: int) -> Any:
    """What a file system says that can't do it."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def refused(kind: wrapped.Kind, place: Path, says: str, **more: Any) -> Host:
    """A download to a place ends in an error that says why; what it has asked for."""
    host = Host(answer(200, JPEG))
    with wrapped.client(kind, host) as client, pytest.raises(DownloadError, match=says):
        client.do(download(result(), place, **more))
    return host


@each_kind
@pytest.mark.parametrize("call", ["link", "fsync"])
def test_a_picture_is_kept_whatever_a_file_system_cannot_do(
    call: str, kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was paid for. Systems agree on no error for what they don't know."""
    for number in sorted({*errno.errorcode, 45, 9999} - {errno.EEXIST}):
        monkeypatch.setattr(os, call, refusing(number))
        assert fetched(kind, Host(answer(200, JPEG)), tmp_path / str(number)) == JPEG
    mine = tmp_path / "v_1.jpg"
    mine.write_bytes(b"mine")
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        assert client.do(download(result(), tmp_path)) == tmp_path / "v_1-2.jpg"
        assert client.do(download(result(), tmp_path)) == tmp_path / "v_1-2.jpg"
    assert mine.read_bytes() == b"mine"


@each_kind
def test_a_picture_of_which_not_all_was_written_is_not_kept(
    kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some drives say so only in the end."""

    def lose(number: int) -> None:
        os.truncate(number, 100)
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(os, "fsync", lose)
    assert "written" in str(fetched(kind, Host(answer(200, JPEG)), tmp_path))


@each_kind
def test_what_comes_behind_the_end_of_a_jpeg_does_not_matter(
    kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Without a length, the end is looked for: where the format has it."""
    assert fetched(kind, Host(answer(200, JPEG + bytes(9999))), tmp_path) == JPEG + bytes(9999)


class FullDisk:
    """A file that nothing more goes into."""

    def __getattr__(self, name: str) -> Any:
        return refusing(errno.ENOSPC)


@each_kind
def test_a_full_disk_is_reported(
    kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its reason, once, and nothing is left."""
    monkeypatch.setattr(Path, "open", lambda *_, **__: FullDisk())
    host = refused(kind, tmp_path, "(?i)no space left on device")
    assert len(host.requests) <= 1
    assert not left_in(tmp_path)


@each_kind
def test_a_file_that_cannot_be_replaced_stays(
    kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the error says why."""
    (tmp_path / "v_1.jpg").write_text("mine")
    monkeypatch.setattr(Path, "replace", refusing(errno.EBUSY))
    refused(kind, tmp_path, "(?i)busy", overwrite=True)
    assert (tmp_path / "v_1.jpg").read_text() == "mine"
    assert left_in(tmp_path) == ["v_1.jpg"]


@each_kind
def test_a_file_that_may_not_be_read_counts_as_another(
    kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be."""
    (tmp_path / "v_1.jpg").write_text("mine")
    monkeypatch.setattr("filecmp.cmp", refusing(errno.EACCES))
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        assert client.do(download(result(), tmp_path)) == tmp_path / "v_1-2.jpg"


@each_kind
def test_a_link_of_that_name_leads_nowhere(kind: wrapped.Kind, tmp_path: Path) -> None:
    """What it points to is left alone."""
    (tmp_path / "elsewhere").write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / "v_1.jpg").symlink_to(tmp_path / "elsewhere")
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        assert client.do(download(result(), out)) == out / "v_1-2.jpg"
    assert (tmp_path / "elsewhere").read_text() == "mine"


@each_kind
def test_a_result_is_as_readable_as_any_new_file(kind: wrapped.Kind, tmp_path: Path) -> None:
    """By the user's mask."""
    (tmp_path / "other").write_text("")
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        path = client.do(download(result(), tmp_path))
    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode


@each_kind
@pytest.mark.parametrize("name", ["out", "out/room.jpg"])
def test_a_folder_that_may_not_be_entered_is_reported(
    name: str, kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is fetched."""
    with monkeypatch.context() as patch:
        for method in ("stat", "is_dir", "mkdir"):
            patch.setattr(Path, method, refusing(errno.EACCES))
        host = refused(kind, tmp_path / name, "(?i)permission denied")
    assert not host.requests


@each_kind
def test_a_folder_that_cannot_be_made_is_reported(kind: wrapped.Kind, tmp_path: Path) -> None:
    """A file stands in its place."""
    (tmp_path / "file").write_text("")
    assert not refused(kind, tmp_path / "file" / "out", "(?i)not a directory").requests


@each_kind
@pytest.mark.parametrize("name", ["con.jpg", "NUL.tar.jpg", "com1 .jpg", "aux.jpg"])
def test_a_name_that_windows_keeps_for_itself_is_refused_there(
    name: str, kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written to it is lost. Elsewhere it is a name like any other."""
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        assert client.do(download(result(), tmp_path / name)) == tmp_path / name
        monkeypatch.setattr(names, "_ON_WINDOWS", True)
        assert not refused(kind, tmp_path / name, "Windows keeps").requests
        assert client.do(download(result(), tmp_path / "console.jpg"))


def test_a_place_is_tried_as_a_download_uses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is left as it was."""
    try_place(tmp_path / "new" / "out")
    assert not left_in(tmp_path)
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / ("x" * 300), tmp_path / "\ud800"):
        with pytest.raises(DownloadError, match="no place"):
            try_place(place)
    monkeypatch.setattr(os, "link", refusing(errno.EPERM))
    try_place(tmp_path)
    for method in ("open", "rename"):
        with monkeypatch.context() as patch:
            patch.setattr(Path, method, refusing(errno.ENOSPC))
            with pytest.raises(DownloadError, match="space"):
                try_place(tmp_path)
    assert left_in(tmp_path) == ["file"]
