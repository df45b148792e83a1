"""Renders, with the variations asked for with them."""

from dataclasses import dataclass, field

from .jobs import Photo, Variation


@dataclass(slots=True)
class Render:
    """A photo sent for processing.

    `variations` are in order of creation. `asked_for` counts those of the requests: a removal made
    by itself is not among them. `host` is what the server was asked by, which links in events
    follow. `drawn` is what its id was drawn from; the ids of the variations
    that it was created with follow from the same.
    """

    id: str
    number: int
    created_ms: int
    photos: tuple[Photo, ...]
    webhook_url: str | None = None
    host: str = ""
    weight: int = 0
    drawn: bytes | None = None
    asked_for: int = 0
    variations: dict[str, Variation] = field(default_factory=dict)

    @property
    def broken(self) -> bool:
        """Whether one of its photos could not be read."""
        return any(photo.broken for photo in self.photos)

    @property
    def views(self) -> int | None:
        """How many images a result has: None for the usual one, 2 for multi-view staging."""
        return len(self.photos) if len(self.photos) > 1 else None

    def eta(self, now_ms: int) -> int | None:
        """When the first unfinished variation is expected to end; None when all have ended."""
        first = None
        for variation in self.variations.values():
            eta = None if variation.deleted else variation.eta(now_ms)
            if eta is not None and (first is None or eta < first):
                first = eta
        return first

    def ended(self, now_ms: int) -> bool:
        """Whether all variations have ended."""
        return all(one.deleted or one.ended(now_ms) for one in self.variations.values())
