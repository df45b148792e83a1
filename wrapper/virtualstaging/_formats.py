"""Tells images apart, and from what is none, by their first bytes: names and headers may lie."""

HEAD = 32
"""Bytes that are enough to tell."""

EXTENSIONS = {
    "avif": ".avif",
    "bmp": ".bmp",
    "gif": ".gif",
    "heic": ".heic",
    "jpeg": ".jpg",
    "png": ".png",
    "tiff": ".tif",
    "webp": ".webp",
}
"""What the name of a file of each format ends in."""

_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_AVIF_BRANDS = (b"avif", b"avis")
_ENDS = {"jpeg": b"\xff\xd9", "png": b"IEND\xaeB`\x82"}


def format_of(head: bytes) -> str | None:
    """The format's name as in its media type, `image/…`; None for what is no image known here."""
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "heic" if brand in _HEIC_BRANDS else "avif" if brand in _AVIF_BRANDS else None
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "bmp"
    return None


def nature_of(head: bytes) -> str:
    """What bytes that are no image seem to be, in words."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        return "nothing"
    if text.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    if text.startswith((b"<?xml", b"<svg", b"<")):
        return "XML or SVG"
    if text.startswith(b"{"):
        return "JSON"
    if head.startswith(b"%PDF"):
        return "a PDF"
    if head[4:8] == b"ftyp":
        return "a video"
    return "something unknown"


def is_whole(head: bytes, tail: bytes, size: int) -> bool:
    """Whether an image of this many bytes seems to have its end; True where that can't be told."""
    found = format_of(head)
    if found == "webp":
        return size >= 8 + int.from_bytes(head[4:8], "little")
    return found not in _ENDS or _ENDS[found] in tail
