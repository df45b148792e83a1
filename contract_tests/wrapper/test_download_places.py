"""Where downloads go and what they are called; what is there already is left alone."""

from pathlib import Path
from typing import Any

import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import SIGNATURE, check_error
from contract_tests.client.pictures import JPEG, PNG, WEBP
from contract_tests.wrapper.hosts import Host, answer, download, left_in, result
from contract_tests.wrapper.world import ordered, world
from virtualstaging import DownloadError, VirtualStagingError

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
PICTURES = {".jpg": JPEG, ".png": PNG, ".webp": WEBP}


@each_kind
@pytest.mark.parametrize("ending", PICTURES)
def test_a_file_ends_as_its_picture_is(ending: str, kind: wrapped.Kind, tmp_path: Path) -> None:
    """Whatever the link or the host calls it; unless the file was named."""
    host = Host(answer(200, PICTURES[ending], content_type="image/gif"))
    with wrapped.client(kind, host) as client:
        path = client.do(lambda c: c.download(result(), tmp_path))
        assert path.name == f"v_1{ending}"
        named = tmp_path / "new" / "room.gif"
        assert client.do(lambda c: c.download(result(), named)) == named
        assert client.do(lambda c: c.download(result(), str(named), overwrite=True)) == named
        assert named.read_bytes() == PICTURES[ending]
    assert left_in(tmp_path) == ["new/room.gif", f"v_1{ending}"]


@each_kind
def test_where_there_is_no_smaller_picture_the_next_larger_one_is_taken(
    kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Under the name that says what it is."""
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        path = client.do(download(result(), tmp_path, which="thumbnail"))
    assert left_in(tmp_path) == [path.name] == ["v_1.jpg"]


@each_kind
def test_a_file_that_is_there_is_left_alone(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Unless it may be replaced; the same picture again is the same file."""
    mine = tmp_path / "v_1.jpg"
    mine.write_bytes(b"mine")
    with wrapped.client(kind, Host(answer(200, JPEG))) as one:
        first = one.do(lambda c: c.download(result(), tmp_path))
        again = one.do(lambda c: c.download(result(), tmp_path))
        assert mine.read_bytes() == b"mine"
        assert first == again != mine
        assert first.read_bytes() == JPEG
        replaced = one.do(lambda c: c.download(result(), tmp_path, overwrite=True))
        assert (replaced, mine.read_bytes()) == (mine, JPEG)
    mine.write_bytes(b"mine")
    broken = Host(answer(200, JPEG[:900], breaks=True))
    with wrapped.client(kind, broken) as one, pytest.raises(DownloadError):
        one.do(lambda c: c.download(result(), tmp_path, overwrite=True))
    assert mine.read_bytes() == b"mine", "replaced by what is not whole"


@each_kind
def test_a_named_file_that_is_there_is_left_alone(kind: wrapped.Kind, tmp_path: Path) -> None:
    """Unless it may be replaced, or is the same picture."""
    mine = tmp_path / "mine.jpg"
    mine.write_bytes(b"mine")
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        with pytest.raises(DownloadError) as caught:
            client.do(lambda c: c.download(result(), mine))
        check_error(caught.value, None, SIGNATURE)
        assert mine.read_bytes() == b"mine"
        for overwrite in (True, False):
            client.do(download(result(), mine, overwrite=overwrite))
            assert mine.read_bytes() == JPEG
    assert left_in(tmp_path) == ["mine.jpg"]


@each_kind
@pytest.mark.parametrize("overwrite", [False, True])
def test_several_pictures_do_not_go_into_one_file(
    overwrite: bool, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Nothing is fetched: the caller has to name a directory."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, 2))
        render = there.do(lambda c: c.wait(render))
        there.wire.sent.clear()
        with pytest.raises(DownloadError):
            there.do(lambda c: c.download(render, tmp_path / "one.jpg", overwrite=overwrite))
        assert not there.wire.sent
        assert not left_in(tmp_path)


def many(items: list[Any], destination: Any, bound: Any) -> wrapped.Use:
    """A download of several things at once."""
    return lambda client: client.download_all(items, destination, concurrency=bound)


NO_KINDS: list[Any] = ["full", "", None, 7, ["best"]]
NO_PLACES: list[Any] = ["", None, 7, b"out", "a\x00b"]
NO_RESULTS: list[Any] = [None, "r_1", 7, [], {"id": "v_1"}]
NO_BOUNDS: list[Any] = [0, -1, 1.5, "2", None, True]
WRONG: dict[str, wrapped.Use] = {
    **{f"which {kind!r}": download(result(), "out", which=kind) for kind in NO_KINDS},
    **{f"destination {place!r}": download(result(), place) for place in NO_PLACES},
    **{f"what {what!r:.20}": download(what, "out") for what in NO_RESULTS},
    **{f"at once {bound!r}": many([result()], "out", bound) for bound in NO_BOUNDS},
}


@each_kind
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_refused_before_anything_is_fetched(
    name: str, kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an error of ours."""
    monkeypatch.chdir(tmp_path)
    host = Host(answer(200, JPEG))
    with wrapped.client(kind, host) as client, pytest.raises(VirtualStagingError):
        client.do(WRONG[name])
    assert not host.requests
    assert not left_in(tmp_path)


@each_kind
@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "a/b", "..", ".", "a\x00b", "x" * 400, "CON", "\u202egpj"],
)
def test_no_id_leads_out_of_the_directory(name: str, kind: wrapped.Kind, tmp_path: Path) -> None:
    """Files are named by ids, and ids come from outside."""
    inside = tmp_path / "out"
    variation = result()
    variation.id = name
    with wrapped.client(kind, Host(answer(200, JPEG))) as one:
        try:
            path = one.do(lambda c: c.download(variation, inside))
        except DownloadError:
            assert not left_in(tmp_path)
            return
    assert path.parent.resolve() == inside.resolve()
    assert left_in(tmp_path) == [f"out/{path.name}"]


@each_kind
@pytest.mark.parametrize("name", ["a/b", "..", "x" * 300, "ü", "\ud800"], ids=ascii)
def test_two_ids_are_never_one_name(name: str, kind: wrapped.Kind, tmp_path: Path) -> None:
    """Whatever of them a name cannot hold."""
    found = []
    for one in (name, name + "?"):
        what = result()
        what.id = one
        with wrapped.client(kind, Host(answer(200, JPEG))) as client:
            found.append(client.do(download(what, tmp_path)).name)
    assert len(set(found)) == 2
    assert sorted(found) == left_in(tmp_path)
    assert all(one.isascii() and len(one) < 130 for one in found)


NO_NAMES = {
    "folder": "x" * 300,
    "file": "x" * 300 + ".jpg",
    "path": "a/" * 3000,
    "half a character": "\ud800",
    "file with half a character": "\ud800.jpg",
    "Chinese": "室" * 99 + ".jpg",
}


@each_kind
@pytest.mark.parametrize("name", NO_NAMES)
def test_a_name_that_no_file_can_have_is_reported(
    name: str, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Before anything is fetched, in an error of ours that can be shown."""
    host = Host(answer(200, JPEG))
    with wrapped.client(kind, host) as client, pytest.raises(DownloadError) as caught:
        client.do(download(result(), tmp_path / NO_NAMES[name]))
    check_error(caught.value, None, SIGNATURE)
    f"{caught.value} {caught.value.path}".encode()
    assert not host.requests
    assert not left_in(tmp_path)


@each_kind
def test_every_name_that_a_file_can_have_is_taken(kind: wrapped.Kind, tmp_path: Path) -> None:
    """As long as file systems allow: the picture on its way has another."""
    for name in ("室" * 82 + ".jpg", "x" * 251 + ".jpg"):
        with wrapped.client(kind, Host(answer(200, JPEG))) as client:
            assert client.do(download(result(), tmp_path / name)) == tmp_path / name


@each_kind
def test_the_home_of_the_user_is_found(
    kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No folder is called `~`."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        client.do(download(result(), "~/out"))
        client.do(download(result(), "~/out/room.jpg"))
    assert left_in(tmp_path) == ["out/room.jpg", "out/v_1.jpg"]


@each_kind
@pytest.mark.parametrize("name", ["CON", "nul", "Com1", "LPT9"])
def test_no_file_is_called_as_windows_forbids(
    name: str, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """Folders travel between systems."""
    what = result()
    what.id = name
    with wrapped.client(kind, Host(answer(200, JPEG))) as client:
        path = client.do(download(what, tmp_path))
    assert path.stem.lower() != name.lower()
