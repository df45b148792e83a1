"""The photos that came as data URLs, kept by digest within a bound, and the pictures of them."""

import functools
import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from virtualstaging_mock._cache import BoundedCache

from .jobs import Photo

if TYPE_CHECKING:
    from virtualstaging_mock._pictures import Pictures

KEEP_BYTES = 256 * 1024 * 1024


class Photos:
    """Keeps the bytes of photos sent as data URLs; the oldest go when the bound is reached.

    Args:
        keep_bytes: how many bytes of photos are kept.
    """

    def __init__(self, keep_bytes: int = KEEP_BYTES) -> None:
        self.fetch: Callable[[str], bytes | None] = lambda _url: None
        self._kept: BoundedCache[bytes] = BoundedCache(keep_bytes)

    def take(self, image_url: str) -> Photo:
        """Take a photo in. One that is no image is marked as broken: its jobs end in an error.

        That the API accepts it and fails the variation is assumed; a 400 is documented only for
        what the schema says.
        """
        if not image_url.startswith("data:"):
            return Photo(url=image_url)
        # Imported when first needed: a client that sends only links does not load Pillow.
        from virtualstaging_mock._pictures import PictureError, photo_of, size_of

        try:
            data = photo_of(image_url) or b""
            size_of(data)
        except PictureError:
            return Photo(digest=hashlib.sha256(image_url.encode()).hexdigest(), broken=True)
        digest = hashlib.sha256(data).hexdigest()
        self._kept.put(digest, data, len(data))
        return Photo(digest=digest)

    def bytes_of(self, photo: Photo) -> bytes | None:
        """The bytes of a photo, None where it is a link or no longer kept."""
        return None if photo.digest is None else self._kept.get(photo.digest)

    def follow(self, photo: Photo) -> bytes | None:
        """The same, with a link followed where the fetcher allows it; that can take seconds."""
        if photo.url is None:
            return self.bytes_of(photo)
        name = f"link {photo.url}"
        data = self._kept.get(name)
        if data is None and (data := self.fetch(photo.url)) is not None:
            self._kept.put(name, data, len(data))
        return data

    def size_of(self, photo: Photo, *, fetch: bool = False) -> tuple[int, int] | None:
        """Width and height in pixels, None where the photo is broken or cannot be looked at here.

        Args:
            photo: which photo.
            fetch: whether a link may be followed, where the fetcher allows it.
        """
        if photo.broken:
            return None
        data = self.follow(photo) if fetch else self.bytes_of(photo)
        if data is None:
            return None
        from virtualstaging_mock._pictures import PictureError, size_of

        try:
            return size_of(data)
        except PictureError:
            return None

    def percentage_masked(self, photo: Photo, seed: int) -> float:
        """The share of a photo that its mask covers, in percent: that of the mask drawn of it."""
        return self.pictures.percentage_masked(self.bytes_of(photo), photo.source, seed)

    @functools.cached_property
    def pictures(self) -> "Pictures":
        """Draws the pictures; Pillow is loaded when the first one is asked for."""
        from virtualstaging_mock._pictures import Pictures

        return Pictures()

    def clear(self) -> None:
        """Forget all photos."""
        self._kept.clear()
