"""Photos: whatever is given becomes what the spec takes, or an error that says what to do."""

import base64
import io
import os
import random
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from virtualstaging import _photos
from virtualstaging._formats import kind_of, look_at
from virtualstaging._photos import MAX_PHOTO_BYTES, image_url
from virtualstaging.errors import ImageError

ROOT = Path(__file__).parents[2]
PHOTO = ROOT / "examples" / "photos" / "empty-room.jpg"
SPEC = yaml.safe_load((ROOT / "openapi" / "openapi.yaml").read_text(encoding="utf-8"))
PATTERN = re.compile(SPEC["components"]["schemas"]["ImageUrl"]["pattern"])
HTML = b"<!DOCTYPE html><title>Not found</title>"


@cache
def picture(name: str, size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """A small picture of this format, as Pillow writes it."""
    file = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(file, name, **options)
    return file.getvalue()


JPEG = picture("JPEG")


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
    assert kind_of(data[:256]).format == kind
    with pytest.raises(ImageError, match=f"{kind.upper()}.*JPEG"):
        image_url(data)
    url = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    assert image_url(url) == url


def test_a_photo_of_a_phone() -> None:
    """HEIC, which Pillow does not write, is named too."""
    with pytest.raises(ImageError, match="HEIC"):
        image_url(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/photo.jpg",
        "http://localhost:8000/a?signature=b%20c",
        "https://example.com/wohnzimmer-süd.jpg",
        "data:image/png;base64," + base64.b64encode(picture("PNG")).decode(),
        "data:image/gif;base64," + base64.b64encode(picture("GIF")).decode(),
    ],
    ids=lambda url: url[:30],
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
    """The system's reason is given."""
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
        (b"\xff\xd8\xff", "not whole"),
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


PICTURES = {
    "JPEG": picture("JPEG"),
    "progressive JPEG": picture("JPEG", progressive=True),
    "JPEG with a preview": picture("JPEG", exif=b"Exif\0\0" + picture("JPEG", (16, 16))),
    "PNG": picture("PNG"),
    "WebP": picture("WEBP"),
    "WebP without loss": picture("WEBP", lossless=True),
    "WebP with more in it": picture("WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_breaks_off_is_refused(name: str) -> None:
    """Wherever: half of it, all but its last bytes, or its first bytes alone."""
    whole = PICTURES[name]
    padding = name.startswith("WebP")  # its last byte may be left out
    for size in range(12, len(whole) - padding):
        assert not look_at(whole[:size]).whole, size
    half = whole[: len(whole) // 2]
    data_url = f"data:image/{'webp' if padding else name.lower()[-4:].strip()};base64,"
    for photo in (half, io.BytesIO(half), data_url + base64.b64encode(half).decode()):
        if isinstance(photo, str) and " " in name:
            continue
        with pytest.raises(ImageError, match="not whole"):
            image_url(photo)


@pytest.mark.parametrize("name", PICTURES)
def test_what_comes_behind_the_end_of_a_picture_does_not_matter(name: str) -> None:
    """Phones write previews, depths and film behind their photos."""
    for more in (bytes(10_000), b"\xff\xd8\xff", b"\n"):
        assert image_url(PICTURES[name] + more)
        assert look_at(PICTURES[name] + more) == (True, (64, 48))


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(1, 1), (2, 2), (1, 1000), (1000, 1), (7, 9)])
def test_what_is_too_small_for_a_photo_is_refused(size: tuple[int, int], name: str) -> None:
    """Counters and spacers of web pages; also as a data URL."""
    data = picture(name, size)
    url = f"data:image/{name.lower()};base64,{base64.b64encode(data).decode()}"
    for photo in (data, url):
        with pytest.raises(ImageError, match=rf"{size[0]} × {size[1]} pixels"):
            image_url(photo)
    assert image_url(picture(name, (8, 8)))


def box(*brands: bytes) -> bytes:
    """The beginning of a file in the container of MP4."""
    content = b"ftyp" + brands[0] + bytes(4) + b"".join(brands[1:])
    return (len(content) + 4).to_bytes(4, "big") + content + bytes(200)


OTHERS: dict[str, tuple[bytes, str]] = {
    "CR3": (box(b"crx ", b"crx ", b"isom"), "raw photo"),
    "CR2": (b"II*\0\x10\0\0\0CR\x02\0", "raw photo"),
    "RAF": (b"FUJIFILMCCD-RAW 0201", "raw photo"),
    "ORF": (b"IIRO\x08\0\0\0", "raw photo"),
    "RW2": (b"IIU\0\x18\0\0\0", "raw photo"),
    "HEIC": (box(b"heic", b"mif1", b"heic"), "HEIC"),
    "HEIC by its other brands": (box(b"mif1", b"mif1", b"heic"), "HEIC"),
    "HEIF": (box(b"mif1", b"mif1", b"miaf"), "HEIC"),
    "AVIF": (box(b"avif", b"mif1", b"miaf"), "AVIF"),
    "AVIF by its other brands": (box(b"mif1", b"mif1", b"avif", b"miaf"), "AVIF"),
    "moving AVIF": (box(b"msf1", b"avis"), "AVIF"),
    "MP4": (box(b"isom", b"isom", b"mp42"), "video"),
    "MOV": (b"\0\0\0\x08wide\0\0\0\0mdat", "video"),
    "WebM": (b"\x1aE\xdf\xa3\x01\0\0\0", "video"),
    "AVI": (b"RIFF\0\0\x01\0AVI LIST", "video"),
    "JPEG XL": (b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(20), "JPEG XL"),
    "bare JPEG XL": (b"\xff\x0a\xfa\x1f", "JPEG XL"),
    "JPEG 2000": (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(20), "JPEG 2000"),
    "bare JPEG 2000": (b"\xff\x4f\xff\x51\0\x2f", "JPEG 2000"),
    "Photoshop": (b"8BPS\0\x01" + bytes(20), "Photoshop"),
    "AppleDouble": (b"\0\x05\x16\x07\0\x02\0\0Mac OS X", "AppleDouble"),
    "icon": (b"\0\0\1\0\1\0", "icon"),
    "ZIP": (b"PK\x03\x04\x14\0", "ZIP"),
    "gzip": (b"\x1f\x8b\x08\0", "gzip"),
    "a pointer of Git LFS": (b"version https://git-lfs.github.com/spec/v1", "unknown"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_files_are_named_for_what_they_are(name: str, tmp_path: Path) -> None:
    """Whatever they are called; and what could be used instead is said."""
    data, says = OTHERS[name]
    path = tmp_path / "._room.jpg"
    path.write_bytes(data)
    with pytest.raises(ImageError, match=rf"_room\.jpg.* {says}.*JPEG, PNG or WebP"):
        image_url(path)


def test_no_bytes_make_it_stumble() -> None:
    """Headers may say anything."""
    chance = random.Random(1)
    for name in ("JPEG", "PNG", "WEBP"):
        whole = picture(name, (16, 16))
        for _ in range(300):
            data = bytearray(whole)
            for _ in range(4):
                data[chance.randrange(len(data))] = chance.randrange(256)
            look_at(bytes(data))
            look_at(bytes(data[: chance.randrange(len(data))]))


class Failing:
    """A file of a library whose errors are its own."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self, size: int = -1) -> bytes:
        raise self.error


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("https://store.example/a.jpg?X-Amz-Signature=s3cret is gone"),
        zipfile.BadZipFile("Bad CRC-32"),
        TypeError("read() takes no arguments"),
        EOFError(),
        TimeoutError("timed out"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_file_whose_read_fails(error: Exception) -> None:
    """In whatever way: it is an error of ours, without links."""
    with pytest.raises(ImageError, match="can't be read from the file") as caught:
        image_url(Failing(error))  # type: ignore[arg-type]
    assert "s3cret" not in str(caught.value)


def test_bytes_that_cannot_be_read() -> None:
    """A view that was released; one with gaps is a photo like any other."""
    view = memoryview(JPEG)
    view.release()
    with pytest.raises(ImageError, match="can't be read"):
        image_url(view)
    with_gaps = memoryview(bytes(each for pair in zip(JPEG, JPEG, strict=True) for each in pair))
    assert embedded(image_url(with_gaps[::2])) == ("jpeg", JPEG)


@pytest.mark.parametrize(
    "path",
    ["x" * 300 + ".jpg", "a/" * 3000 + "b.jpg", "\ud800.jpg", "a\0b.jpg", "室" * 100 + ".jpg"],
    ids=["long name", "long path", "half a character", "NUL", "long name in Chinese"],
)
def test_names_that_no_file_has(path: str) -> None:
    """As text and as a path."""
    for photo in (path, Path(path)):
        with pytest.raises(ImageError, match=r"neither a URL|no file|can't be read") as caught:
            image_url(photo)
        str(caught.value).encode()


def test_a_directory_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message would name it."""
    monkeypatch.chdir(tmp_path)
    tmp_path.rmdir()
    with pytest.raises(ImageError, match="no longer there"):
        image_url("room.jpg")


def test_the_home_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`~` is expanded, as a shell does it; a name that only begins with it is a name."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name in ("room.jpg", "~$room.jpg", "~nobody-is-called-so"):
        (tmp_path / name).write_bytes(JPEG)
    for photo in ("~/room.jpg", Path("~/room.jpg"), "~$room.jpg", "~nobody-is-called-so"):
        assert embedded(image_url(photo)) == ("jpeg", JPEG)


def test_a_path_in_bytes(tmp_path: Path) -> None:
    """What `os.scandir` gives for bytes."""
    (tmp_path / "room.jpg").write_bytes(JPEG)
    [entry] = os.scandir(os.fsencode(tmp_path))
    assert embedded(image_url(entry)) == ("jpeg", JPEG)  # type: ignore[arg-type]


def test_a_key_in_the_place_of_a_photo_is_not_repeated() -> None:
    """It slips in when an option is forgotten."""
    with pytest.raises(ImageError) as caught:
        image_url("vsai-pk-5ecre7-5ecre7-5ecre7")
    assert "5ecre7" not in str(caught.value)
