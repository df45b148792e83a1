"""The photos that are sent: which are read, which are refused, and at what cost."""

import base64
import io
import struct
import zlib

import pytest
from PIL import Image, ImageFile, ImageStat

from tests.mock_server._drawing import PHOTO, drawn, room_photo, staging
from virtualstaging_mock._pictures import PictureError, photo_of, size_of, source as _source


def test_a_photo_is_upright() -> None:
    """A photo that a camera marked as turned is turned before anything else."""
    image = Image.open(io.BytesIO(PHOTO))
    exif = image.getexif()
    exif[0x0112] = 6
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    assert size_of(file.getvalue()) == (800, 1200)
    upright = drawn(kind="before", photo=file.getvalue())
    assert upright.size == (1024, 1536)
    red, _, blue = ImageStat.Stat(upright.crop((900, 400, 1000, 1100))).mean
    assert blue > red  # the sky, once above, is on the right


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "BMP"])
def test_other_forms_are_read(form: str) -> None:
    """What browsers show can be staged."""
    assert drawn(kind="before", photo=room_photo((120, 80), form)).size == (1536, 1024)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (2000, 3), (17, 4000)])
def test_odd_shapes_are_drawn(size: tuple[int, int]) -> None:
    """Slivers and single pixels are photos, too."""
    photo = room_photo(size, "PNG")
    for kind in ("result", "thumbnail", "mask", "before"):
        config = staging(add_virtually_staged_watermark=True)
        assert min(drawn(kind=kind, photo=photo, config=config).size) >= 1


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims to be of this size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("size", [(50_000, 50_000), (30_000, 10), (12_000, 12_000), (2**31 - 1, 1)])
def test_absurd_dimensions_are_refused_by_the_header(size: tuple[int, int]) -> None:
    """A decompression bomb is refused before a pixel of it is decoded."""
    with pytest.raises(PictureError, match=r"too large|too many pixels|not an image"):
        size_of(png_of(*size))


@pytest.mark.parametrize(
    ("form", "size", "usable"),
    [("PNG", (20_000, 5000), False), ("PNG", (8000, 6000), True), ("JPEG", (12_000, 9000), True)],
)
def test_a_photo_that_costs_seconds_to_decode_is_refused(
    form: str, size: tuple[int, int], usable: bool
) -> None:
    """A JPEG can be read smaller than it is; all of a PNG has to be decoded, however few bytes."""
    file = io.BytesIO()
    Image.new("1" if form == "PNG" else "L", size).save(file, form)
    if usable:
        assert size_of(file.getvalue()) == size
    else:
        with pytest.raises(PictureError, match="too large"):
            size_of(file.getvalue())


def test_a_photo_is_decoded_once_for_all_of_its_variations() -> None:
    _source._decoded.cache_clear()
    bodies = {drawn(config=staging(), number=number).tobytes() for number in (1, 2, 3)}
    found = _source._decoded.cache_info()
    assert (len(bodies), found.misses, found.hits) == (3, 1, 2)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_the_size_is_read_without_decoding(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the header is looked at, whatever the form."""
    photo = room_photo((120, 80), form)

    def decode(_image: ImageFile.ImageFile) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", decode)
    assert size_of(photo) == (120, 80)


@pytest.mark.parametrize(
    "photo", [b"", b"GIF89a", b"\xff\xd8\xff", b"<svg/>", PHOTO[:10], b"\0" * 99]
)
def test_what_is_no_image_is_refused(photo: bytes) -> None:
    """In a sentence, and with our own error."""
    with pytest.raises(PictureError, match="not an image"):
        size_of(photo)


@pytest.mark.parametrize(
    "photo", [PHOTO[: len(PHOTO) // 2], png_of(100, 80), png_of(50_000, 50_000)]
)
def test_a_damaged_photo_becomes_a_room_that_says_so(photo: bytes) -> None:
    """Drawing never fails for a photo: what can't be decoded is replaced."""
    assert drawn(photo=photo, config=staging()).size == (1536, 1024)


def test_a_photo_comes_out_of_its_data_url() -> None:
    """Links have no bytes; a data URL has exactly those it holds."""
    data = base64.b64encode(PHOTO).decode()
    assert photo_of(f"data:image/jpeg;base64,{data}") == PHOTO
    assert photo_of("https://example.com/data:image/png;base64,xx") is None
    with pytest.raises(PictureError, match="base64"):
        photo_of("data:image/png;base64,a=b=c")
