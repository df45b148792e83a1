"""What a file is, by its first bytes, since names may be wrong; and whether a picture is whole."""

import re
from collections.abc import Callable
from typing import NamedTuple

HEAD = 256
"""Bytes from the beginning of a file that `kind_of` needs."""

LEAST_SIDE = 8
"""Pixels. What is smaller is a spacer or a counter, and no photo."""

EXTENSIONS = {
    "avif": ".avif",
    "bmp": ".bmp",
    "gif": ".gif",
    "heic": ".heic",
    "jp2": ".jp2",
    "jpeg": ".jpg",
    "jxl": ".jxl",
    "png": ".png",
    "tiff": ".tif",
    "webp": ".webp",
}
"""What the name of a file ends in, for each format of images by its media type, `image/…`."""


class Kind(NamedTuple):
    """What a file is.

    Args:
        name: In words.
        format: Its media type, `image/…`; None for what is no image that anybody shows.
    """

    name: str
    format: str | None = None


_RAW = Kind("a camera's raw photo")
_VIDEO = Kind("a video")
_JXL, _JP2 = Kind("a JPEG XL", "jxl"), Kind("a JPEG 2000", "jp2")
_HEIC, _AVIF, _TIFF = Kind("a HEIC", "heic"), Kind("an AVIF", "avif"), Kind("a TIFF", "tiff")
_APPLE = Kind("an AppleDouble file, which macOS writes beside the photo itself")

_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind("a JPEG", "jpeg")),
    (b"\x89PNG\r\n\x1a\n", Kind("a PNG", "png")),
    (b"GIF8", Kind("a GIF", "gif")),
    (b"\xff\x0a", _JXL),
    (b"\0\0\0\x0cJXL \r\n\x87\n", _JXL),
    (b"\0\0\0\x0cjP  \r\n\x87\n", _JP2),
    (b"\xff\x4f\xff\x51", _JP2),
    (b"II*\0\x10\0\0\0CR", _RAW),
    (b"IIU\0", _RAW),
    (b"IIRO", _RAW),
    (b"IIRS", _RAW),
    (b"MMOR", _RAW),
    (b"FUJIFILMCCD-RAW", _RAW),
    (b"FOVb", _RAW),
    (b"\0MRM", _RAW),
    (b"II*\0", _TIFF),
    (b"MM\0*", _TIFF),
    (b"II+\0", _TIFF),
    (b"MM\0+", _TIFF),
    (b"8BPS", Kind("a Photoshop document")),
    (b"gimp xcf", Kind("a GIMP document")),
    (b"\0\x05\x16\x07", _APPLE),
    (b"\0\x05\x16\0", _APPLE),
    (b"\0\0\1\0", Kind("an icon")),
    (b"%PDF", Kind("a PDF")),
    (b"%!PS", Kind("PostScript")),
    (b"PK\x03\x04", Kind("a ZIP archive")),
    (b"\x1f\x8b", Kind("a gzip archive")),
    (b"Rar!", Kind("a RAR archive")),
    (b"7z\xbc\xaf", Kind("a 7-Zip archive")),
    (b"\x1aE\xdf\xa3", _VIDEO),
)
_BOXES = (b"moov", b"mdat", b"wide", b"free", b"skip")
_BRANDS: tuple[tuple[tuple[bytes, ...], Kind], ...] = (
    ((b"avif", b"avis"), _AVIF),
    ((b"crx ",), _RAW),
    ((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), _HEIC),
)
_TEXTS: tuple[tuple[tuple[bytes, ...], Kind], ...] = (
    ((b"<!doctype html", b"<html"), Kind("an HTML page")),
    ((b"<",), Kind("XML or SVG")),
    ((b"{", b"["), Kind("JSON")),
)


def kind_of(head: bytes) -> Kind:
    """What a file with these first bytes is."""
    if not head:
        return Kind("nothing")
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF":
        return Kind("a WebP", "webp") if head[8:12] == b"WEBP" else Kind("a sound or a video")
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return Kind("a BMP", "bmp")
    if head[4:8] == b"ftyp":
        return _by_brands(head)
    if head[4:8] in _BOXES:
        return _VIDEO
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next(
        (kind for starts, kind in _TEXTS if text.startswith(starts)), Kind("something unknown")
    )


def _by_brands(head: bytes) -> Kind:
    """HEIC, AVIF, raw photos and videos share one container: the first known brand decides."""
    brands = [head[8:12]]
    end = min(len(head), int.from_bytes(head[:4], "big"))
    brands += [head[start : start + 4] for start in range(16, end, 4)]
    # Two of them say only that it is a picture, or several: others may say more.
    for brand in sorted(brands, key=(b"mif1", b"msf1").__contains__):
        for names, kind in _BRANDS:
            if brand in names:
                return kind
    return _VIDEO


class Picture(NamedTuple):
    """What is known of a picture without decoding it.

    Args:
        whole: It has its end; what comes behind that does not matter.
        sides: Width and height in pixels, if they are known.
    """

    whole: bool
    sides: tuple[int, int] | None = None


def look_at(data: bytes) -> Picture:
    """Look through a whole file. Of other formats than JPEG, PNG and WebP nothing is known."""
    found = kind_of(data[:HEAD]).format
    read = _READERS.get(found or "")
    return Picture(whole=True) if read is None else read(data)


_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
_NO_FRAMES = (0xC4, 0xC8, 0xCC)


def _jpeg(data: bytes) -> Picture:
    """Segments, each with its length; after the scan only markers count. Thus the end of a preview
    within the file is not taken for its own.
    """
    place, sides, scanned = 2, None, False
    while found := _MARKER.search(data, place):
        code, place = data[found.end() - 1], found.end()
        if code == 0xD9:
            return Picture(scanned, sides)
        if code == 0xD8:
            continue
        if 0xC0 <= code <= 0xCF and code not in _NO_FRAMES:
            sides = _big(data, place + 5, 2), _big(data, place + 3, 2)
        scanned = scanned or code == 0xDA
        place += max(2, _big(data, place, 2))
    return Picture(whole=False, sides=sides)


def _png(data: bytes) -> Picture:
    place, sides, painted = 8, (_big(data, 16, 4), _big(data, 20, 4)), False
    while place < len(data):
        name = data[place + 4 : place + 8]
        place += 12 + _big(data, place, 4)
        painted = painted or name == b"IDAT"
        if name == b"IEND":
            return Picture(painted and place <= len(data), sides)
    return Picture(whole=False, sides=sides)


def _webp(data: bytes) -> Picture:
    end = 8 + _little(data, 4, 4)
    place, painted = 12, False
    while place < min(end, len(data)):
        painted = painted or data[place : place + 4] in (b"VP8 ", b"VP8L", b"ANMF")
        length = _little(data, place + 4, 4)
        place += 8 + length + length % 2
    return Picture(painted and place <= len(data) + 1 and end <= len(data) + 1, _webp_sides(data))


def _webp_sides(data: bytes) -> tuple[int, int] | None:
    form = data[12:16]
    if form == b"VP8X":
        return _little(data, 24, 3) + 1, _little(data, 27, 3) + 1
    if form == b"VP8L":
        bits = _little(data, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 ":
        return _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF
    return None


def _big(data: bytes, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size], "big")


def _little(data: bytes, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size], "little")


_READERS: dict[str, Callable[[bytes], Picture]] = {"jpeg": _jpeg, "png": _png, "webp": _webp}
