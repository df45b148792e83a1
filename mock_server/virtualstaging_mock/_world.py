"""The state behind one API key. Status, eta and result follow from plan and clock when read."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

from ._tally import Tally

Status = Literal["queued", "rendering", "done", "error", "deleted"]
PERIOD_MS = 30 * 24 * 60 * 60 * 1000
"""The plan's period, in milliseconds: after it the photos used count anew (assumed)."""
_MOST_ANALYSES = 1000


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

    def ended(self, now_ms: int) -> bool:
        """Whether it has ended by this time."""
        return now_ms >= self.due_ms

    def status(self, now_ms: int) -> Status:
        """Where it stands at this time."""
        if now_ms >= self.due_ms:
            return "done" if self.error is None else "error"
        return "rendering" if now_ms >= self.start_ms else "queued"

    def eta(self, now_ms: int) -> int | None:
        """When it is expected to end, None when it has; never past: that of a late job moves on."""
        if now_ms >= self.due_ms:
            return None
        if now_ms < self.promised_ms:
            return self.promised_ms
        step = max(1000, (self.promised_ms - self.created_ms) // 10)
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
    deleted: bool = False

    def status(self, now_ms: int) -> Status:
        """Where it stands at this time."""
        return "deleted" if self.deleted else Job.status(self, now_ms)


@dataclass(slots=True)
class Analysis(Job):
    """A furniture mask made, or being made, of a photo."""

    photo: Photo = field(default_factory=Photo)
    webhook_url: str | None = None


@dataclass(slots=True)
class Render:
    """A photo sent for processing, with its variations in order of creation.

    `asked_for` counts the variations of the requests: a removal made by itself is not among them.
    """

    id: str
    number: int
    created_ms: int
    photos: tuple[Photo, ...]
    webhook_url: str | None = None
    weight: int = 0
    asked_for: int = 0
    variations: dict[str, Variation] = field(default_factory=dict)

    @property
    def broken(self) -> bool:
        """Whether one of its photos could not be read."""
        photos = self.photos
        return photos[0].broken or (len(photos) > 1 and photos[1].broken)

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
        return all(v.deleted or v.ended(now_ms) for v in self.variations.values())


class _Numbered(Protocol):
    id: str
    number: int


T = TypeVar("T", bound=_Numbered)


class Row(Generic[T]):
    """Things in order of creation, each found by id at once; the oldest can be dropped."""

    def __init__(self) -> None:
        self._items: list[T] = []
        self._dropped = 0
        self._by_id: dict[str, T] = {}
        self._made = 0
        self._first_number = 0

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items[self._dropped :])

    def get(self, item_id: str) -> T | None:
        """The thing with this id, or None."""
        return self._by_id.get(item_id)

    def next_number(self) -> int:
        """The number that the next thing gets."""
        return self._made

    def append(self, item: T) -> None:
        """Add a thing; its number is `next_number()`."""
        self._items.append(item)
        self._by_id[item.id] = item
        self._made += 1

    def drop_first(self) -> T:
        """Drop the oldest thing."""
        item = self._items[self._dropped]
        self._dropped += 1
        del self._by_id[item.id]
        if self._dropped > 1000 and self._dropped * 2 > len(self._items):
            del self._items[: self._dropped]
            self._first_number += self._dropped
            self._dropped = 0
        return item

    def page(self, after: T | None, limit: int, *, newest_first: bool) -> tuple[list[T], bool]:
        """Things after one of them in the order asked for, and whether there are more."""
        start, end = self._dropped, len(self._items)
        if newest_first:
            if after is not None:
                end = after.number - self._first_number
            low = max(start, end - limit)
            return self._items[low:end][::-1], low > start
        if after is not None:
            start = after.number - self._first_number + 1
        return self._items[start : start + limit], start + limit < end


def page_of(
    items: Sequence[T], after: T | None, limit: int, *, newest_first: bool
) -> tuple[Sequence[T], bool]:
    """The same for a sequence in which a thing's number is its place."""
    ordered = items[::-1] if newest_first else items
    start = 0
    if after is not None:
        start = (len(items) - after.number) if newest_first else after.number + 1
    return ordered[start : start + limit], start + limit < len(items)


class World:
    """Everything that belongs to one API key.

    Args:
        owner: a name for the key that does not give it away.
        began_ms: when it began, in epoch milliseconds.
    """

    def __init__(self, owner: str, began_ms: int) -> None:
        self.owner = owner
        self.began_ms = began_ms
        self.renders: Row[Render] = Row()
        self.analyses: OrderedDict[str, Analysis] = OrderedDict()
        self.webhook_secret: str | None = None
        self.ids_drawn = 0
        self._period = 0
        self._render_of: dict[str, Render] = {}
        self._used = {"staging": 0, "imageEditing": 0}
        self._done_at = Tally()

    def used(self, now_ms: int) -> dict[str, int]:
        """The photos used in the period that `now_ms` lies in, by kind of processing."""
        period = (now_ms - self.began_ms) // PERIOD_MS
        if period != self._period:
            self._period = period
            self._used = dict.fromkeys(self._used, 0)
        return self._used

    def completed(self, now_ms: int) -> int:
        """How many variations are done."""
        return self._done_at.until(now_ms)

    def render_of(self, variation_id: str) -> Render | None:
        """The render that a variation belongs to, or None."""
        return self._render_of.get(variation_id)

    def add_variation(self, render: Render, variation: Variation) -> None:
        """Add a variation to a render."""
        variation.number = len(render.variations)
        render.variations[variation.id] = variation
        self._render_of[variation.id] = render
        self._count(variation)

    def end(self, variation: Variation, at_ms: int, *, error: str | None = None) -> None:
        """Let a variation that has not ended end at this time."""
        self._discount(variation)
        variation.start_ms = min(variation.start_ms, at_ms)
        variation.due_ms = at_ms
        if error is not None:
            variation.error = error
        self._count(variation)

    def delete(self, variation: Variation) -> None:
        """Mark a variation as deleted."""
        self._discount(variation)
        variation.deleted = True

    def forget_oldest(self) -> Render:
        """Drop the oldest render with its variations."""
        render = self.renders.drop_first()
        for variation in render.variations.values():
            self._discount(variation)
            del self._render_of[variation.id]
        return render

    def add_analysis(self, analysis: Analysis) -> None:
        """Add an analysis; only the newest thousand are kept."""
        self.analyses[analysis.id] = analysis
        if len(self.analyses) > _MOST_ANALYSES:
            self.analyses.popitem(last=False)

    def _count(self, variation: Variation) -> None:
        if variation.error is None and not variation.deleted:
            self._done_at.add(variation.due_ms)

    def _discount(self, variation: Variation) -> None:
        if variation.error is None and not variation.deleted:
            self._done_at.remove(variation.due_ms)
