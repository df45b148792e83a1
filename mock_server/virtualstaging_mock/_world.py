"""The state behind one API key."""

from collections import OrderedDict, deque

from ._jobs import Analysis, Variation
from ._render import Batch, Render
from ._row import Row
from ._tally import Tally

PERIOD_MS = 30 * 24 * 60 * 60 * 1000
"""The plan's period, in milliseconds: after it the photos used count anew (assumed)."""
_MOST_ANALYSES = 1000
_NAME = slice(2, 22)
"""Where in a variation's id the name of its batch stands; the first batch has its render's name."""


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
        # By the names of later batches, and by the ids of variations that came from elsewhere.
        self._render_of: dict[str, Render] = {}
        self._used = {"staging": 0, "imageEditing": 0}
        self._done_at = Tally()
        self._uncounted: deque[Batch] = deque()
        self._last_due_ms = 0

    def used(self, now_ms: int) -> dict[str, int]:
        """The photos used in the period that `now_ms` lies in, by kind of processing."""
        period = (now_ms - self.began_ms) // PERIOD_MS
        if period > self._period:
            self._period = period
            self._used = dict.fromkeys(self._used, 0)
        return self._used

    def completed(self, now_ms: int) -> int:
        """How many variations are done."""
        self._count_all()
        return self._done_at.until(now_ms)

    def last_due_ms(self) -> int:
        """When the last of all variations ends, in epoch milliseconds."""
        self._count_all()
        return self._last_due_ms

    def find(self, variation_id: str) -> tuple[Render, Variation] | None:
        """A variation and the render that it belongs to, or None."""
        name = variation_id[_NAME]
        render = (
            self.renders.get(f"r_{name}")
            or self._render_of.get(name)
            or self._render_of.get(variation_id)
        )
        variation = None if render is None else render.variations.get(variation_id)
        return None if render is None or variation is None else (render, variation)

    def add_batch(self, render: Render, batch: Batch) -> None:
        """Add variations to a render; the first may have the render's own name."""
        if render.batches or render.drawn is not batch.drawn:
            self._render_of[batch.name] = render
        render.batches.append(batch)
        self._uncounted.append(batch)

    def add_variation(self, render: Render, variation: Variation) -> None:
        """Add one variation that comes from elsewhere to a render."""
        variation.number = len(render.variations)
        render.variations[variation.id] = variation
        self._render_of[variation.id] = render
        self._count(variation)

    def end(self, variation: Variation, at_ms: int, *, error: str | None = None) -> None:
        """Let a variation that has not ended end at this time."""
        self._count_all()
        self._discount(variation)
        variation.start_ms = min(variation.start_ms, at_ms)
        variation.due_ms = at_ms
        if error is not None:
            variation.error = error
        self._count(variation)

    def delete(self, variation: Variation) -> None:
        """Mark a variation as deleted."""
        self._count_all()
        self._discount(variation)
        variation.deleted = True

    def forget_oldest(self) -> Render:
        """Drop the oldest render with its variations."""
        render = self.renders.drop_first()
        if render.untouched and not any(batch.counted for batch in render.batches):
            # Never looked at: nothing of it is counted anywhere.
            for batch in render.batches:
                batch.counted = True
            while self._uncounted and self._uncounted[0].counted:
                self._uncounted.popleft()
        else:
            self._count_all()
            for variation in render.variations.values():
                self._discount(variation)
                self._render_of.pop(variation.id, None)
        if len(render.batches) > 1 or render.drawn is None:
            for batch in render.batches:
                self._render_of.pop(batch.name, None)
        return render

    def forget_all(self) -> None:
        """Drop all renders and analyses."""
        self.renders = Row()
        self.analyses.clear()

    def add_analysis(self, analysis: Analysis) -> None:
        """Add an analysis; only the newest thousand are kept."""
        self.analyses[analysis.id] = analysis
        if len(self.analyses) > _MOST_ANALYSES:
            self.analyses.popitem(last=False)

    def _count_all(self) -> None:
        """Count the variations that were added since this was last asked for."""
        for batch in self._uncounted:
            if not batch.counted:
                batch.counted = True
                for due_ms, well in batch.ends():
                    self._last_due_ms = max(self._last_due_ms, due_ms)
                    if well:
                        self._done_at.add(due_ms)
        self._uncounted.clear()

    def _count(self, variation: Variation) -> None:
        self._last_due_ms = max(self._last_due_ms, variation.due_ms)
        if variation.error is None and not variation.deleted:
            self._done_at.add(variation.due_ms)

    def _discount(self, variation: Variation) -> None:
        if variation.error is None and not variation.deleted:
            self._done_at.remove(variation.due_ms)
