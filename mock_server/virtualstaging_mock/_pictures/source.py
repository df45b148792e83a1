"""The photo that was sent: out of its data URL, checked by its header before it is decoded."""

import base64
import binascii
import functools
import io
import struct
import warnings

from PIL import Image, ImageOps

MOST_PIXELS = {"JPEG": 110_000_000}
"""Above any camera's (pixels); a file that claims more is refused before it is decoded."""
MOST_OTHER_PIXELS = 50_000_000
"""The same where the whole picture has to be decoded: JPEGs can be read smaller than they are."""
LONGEST_EDGE = 20_000
SHORTEST_EDGE = 1
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")

_ORIENTATION = 0x0112
_DAMAGE = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, struct.error)
"""What Pillow raises at a file that is no image, or a broken one."""


class PictureError(ValueError):
    """A photo cannot be used; the message says why, in a sentence fit for a 400."""


def photo_of(image_url: str) -> bytes | None:
    """Return the bytes in a data URL; None for a link, which is never fetched from here.

    Raises:
        PictureError: it is a data URL without valid base64 in it.
    """
    head, comma, data = image_url.partition(",")
    if not head.startswith("data:") or not comma:
        return None
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise PictureError(f"the data URL is not valid base64 ({error})") from None


def size_of(photo: bytes) -> tuple[int, int]:
    """Return width and height in pixels, upright as a viewer shows them, reading only the header.

    Raises:
        PictureError: the bytes are no image, or one of absurd dimensions.
    """
    with open_photo(photo) as image:
        width, height = image.size
        return (height, width) if _lies(image) else (width, height)


def _lies(image: Image.Image) -> bool:
    """Whether the photo is marked as lying on its side."""
    if image.format == "PNG" and "exif" not in image.info:
        return False  # looking for it behind the pixels would decode them
    try:
        return image.getexif().get(_ORIENTATION) in (5, 6, 7, 8)
    except _DAMAGE:
        return False


def open_photo(photo: bytes) -> Image.Image:
    """Open a photo without decoding its pixels.

    Raises:
        PictureError: the bytes are no image, or one of absurd dimensions.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(photo), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise PictureError("the image has too many pixels") from None
    except _DAMAGE:
        raise PictureError("the bytes are not an image that can be read") from None
    width, height = image.size
    most = MOST_PIXELS.get(image.format or "", MOST_OTHER_PIXELS)
    if width * height > most or max(width, height) > LONGEST_EDGE:
        raise PictureError(f"an image of {width} x {height} pixels is too large")
    if min(width, height) < SHORTEST_EDGE:
        raise PictureError("the image has no pixels")
    return image


def decode(photo: bytes, size: tuple[int, int]) -> Image.Image:
    """Return the photo upright, in RGB and scaled to `size` (width, height in pixels).

    The latest is remembered: most photos are asked for once for each of their variations.

    Raises:
        PictureError: the bytes are no image, or one of absurd dimensions, or damaged.
    """
    return _decoded(photo, size).copy()


@functools.lru_cache(maxsize=2)
def _decoded(photo: bytes, size: tuple[int, int]) -> Image.Image:
    try:
        with open_photo(photo) as image:
            edge = max(size)
            scale = min(1.0, edge / max(image.size))
            image.draft("RGB", (round(image.width * scale), round(image.height * scale)))
            upright = ImageOps.exif_transpose(image)
            if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
                white = Image.new("RGBA", upright.size, (255, 255, 255, 255))
                upright = Image.alpha_composite(white, upright.convert("RGBA"))
            return upright.convert("RGB").resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    except PictureError:
        raise
    except _DAMAGE:
        raise PictureError("the image is damaged") from None
