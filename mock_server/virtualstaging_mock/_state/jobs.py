"""Photos, renders, and what takes time: variations and analyses.

Status and eta follow from plan and clock when they are read.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["queued", "rendering", "done", "error", "deleted"]
FAILED = "The image could not be processed."


@dataclass(slots=True)
class Photo:
    """A photo that was sent: a URL, or the digest of the bytes that a data URL held."""

    url: str | None = None
    digest: str | None = None
    broken: bool = False

    @property
    def source(self) -> str:
        """A name for the photo, which decides how a room is drawn in its place."""
        return self.url or self.digest or ""


@dataclass(slots=True)
class Job:
    """Something that takes time: a variation or an analysis.

    `start_ms`, `promised_ms` and `due_ms` are when it leaves the queue, when it said it would end,
    and when it ends, in epoch milliseconds.
    """

    id: str
    created_ms: int
    start_ms: int
    promised_ms: int
    due_ms: int
    error: str | None = None
    looks: int = 0
    deleted: bool = False

    def ended(self, now_ms: int) -> bool:
        """Whether it has ended by this time."""
        return now_ms >= self.due_ms

    def status(self, now_ms: int) -> Status:
        """Where it stands at this time."""
        if self.deleted:
            return "deleted"
        if now_ms >= self.due_ms:
            return "done" if self.error is None else "error"
        return "rendering" if now_ms >= self.start_ms else "queued"

    def eta(self, now_ms: int) -> int | None:
        """When it is expected to end, None when it has; never past: that of a late job moves on."""
        if now_ms >= self.due_ms:
            return None
        if now_ms < self.promised_ms:
            return self.promised_ms
        step = max(1, (self.promised_ms - self.created_ms) // 10)
        return self.promised_ms + step * ((now_ms - self.promised_ms) // step + 1)


@dataclass(slots=True)
class Variation(Job):
    """One image made, or being made, of a render. `views` is 2 for multi-view staging."""

    render_id: str = ""
    kind: str | None = None
    config: dict[str, Any] | None = None
    base_id: str | None = None
    views: int | None = None
    number: int = 0


@dataclass(slots=True)
class Analysis(Job):
    """A furniture mask made, or being made, of a photo."""

    photo: Photo = field(default_factory=Photo)
    webhook_url: str | None = None
    host: str = ""


@dataclass(slots=True)
class Render:
    """A photo sent for processing.

    `variations` are in order of creation. `asked_for` counts those of the requests: a removal made
    by itself is not among them. `host` is the Host header of the request, for the links in its
    events. `drawn` is what its id was drawn from; the ids of the variations
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
