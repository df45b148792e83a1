"""One render from photo to files, and what is shown of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from virtualstaging._core.secret import shown_photo
from virtualstaging.batch._names import clean
from virtualstaging.errors import NotFoundError, VirtualStagingError
from virtualstaging.render import Render
from virtualstaging_api.models import Variation

from . import gallery
from ._output import described

FINAL = ("done", "error", "deleted")


def name_of(photo: str) -> str:
    """What a photo is called in messages."""
    return Path(shown_photo(photo)).name or shown_photo(photo)[:40]


def stems(photos: Sequence[str]) -> list[str]:
    """How the files of each photo are named; with the folder's name where two photos share one."""
    short = [clean(Path(name_of(photo)).stem) for photo in photos]
    seen = Counter(one.casefold() for one in short)
    found = [
        one if seen[one.casefold()] == 1 else clean(f"{Path(photo).absolute().parent.name}-{one}")
        for one, photo in zip(short, photos, strict=True)
    ]
    again = Counter(one.casefold() for one in found)
    return [
        one if again[one.casefold()] == 1 else f"{one}-{number}"
        for number, one in enumerate(found, 1)
    ]


def _label(variation: Variation, number: int) -> str:
    kind = "furniture removed" if variation.type_ == "removal" else variation.type_ or ""
    return f"{number} {kind}".strip()


@dataclass
class Shot:
    """One render: the photo or photos it is made of, and what has come of it."""

    photos: list[str]
    render_id: str | None = None
    render: Render | None = None
    files: dict[str, list[Path]] = field(default_factory=dict)
    error: VirtualStagingError | None = None
    stem: str = ""  # of its files; empty: they are called after their variations
    order: str = ""  # what it orders, see _orders
    earlier: list[Path] = field(default_factory=list)  # its files, if an earlier run fetched them

    @property
    def name(self) -> str:
        """For people."""
        return " and ".join(map(name_of, self.photos)) or str(self.render_id)

    @property
    def variations(self) -> list[Variation]:
        """Those that are known by now."""
        if self.render is None or not self.render.variations:
            return []
        return self.render.variations.items

    @property
    def ended(self) -> int:
        """How many variations have ended; a removal that the API makes by itself is not counted."""
        counted = [each for each in self.variations if each.status in FINAL]
        return len([each for each in counted if each.type_ != "removal"]) or len(counted)

    @property
    def is_complete(self) -> bool:
        """Everything was made and is here."""
        if self.earlier:
            return True
        done = [each for each in self.variations if each.result]
        return (
            self.error is None
            and bool(done)
            and len(self.files) == len(done)
            and not any(each.status == "error" for each in self.variations)
        )

    @property
    def has_more_to_fetch(self) -> bool:
        """Something was charged and made, or is being made, and is not here."""
        if self.render_id is None or isinstance(self.error, NotFoundError):
            return False
        missing = [each for each in self.variations if each.id not in self.files]
        return not self.variations or any(
            each.result or each.status not in FINAL for each in missing
        )

    @property
    def paths(self) -> list[Path]:
        """All files, in the order of the variations."""
        return self.earlier or [path for paths in self.files.values() for path in paths]

    def cards(self, text: str) -> list[gallery.Card]:
        """For the gallery: one for each photo, with its view of each result."""
        return [
            gallery.Card(name_of(photo), text, gallery.Image(photo, name_of(photo)), after)
            for view, photo in enumerate(self.photos)
            if (after := self._after(view))
        ]

    def _after(self, view: int) -> list[gallery.Image]:
        if self.earlier:
            paths = self.earlier[view :: len(self.photos)]
            return [gallery.Image(path, str(number)) for number, path in enumerate(paths, 1)]
        return [
            gallery.Image(files[view], _label(variation, number))
            for number, variation in enumerate(self.variations, 1)
            if len(files := self.files.get(variation.id, [])) > view
        ]

    def to_dict(self) -> dict[str, Any]:
        """For programs."""
        return {
            "photos": [shown_photo(photo) for photo in self.photos],
            "render_id": self.render_id,
            "variations": [
                {
                    "id": each.id,
                    "type": each.type_,
                    "status": each.status,
                    "files": [str(path) for path in self.files.get(each.id, [])],
                }
                for each in self.variations
            ],
            "files": [str(path) for path in self.paths],
            "error": None if self.error is None else described(self.error),
        }
