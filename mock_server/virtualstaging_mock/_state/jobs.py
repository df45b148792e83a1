"""What takes time: variations and analyses. Status and eta follow from plan and clock when read."""

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
