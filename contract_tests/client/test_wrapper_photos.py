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
from virtualstaging import BulkRender, ImageError, VirtualStagingError, staging

PHOTOS = {
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 3,
    "png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3,
    "webp": b"RIFF\x00\x03\x00\x00WEBPVP8 " + bytes(range(256)) * 3,
}
"""Told apart by their first bytes, as the documentation says."""
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
    """With an error that tells the bound; nothing is sent."""
    large = PHOTOS["png"] + bytes(MOST)
    [error] = sent("sync", USES["create"](FORMS[form](large, tmp_path)))
    assert isinstance(error, ImageError)
    assert "20 MB" in str(error)
