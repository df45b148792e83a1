"""A photo leaves as it is, in whatever form it is handed in; or nothing leaves."""

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.client.pictures import JPEG, PNG, WEBP, picture
from virtualstaging import BulkRender, ImageError, VirtualStagingError, staging

PHOTOS = {"jpeg": JPEG, "png": PNG, "webp": WEBP}
"""Distinguished by their first bytes, as the documentation says."""
MOST = 20 * 1024 * 1024
each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


class Trickling(io.BytesIO):
    """A file whose `read` gives less than it is asked for, as sockets and pipes do."""

    def read(self, size: int | None = -1, /) -> bytes:
        """At most ten bytes."""
        return super().read(10 if size is None or size < 0 else min(size, 10))


def in_a_file(data: bytes, folder: Path) -> Path:
    """The photo under a name that says something else."""
    path = folder / "photo.gif"
    path.write_bytes(data)
    return path


FORMS: dict[str, Callable[[bytes, Path], Any]] = {
    "bytes": lambda data, folder: data,
    "bytearray": lambda data, folder: bytearray(data),
    "memoryview": lambda data, folder: memoryview(data),
    "path": in_a_file,
    "name of a file": lambda data, folder: str(in_a_file(data, folder)),
    "open file": lambda data, folder: io.BytesIO(data),
    "file that gives little at a time": lambda data, folder: Trickling(data),
}


def room() -> Any:
    """A configuration."""
    return staging(room_type="living", style="modern")


USES: dict[str, Callable[[Any], wrapped.Use]] = {
    "create": lambda photo: lambda c: c.renders.create(photo, room()),
    "bulk": lambda photo: lambda c: c.renders.create_bulk([BulkRender(photo, room())]),
    "analyze": lambda photo: lambda c: c.images.analyze(photo),
}


def sent(kind: wrapped.Kind, use: wrapped.Use) -> list[Any]:
    """The bodies that a use leads to, and its error behind them."""
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(418)

    with wrapped.client(kind, answer) as one, pytest.raises(VirtualStagingError) as caught:
        one.do(use)
    return [*bodies, caught.value]


@each_kind
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PHOTOS)
def test_the_bytes_of_a_photo_leave_as_they_are(
    name: str, form: str, kind: wrapped.Kind, tmp_path: Path
) -> None:
    """All of them, with the media type that they are of, in each call that takes a photo."""
    data = PHOTOS[name]
    for use in USES.values():
        body, _ = sent(kind, use(FORMS[form](data, tmp_path)))
        url = body["renders"][0]["image_url"] if "renders" in body else body["image_url"]
        media, _, text = url.partition(";base64,")
        assert media == f"data:image/{name}"
        assert base64.b64decode(text, validate=True) == data


@each_kind
def test_two_photos_leave_in_their_order(kind: wrapped.Kind, tmp_path: Path) -> None:
    """One as a file, one as bytes, of different formats."""
    pair = (in_a_file(PHOTOS["png"], tmp_path), PHOTOS["jpeg"])
    for use in (
        lambda c: c.renders.create(pair, room()),
        lambda c: c.images.check_multi_view(*pair),
    ):
        body, _ = sent(kind, use)
        media = [url.partition(";")[0] for url in body["image_urls"]]
        assert media == ["data:image/png", "data:image/jpeg"]


# Ten bytes at a time would take too long.
@pytest.mark.parametrize("form", [form for form in FORMS if "little" not in form])
def test_a_photo_that_is_too_large_is_refused(form: str, tmp_path: Path) -> None:
    """With an error that names the bound; nothing is sent."""
    large = PHOTOS["png"] + bytes(MOST)
    [error] = sent("sync", USES["create"](FORMS[form](large, tmp_path)))
    assert isinstance(error, ImageError)
    assert "20 MB" in str(error)


def data_url(data: bytes, form: str) -> str:
    """A photo as a data URL."""
    return f"data:image/{form};base64,{base64.b64encode(data).decode()}"


REFUSED: dict[str, tuple[Any, str]] = {
    **{f"half a {name}": (data[: len(data) // 2], "not whole") for name, data in PHOTOS.items()},
    **{f"a {name} without its end": (data[:-6], "not whole") for name, data in PHOTOS.items()},
    "half a JPEG as a data URL": (data_url(JPEG[:600], "jpeg"), "not whole"),
    "half a JPEG with a preview": (
        picture("JPEG", exif=b"Exif\0\0" + picture("JPEG", (16, 16)))[:-99],
        "not whole",
    ),
    **{
        f"one pixel of {form}": (picture(form, (1, 1)), "1 × 1") for form in ("JPEG", "PNG", "WEBP")
    },
    "a line": (picture("PNG", (300, 1)), "300 × 1"),
    "one pixel as a data URL": (data_url(picture("PNG", (1, 1)), "png"), "1 × 1"),
    "a GIF": (picture("GIF"), "GIF"),
    "a raw photo": (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(99), "raw photo"),
    "an AVIF": (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf" + bytes(99), "AVIF"),
    "a JPEG XL": (b"\xff\x0a" + bytes(99), "JPEG XL"),
    "a JPEG 2000": (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99), "JPEG 2000"),
    "a Photoshop document": (b"8BPS\0\1" + bytes(99), "Photoshop"),
    "what macOS writes beside a photo": (b"\0\x05\x16\x07\0\2\0\0" + bytes(99), "AppleDouble"),
    "a web page": (b"<!doctype html><title>Sign in</title>", "HTML"),
    "nothing": (b"", "empty"),
}


@each_kind
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_photo_is_not_sent(name: str, kind: wrapped.Kind, tmp_path: Path) -> None:
    """It would be charged all the same. The error says what it is."""
    photo, says = REFUSED[name]
    forms = [photo] if isinstance(photo, str) else [photo, in_a_file(photo, tmp_path)]
    for use in USES.values():
        for form in forms:
            [error] = sent(kind, use(form))
            assert isinstance(error, ImageError)
            assert says in str(error)
            check_error(error)


@each_kind
@pytest.mark.parametrize("name", PHOTOS)
def test_what_comes_behind_the_end_of_a_photo_does_not_matter(
    name: str, kind: wrapped.Kind
) -> None:
    """Phones write previews and film there."""
    data = PHOTOS[name] + bytes(5000)
    body, _ = sent(kind, USES["create"](data))
    assert base64.b64decode(body["image_url"].partition(",")[2]) == data


class Failing(io.BytesIO):
    """A file of a library whose errors are its own."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Fails."""
        raise RuntimeError("https://store.example/a.jpg?X-Amz-Signature=c2lnbmVkLXNlY3JldA is gone")


@each_kind
def test_a_file_whose_read_fails_is_reported(kind: wrapped.Kind) -> None:
    """In an error of ours, without the link."""
    for use in USES.values():
        [error] = sent(kind, use(Failing()))
        assert isinstance(error, ImageError)
        check_error(error)


@each_kind
def test_the_home_of_the_user_is_found(
    kind: wrapped.Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a shell would have it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    in_a_file(JPEG, tmp_path)
    body, _ = sent(kind, USES["create"]("~/photo.gif"))
    assert base64.b64decode(body["image_url"].partition(",")[2]) == JPEG
