"""From what is wanted to an encoded picture; the latest ones are kept."""

import io
import threading
from dataclasses import dataclass

from PIL import Image

from virtualstaging_mock._cache import BoundedCache

from .paint import paint, paint_mask
from .wanted import Wanted

_AT_ONCE = 2
"""How many pictures are drawn at the same time: a large photo takes 100 MB and more to decode."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture."""

    media_type: str
    body: bytes
    etag: str


class Pictures:
    """Draws pictures and keeps the latest few. Safe for threads; one takes up to half a second.

    Args:
        keep_bytes: how many bytes of encoded pictures are kept.
    """

    def __init__(self, keep_bytes: int = 32 * 1024 * 1024) -> None:
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        self._kept: BoundedCache[Picture] = BoundedCache(keep_bytes)

    def draw(self, wanted: Wanted) -> Picture:
        """Return the picture; a photo that cannot be decoded is replaced by a room that says so."""
        name = wanted.digest()
        picture = self._kept.get(name)
        if picture is None:
            with self._places:
                media_type, body = _encoded(wanted)
            picture = Picture(media_type, body, f'"{name[:32]}"')
            self._kept.put(name, picture, len(body))
        return picture

    def percentage_masked(self, photo: bytes | None, source: str, seed: int) -> float:
        """The share of the mask's pixels that are white, in percent, of the mask `draw` makes."""
        mask = paint_mask(photo, source, seed)
        white = mask.histogram()[255]
        return round(100 * white / (mask.width * mask.height), 2)


def _encoded(wanted: Wanted) -> tuple[str, bytes]:
    file = io.BytesIO()
    if wanted.kind == "mask":
        paint_mask(wanted.photo, wanted.source, wanted.seed).save(file, "PNG")
        return "image/png", file.getvalue()
    image: Image.Image = paint(wanted)
    if wanted.kind == "optimized":
        image.save(file, "WEBP", quality=78, method=2)
        return "image/webp", file.getvalue()
    image.save(file, "JPEG", quality=86, optimize=False)
    return "image/jpeg", file.getvalue()
