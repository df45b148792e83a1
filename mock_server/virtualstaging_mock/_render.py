"""Renders and the variations asked for with them, which are made when somebody looks at them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ._jobs import FAILED, Photo, Variation
from ._plan import Course, name_of


@dataclass(slots=True)
class Batch:
    """Variations that were asked for together: all that decides them.

    Most are never looked at one by one under load, and many not at all before they have ended, so
    that they are kept as what they follow from.

    Attributes:
        course: when they start, are expected and end.
        drawn: decides their ids.
        kind: their type; None for those made through v1.
        config: as the API echoes it.
        count: how many.
        created_ms: when the first was made; each of the others a millisecond after the one before.
        base_id: the removal variation that they build on; when it ended, and was promised to, as it
            was known then, in `base_due_ms` and `base_promised_ms`.
        error: why all of them fail, if they do.
        at_once: whether they are done when they are made.
        counted: whether the world has counted when they are done.
    """

    course: Course
    drawn: bytes
    kind: str | None
    config: dict[str, Any]
    count: int
    created_ms: int
    error: str | None = None
    at_once: bool = False
    counted: bool = False
    base_id: str | None = None
    base_due_ms: int = 0
    base_promised_ms: int = 0

    @property
    def name(self) -> str:
        """What the ids of these variations have in common."""
        return name_of(self.drawn)

    def ids(self) -> list[str]:
        """The ids of these variations, in order of creation."""
        name = self.name
        return [f"v_{name}{n:02x}" for n in range(self.count)]

    def first_eta(self, now_ms: int) -> int | None:
        """When the first of them is expected, where none can have ended yet; None where one can."""
        if self.at_once:
            return None
        course = self.course
        if now_ms >= max(self.created_ms, self.base_due_ms) + course.queued_ms:
            return None
        return max(self.created_ms, self.base_promised_ms) + course.promised_ms

    def ends(self) -> Iterator[tuple[int, bool]]:
        """When each of them ends, and whether well."""
        course = self.course
        for n in range(self.count):
            yield self._due_ms(course, n), self.error is None and not course.fails(n)

    def make(self, render_id: str, views: int | None, number: int) -> list[Variation]:
        """Make them.

        Args:
            render_id: whose they are.
            views: 2 for multi-view staging.
            number: the place of the first among the render's variations.
        """
        course = self.course
        made = []
        for n, name in enumerate(self.ids()):
            created_ms = self.created_ms + n
            start_ms = promised_ms = created_ms
            if not self.at_once:
                start_ms = max(created_ms, self.base_due_ms) + course.queued_ms
                promised_ms = max(created_ms, self.base_promised_ms) + course.promised_ms
            error = self.error or (FAILED if course.fails(n) else None)
            made.append(
                Variation(
                    name,
                    created_ms,
                    start_ms,
                    promised_ms,
                    self._due_ms(course, n),
                    error,
                    0,
                    render_id,
                    self.kind,
                    self.config,
                    self.base_id,
                    views,
                    number + n,
                )
            )
        return made

    def _due_ms(self, course: Course, n: int) -> int:
        created_ms = self.created_ms + n
        if self.at_once:
            return created_ms
        return max(created_ms, self.base_due_ms) + course.takes_ms(n)


@dataclass(slots=True)
class Render:
    """A photo sent for processing.

    `asked_for` counts the variations of the requests: a removal made by itself is not among them.
    `drawn` is what its id was drawn from; the first of its batches goes by the same.
    """

    id: str
    number: int
    created_ms: int
    photos: tuple[Photo, ...]
    webhook_url: str | None = None
    weight: int = 0
    drawn: bytes | None = None
    asked_for: int = 0
    batches: list[Batch] = field(default_factory=list)
    _made: dict[str, Variation] = field(default_factory=dict)
    _batches_made: int = 0

    @property
    def broken(self) -> bool:
        """Whether one of its photos could not be read."""
        photos = self.photos
        return photos[0].broken or (len(photos) > 1 and photos[1].broken)

    @property
    def views(self) -> int | None:
        """How many images a result has: None for the usual one, 2 for multi-view staging."""
        return len(self.photos) if len(self.photos) > 1 else None

    @property
    def untouched(self) -> bool:
        """Whether its variations are still as they were planned: nobody has looked at them."""
        return not self._made

    @property
    def variations(self) -> dict[str, Variation]:
        """Its variations, in order of creation."""
        batches, made = self.batches, self._made
        while self._batches_made < len(batches):
            batch = batches[self._batches_made]
            self._batches_made += 1
            for variation in batch.make(self.id, self.views, len(made)):
                made[variation.id] = variation
        return made

    def made_of(self, batch: Batch) -> list[Variation]:
        """The variations of one of its batches."""
        return [self.variations[name] for name in batch.ids()]

    def eta(self, now_ms: int) -> int | None:
        """When the first unfinished variation is expected to end; None when all have ended."""
        planned = self._planned_eta(now_ms)
        if planned is not None:
            return planned
        first = None
        for variation in self.variations.values():
            eta = None if variation.deleted else variation.eta(now_ms)
            if eta is not None and (first is None or eta < first):
                first = eta
        return first

    def ended(self, now_ms: int) -> bool:
        """Whether all variations have ended."""
        if self._planned_eta(now_ms) is not None:
            return False
        return all(v.deleted or v.ended(now_ms) for v in self.variations.values())

    def _planned_eta(self, now_ms: int) -> int | None:
        """The eta of a render that nobody has looked at and none of whose variations has ended."""
        if self._made or len(self.batches) != 1:
            return None
        return self.batches[0].first_eta(now_ms)
