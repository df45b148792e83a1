"""What decides a picture."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

PictureKind = Literal["result", "optimized", "thumbnail", "mask", "before"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything that decides a picture: the same values give the same bytes.

    Attributes:
        kind: which file of a result; `before` is the photo itself, or a drawing in its place.
        photo: the photo's bytes; None draws a room.
        source: the image_url, or a short name for it; seeds the room where there is no photo.
        config: the variation's config (for `before` that of the render's first variation).
        variation_type: `staging`, `removal`, `daytodusk` or `enhancement`.
        number: which variation of its render, from 1; each looks a little different.
        seed: the mock's.
        view: which photo of a multi-view pair, from 0.
    """

    kind: PictureKind
    photo: bytes | None = None
    source: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    variation_type: str = "staging"
    number: int = 1
    seed: int = 0
    view: int = 0

    def digest(self) -> str:
        """A short name for all of it."""
        parts = (self.kind, self.source, sorted(self.config.items()), self.variation_type)
        text = repr((*parts, self.number, self.seed, self.view))
        made = hashlib.sha256(text.encode("utf-8", "replace"))
        made.update(self.photo or b"")
        return made.hexdigest()
