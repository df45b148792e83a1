"""A render that is being watched: the newest that is known of it, and who waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from virtualstaging._core import parsing
from virtualstaging._core.answers import why
from virtualstaging._core.reading import (
    Reading,
    all_final,
    is_final,
    lacks_result,
    signature,
    with_items,
)
from virtualstaging.errors import UnexpectedResponseError, VirtualStagingError
from virtualstaging_api.models import Render, Variation

from .events import News
from .targets import Ended, Key
from .waiter import Waiter

GRACE = 30.0
"""Seconds for which a render whose variations have all ended may still be given more: a removal
made first ends before the staging that builds on it has begun."""

_MISFITS = (KeyError, TypeError, ValueError, AttributeError)


@dataclass(slots=True, eq=False)
class Job:
    """One render.

    Args:
        id: Its id.
        expected: How many variations were asked for, if this client made it.
    """

    id: str
    expected: int | None = None
    waiters: dict[Waiter, set[Key]] = field(default_factory=dict)
    data: Mapping[str, Any] | None = None
    items: dict[str, Mapping[str, Any]] | None = None
    whole: bool = False
    short_since: float | None = None
    told: tuple[Any, ...] | None = None
    ended_at: float | None = None  # as webhooks have told, in the server's epoch milliseconds

    def take(self, reading: Reading) -> None:
        """A look has shown it. What had ended before stays so: a list may lag behind."""
        self.data = reading.data
        if reading.items is None:
            return
        before = self.items or {}
        known = {key: one for key, one in before.items() if is_final(one)}
        self.items = {
            key: one if is_final(one) and _shows_more(one, known.get(key)) else known.get(key, one)
            for key, one in reading.items.items()
        }
        self.whole = reading.whole

    def hear(self, news: News) -> bool:
        """A webhook has told of a variation. False if only a look can make sense of it."""
        known = (self.items or {}).get(news.variation_id)
        if self.items is None or known is None:
            return False
        if not is_final(known) or lacks_result({"": known}):
            self.items[news.variation_id] = {**known, **news.patch}
            self.ended_at = max(self.ended_at or 0.0, news.at or 0.0)
        return True

    def changed(self) -> bool:
        """Whether its states or etas are others than when this was asked last."""
        now = signature(self.items)
        before, self.told = self.told, now
        return now != before

    @property
    def short(self) -> bool:
        """All that is there has ended, but there is reason to expect more."""
        items = list((self.items or {}).values())
        return len(items) < (self.expected or 1) or all(map(_is_removal_made_first, items))

    def has_ended(self, now: float, *, by_name: bool) -> bool:
        """Whether all of it has ended, as far as can be told.

        Args:
            now: Monotonic seconds.
            by_name: It was just looked at by name, so nothing more is to be had.
        """
        if not self.items and (self.items is None or (self.data or {}).get("eta") is not None):
            return False
        if self.items and not self.all_final:
            self.short_since = None
            return False
        if self.short:
            self.short_since = now if self.short_since is None else self.short_since
            return by_name and now >= self.short_since + GRACE
        return by_name or not self.doubtful

    @property
    def all_final(self) -> bool:
        """Whether all variations that are known have ended."""
        return all_final(self.items or {})

    @property
    def doubtful(self) -> bool:
        """Whether a look by name may show more than is known."""
        return not self.whole or lacks_result(self.items or {}) or not self._can_be_built()

    def render(self) -> Render:
        """Its model. An error of the built-in kinds if it is not the spec's."""
        return parsing.render(with_items(self.data or {}, self.items or {}))

    def outcome(self, key: Key) -> Ended | VirtualStagingError:
        """What a caller is given who waited for this."""
        try:
            return self.model(key)
        except _MISFITS as error:
            return UnexpectedResponseError(
                f"get_render: {key.name} has ended, but is not the spec's: {why(error)}.",
                operation="get_render",
                render_ids=(self.id,),
            )

    def shown(self, key: Key) -> Ended | None:
        """What a caller is told of a change; None if it cannot be told yet."""
        try:
            return self.model(key)
        except _MISFITS:
            return None

    def model(self, key: Key) -> Ended:
        """The model of a render or variation. An error of the built-in kinds if it has none."""
        if key.variation_id is None:
            return self.render()
        return self.variation(key.variation_id)

    def variation(self, variation_id: str) -> Variation:
        """The model of one of its variations."""
        item = (self.items or {})[variation_id]
        return parsing.variation({"render_id": self.id, **item})

    def variation_ended(self, variation_id: str, *, by_name: bool) -> bool:
        """Whether one of its variations has ended, as far as can be told."""
        item = (self.items or {}).get(variation_id)
        if item is None or not is_final(item):
            return False
        return by_name or not lacks_result({variation_id: item})

    def _can_be_built(self) -> bool:
        try:
            self.render()
        except _MISFITS:
            return False
        return True


def _shows_more(new: Mapping[str, Any], known: Mapping[str, Any] | None) -> bool:
    return known is None or bool(new.get("result")) or not known.get("result")


def _is_removal_made_first(item: Mapping[str, Any]) -> bool:
    config = item.get("config")
    asked = isinstance(config, dict) and bool(config.get("add_furniture"))
    return item.get("type") == "removal" and asked
