"""Photos: whatever is given becomes what the spec takes, or an error that says what to do."""

import base64
import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from virtualstaging import _photos
from virtualstaging._formats import format_of, is_whole
from virtualstaging._photos import MAX_PHOTO_BYTES, image_url
from virtualstaging.errors import ImageError

ROOT = Path(__file__).parents[2]
PHOTO = ROOT / "examples" / "photos" / "empty-room.jpg"
SPEC = yaml.safe_load((ROOT / "openapi" / "openapi.yaml").read_text(encoding="utf-8"))
PATTERN = re.compile(SPEC["components"]["schemas"]["ImageUrl"]["pattern"])
JPEG = b"\xff\xd8\xff\xe0" + bytes(60)
HTML = b"<!DOCTYPE html><title>Not found</title>"


def picture(name: str) -> bytes:
    """A small picture of this format, as Pillow writes it."""
    file = io.BytesIO()
    Image.new("RGB", (8, 6), "orange").save(file, name)
    return file.getvalue()


def embedded(url: str) -> tuple[str, bytes]:
    assert PATTERN.fullmatch(url)
    kind, data = url.removeprefix("data:image/").split(";base64,")
    return kind, base64.b64decode(data, validate=True)


@pytest.mark.parametrize(
    "give",
    [
        lambda path: path,
        str,
        lambda path: path.read_bytes(),
        lambda path: bytearray(path.read_bytes()),
        lambda path: memoryview(path.read_bytes()),
        lambda path: io.BytesIO(path.read_bytes()),
    ],
    ids=["Path", "str", "bytes", "bytearray", "memoryview", "BytesIO"],
)
def test_each_way_to_give_a_photo(give: Callable[[Path], Any]) -> None:
    """A path, bytes or a file: the photo arrives byte for byte."""
    assert embedded(image_url(give(PHOTO))) == ("jpeg", PHOTO.read_bytes())


def test_an_open_file() -> None:
    """With and without a buffer; it stays open, since it is the caller's."""
    for buffering in (-1, 0):
        with PHOTO.open("rb", buffering=buffering) as file:
            assert embedded(image_url(file)) == ("jpeg", PHOTO.read_bytes())
            assert not file.closed


@pytest.mark.parametrize(("name", "kind"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp")])
def test_the_type_is_read_from_the_bytes(name: str, kind: str, tmp_path: Path) -> None:
    """The file's name says nothing."""
    path = tmp_path / "photo.txt"
    path.write_bytes(picture(name))
    assert embedded(image_url(path)) == (kind, picture(name))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("GIF", "gif"), ("TIFF", "tiff"), ("BMP", "bmp"), ("AVIF", "avif")],
)
def test_other_formats_are_refused_by_name(name: str, kind: str) -> None:
    """The message names the format and the way out. As a data URL it passes: the caller knows."""
    data = picture(name)
    assert format_of(data[:32]) == kind
    with pytest.raises(ImageError, match=f"{kind.upper()}.*JPEG"):
        image_url(data)
    url = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    assert image_url(url) == url


def test_a_photo_of_a_phone() -> None:
    """HEIC, which Pillow does not write, is named too."""
    with pytest.raises(ImageError, match="HEIC"):
        image_url(b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + bytes(40))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/photo.jpg",
        "http://localhost:8000/a?signature=b%20c",
        "https://example.com/wohnzimmer-süd.jpg",
        "data:image/png;base64,iVBORw0KGgo=",
    ],
)
def test_a_url_is_handed_on(url: str) -> None:
    """URLs and data URLs stay as they are."""
    assert image_url(url) == url
    assert PATTERN.fullmatch(url)


def test_a_scheme_in_capitals() -> None:
    """The spec's pattern knows only small letters; the rest of the URL is not touched."""
    assert image_url("HTTPS://Example.com/A.jpg") == "https://Example.com/A.jpg"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://", "host"),
        ("https:///photo.jpg", "host"),
        ("https://[::1/photo.jpg", "host"),
        ("https://example.com/a photo.jpg?signature=s3cret", "%20"),
        ("ftp://example.com/photo.jpg?signature=s3cret", "http"),
        ("file:///photo.jpg", "path"),
        ("s3://bucket/s3cret.jpg", "http"),
        ("data:text/html;base64,PGh0bWw+", "data:image"),
        ("data:image/jpeg;charset=utf-8;base64,/9j/", "nothing between"),
        ("data:image/jpeg,abc", "data:image"),
        ("data:image/jpeg;base64,/9j/=x", "data:image"),
        ("data:image/jpeg;base64,/9j/a", "base64"),
        ("data:image/jpeg;base64," + base64.b64encode(HTML).decode(), "HTML"),
        ("", "empty"),
        ("  \n", "empty"),
    ],
)
def test_urls_that_cannot_work(url: str, says: str) -> None:
    """They are refused before anything is sent, and signatures stay out of the message."""
    with pytest.raises(ImageError, match=says) as caught:
        image_url(url)
    assert "s3cret" not in str(caught.value)


def test_a_text_that_is_neither_url_nor_file() -> None:
    """The message names both readings of a string."""
    with pytest.raises(ImageError, match=r"neither a URL.*nor a file") as caught:
        image_url("emtpy.jpg")
    assert "'emtpy.jpg'" in str(caught.value)
    assert str(Path.cwd()) in str(caught.value)


def test_a_photo_in_bare_base64() -> None:
    """A long text that is no path is not repeated in full."""
    with pytest.raises(ImageError, match="neither a URL") as caught:
        image_url(base64.b64encode(PHOTO.read_bytes()).decode())
    assert len(str(caught.value)) < 400


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """Missing, a directory, under a file, with a NUL."""
    (tmp_path / "file").write_bytes(JPEG)
    for path in (tmp_path / "no.jpg", tmp_path / "file" / "no.jpg", Path("a\0b")):
        with pytest.raises(ImageError, match="There is no file"):
            image_url(path)
    with pytest.raises(ImageError, match="directory"):
        image_url(tmp_path)


def test_a_pipe_is_refused_unopened(tmp_path: Path) -> None:
    """Opening it would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ImageError, match="regular file"):
        image_url(tmp_path / "pipe")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's reason is told."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(JPEG)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ImageError, match=r"photo\.jpg.*permission denied"):
        image_url(path)


def test_too_large_a_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """60 MB are refused by their size alone."""
    path = tmp_path / "huge.jpg"
    with path.open("wb") as file:
        file.write(JPEG)
        file.truncate(60 * 2**20)
    monkeypatch.setattr(_photos, "_read", lambda _: pytest.fail("it was read"))
    with pytest.raises(ImageError, match=r"60 MB.*at most 20 MB"):
        image_url(path)


class Endless(io.RawIOBase):
    """A stream without an end, in pieces of its own length."""

    given = 0

    def read(self, size: int = -1) -> bytes:
        piece = JPEG if not self.given else bytes(100_000)
        if self.given > MAX_PHOTO_BYTES:
            pytest.fail("it is read on and on")
        self.given += len(piece)
        return piece


def test_a_stream_without_end_is_left_early() -> None:
    """Not more than the bound is read."""
    stream = Endless()
    with pytest.raises(ImageError, match="too large"):
        image_url(stream)  # type: ignore[arg-type]
    assert stream.given <= MAX_PHOTO_BYTES + 100_000


def test_the_largest_photo_and_one_byte_more() -> None:
    """The bound itself is allowed, as bytes and as a data URL."""
    largest = JPEG + bytes(MAX_PHOTO_BYTES - len(JPEG))
    url = image_url(largest)
    assert image_url(url) == url
    longer = "data:image/jpeg;base64," + base64.b64encode(largest + bytes(3)).decode()
    for more in (largest + b"\0", io.BytesIO(largest + b"\0"), longer):
        with pytest.raises(ImageError, match="too large"):
            image_url(more)


class AsyncFile:
    """Like the uploads of async frameworks."""

    async def read(self, size: int = -1) -> bytes:
        return JPEG


def test_files_that_give_no_bytes(tmp_path: Path) -> None:
    """Text mode, an async file, a closed one, one that was read already, one without blocking."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(JPEG)
    with path.open(encoding="latin-1") as text, pytest.raises(ImageError, match='"rb"'):
        image_url(text)  # type: ignore[arg-type]
    with path.open(encoding="utf-8") as text, pytest.raises(ImageError, match="can't be read"):
        image_url(text)  # type: ignore[arg-type]
    with pytest.raises(ImageError, match="await"):
        image_url(AsyncFile())  # type: ignore[arg-type]
    file = path.open("rb")
    file.read()
    with pytest.raises(ImageError, match="seek"):
        image_url(file)
    file.close()
    with pytest.raises(ImageError, match="closed"):
        image_url(file)
    silent = io.BytesIO(JPEG)
    silent.read = lambda size=-1: None  # type: ignore[assignment,method-assign,return-value]
    with pytest.raises(ImageError, match="None"):
        image_url(silent)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (HTML, "HTML"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"%PDF-1.7", "PDF"),
        (b'{"message": "no"}', "JSON"),
        (b"\0\0\0\x20ftypisom", "video"),
        (b"\xff\xd8", "unknown"),
    ],
)
def test_bytes_that_are_no_image(data: bytes, says: str) -> None:
    """The message says what it was instead."""
    with pytest.raises(ImageError, match=says):
        image_url(data)


@pytest.mark.parametrize("thing", [None, 7, 1.5, ["a.jpg"], {}, object()])
def test_things_that_are_no_photo(thing: Any) -> None:
    """The message lists what may be given."""
    with pytest.raises(ImageError, match="A photo is a URL, a data URL, a path"):
        image_url(thing)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_breaks_off(name: str) -> None:
    """Its end is looked for, where the format has one."""
    whole = picture(name)
    assert is_whole(whole[:32], whole, len(whole))
    assert not is_whole(whole[:32], whole[:-4], len(whole) - 4)
