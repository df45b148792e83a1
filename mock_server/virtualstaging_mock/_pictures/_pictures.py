"""The one door: what is wanted in, an encoded picture out, from a small cache where it can."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

PictureKind = Literal["result", "optimized", "thumbnail", "mask", "before"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything that decides a picture: the same values give the same bytes.

    Attributes:
        kind: which file of a result; `before` is the photo itself, or the room in its place.
        photo: the photo's bytes; None draws a room.
        source: the image_url, or a name for it; seeds the room where there is no photo.
        config: the variation's config; its type decides what is drawn.
        variation_type: `staging`, `removal`, `daytodusk` or `enhancement`.
        number: which variation of its render, from 1; each looks a little different.
        seed: the mock's.
        view: which photo of a multi-view pair.
    """

    kind: PictureKind
    photo: bytes | None = None
    source: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    variation_type: str = "staging"
    number: int = 1
    seed: int = 0
    view: int = 0

    def digest(self) -> bytes:
        """A short name for all of it."""
        made = hashlib.sha256(
            repr(
                (
                    self.kind,
                    self.source,
                    sorted(self.config.items(), key=repr),
                    self.variation_type,
                    self.number,
                    self.seed,
                    self.view,
                )
            ).encode("utf-8", "replace")
        )
        made.update(self.photo or b"")
        return made.digest()


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture."""

    media_type: str
    body: bytes
    etag: str


class Pictures:
    """Draws pictures and keeps the latest few. Safe for threads; drawing takes up to 0.2 s.

    Args:
        keep_bytes: how many bytes of encoded pictures are kept.
    """

    def __init__(self, keep_bytes: int = 32 * 1024 * 1024) -> None:
        self._keep_bytes = keep_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, Picture] = OrderedDict()
        self._size = 0

    def draw(self, wanted: Wanted) -> Picture:
        """Return the picture.

        Raises:
            PictureError: the photo cannot be decoded.
        """
        raise NotImplementedError

    def percentage_masked(self, photo: bytes | None, source: str, seed: int) -> float:
        """The share of the mask's pixels that are white, in percent, of the mask `draw` makes."""
        raise NotImplementedError
