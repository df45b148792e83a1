"""The state behind one API key."""

import heapq
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from .jobs import Analysis, Render, Variation
from .row import Row

PERIOD_MS = 30 * 24 * 60 * 60 * 1000
"""The plan's period, in milliseconds: after it the photos used count anew (assumed)."""
_MOST_ANALYSES = 1000
_NAME = slice(2, 22)
"""Where in a variation's id its name stands; those made with their render have the render's."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is kept and what a plan allows.

    Args:
        photos: photos a period for each kind of processing; each key has its own plan.
        renders: renders kept, over all keys; the oldest go first.
        render_bytes: bytes of request bodies that the kept renders may come from.
        accounts: keys with an account of their own; the one unused for longest goes first.
    """

    photos: int = 100_000
    renders: int = 10_000
    render_bytes: int = 256 * 1024 * 1024
    accounts: int = 10_000

    def __post_init__(self) -> None:
        for name, least in (("photos", 0), ("renders", 1), ("render_bytes", 1), ("accounts", 1)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be {least} or more, not {getattr(self, name)!r}.")


class Tally:
    """Counts how many of its times, in milliseconds, have passed, without reading all of them."""

    def __init__(self) -> None:
        self._ahead: list[int] = []
        self._taken_out: Counter[int] = Counter()
        self._past = 0
        self._asked_ms = 0

    def add(self, time_ms: int) -> None:
        """Put a time in."""
        heapq.heappush(self._ahead, time_ms)

    def remove(self, time_ms: int) -> None:
        """Take out a time that was put in."""
        self.until(self._asked_ms)  # what was put in late is in the past, too
        if time_ms <= self._asked_ms:
            self._past -= 1
        else:
            self._taken_out[time_ms] += 1

    def until(self, now_ms: int) -> int:
        """How many of the times are `now_ms` or earlier."""
        self._asked_ms = max(self._asked_ms, now_ms)
        ahead, taken_out = self._ahead, self._taken_out
        while ahead and ahead[0] <= now_ms:
            time_ms = heapq.heappop(ahead)
            if taken_out[time_ms]:
                taken_out[time_ms] -= 1
            else:
                self._past += 1
        return self._past


class Account:
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
        # By the ids of variations that do not have their render's name.
        self._render_of: dict[str, Render] = {}
        self._used = {"staging": 0, "imageEditing": 0}
        self._done_at = Tally()

    def used(self, now_ms: int) -> dict[str, int]:
        """The photos used in the period that `now_ms` lies in, by kind of processing."""
        period = (now_ms - self.began_ms) // PERIOD_MS
        if period > self._period:
            self._period = period
            self._used = dict.fromkeys(self._used, 0)
        return self._used

    def completed(self, now_ms: int) -> int:
        """How many variations are done."""
        return self._done_at.until(now_ms)

    def find(self, variation_id: str) -> tuple[Render, Variation] | None:
        """A variation and the render that it belongs to, or None."""
        named = self.renders.get(f"r_{variation_id[_NAME]}")
        for render in (named, self._render_of.get(variation_id)):
            variation = None if render is None else render.variations.get(variation_id)
            if render is not None and variation is not None:
                return render, variation
        return None

    def add_variations(self, render: Render, made: Sequence[Variation]) -> None:
        """Add variations to a render."""
        there, own_name = render.variations, render.id[2:]
        for variation in made:
            variation.number = len(there)
            there[variation.id] = variation
            if variation.id[_NAME] != own_name:
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

    def forget_oldest(self) -> Render:
        """Drop the oldest render with its variations."""
        render = self.renders.drop_first()
        for variation in render.variations.values():
            self._discount(variation)
            self._render_of.pop(variation.id, None)
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
