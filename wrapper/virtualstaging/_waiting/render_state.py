"""A render that is waited for: what looks and webhook events have shown, and who waits for it."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, NamedTuple

from virtualstaging._core import parsing, reading
from virtualstaging._core.parsing import MISFITS, why
from virtualstaging._core.reading import Reading, is_final, lacks_result
from virtualstaging.errors import UnexpectedResponseError, VirtualStagingError
from virtualstaging_api.models import Render, Variation

from .wait import Ended, Key, Wait, Waitable

GRACE = 30.0
"""Seconds for which a render whose variations have all ended may still be given more: a removal
made first ends before the staging that builds on it has begun."""

_MOST = 4096
_STATES = {"done": "done", "error": "error"}


class News(NamedTuple):
    """A variation has ended.

    Args:
        render_id: Of its render.
        variation_id: Its own.
        at: When, in the server's epoch milliseconds; None if that is not said.
        patch: The properties of its JSON that say so.
    """

    render_id: str
    variation_id: str
    at: float | None
    patch: Mapping[str, Any]


def read_event(event: Any) -> News | None:
    """What an event says; None if it is not the end of a variation, or not readable."""
    data = event if isinstance(event, Mapping) else getattr(event, "to_dict", dict)()
    state = _STATES.get(str(data.get("event_type")))
    ids = data.get("render_id"), data.get("variation_id")
    if state is None or not all(isinstance(one, str) and one for one in ids):
        return None
    patch: dict[str, Any] = {"status": state, "eta": None}
    if state == "done":
        if not data.get("result"):
            return None
        patch["result"] = data["result"]
    return News(str(ids[0]), str(ids[1]), reading.time_of(data.get("timestamp")), patch)


class Inbox:
    """The newest events, by render: they may come before their wait. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._news: OrderedDict[str, dict[str, News]] = OrderedDict()

    def put(self, news: News) -> None:
        """Keep it."""
        with self._lock:
            self._news.setdefault(news.render_id, {})[news.variation_id] = news
            self._news.move_to_end(news.render_id)
            if len(self._news) > _MOST:
                self._news.popitem(last=False)

    def of(self, render_id: str) -> list[News]:
        """What is known of a render."""
        with self._lock:
            return list(self._news.get(render_id, {}).values())


@dataclass(slots=True, eq=False)
class RenderState:
    """One render.

    Args:
        id: Its id.
        expected: How many variations it has at least, as far as is known.
    """

    id: str
    expected: int
    waiting: list[tuple[Wait, Key]] = field(default_factory=list)
    data: Mapping[str, Any] = field(default_factory=dict)
    items: dict[str, Mapping[str, Any]] | None = None
    whole: bool = False
    short_since: float | None = None
    reported: tuple[Any, ...] = ()
    ended_ms: float | None = None  # as webhooks say, in the server's epoch milliseconds

    def know(self, known: Reading | None) -> None:
        """A caller knew it like this, and gets updates of what changes from then on."""
        if known is not None and self.items is None:
            self.take(known)
            self.reported = reading.signature(self.items)

    def take(self, seen: Reading) -> None:
        """A look has shown it. What had ended before stays so: a list may lag behind."""
        self.data = seen.data
        if seen.items is not None:
            before = self.items or {}
            self.items = {
                key: one if _supersedes(one, before.get(key)) else before[key]
                for key, one in seen.items.items()
            }
            self.whole = seen.whole

    def receive(self, news: News) -> bool:
        """A webhook says that a variation has ended. False if only a look can make sense of it."""
        known = (self.items or {}).get(news.variation_id)
        if self.items is None or known is None:
            return False
        if not is_final(known) or lacks_result({"": known}):
            self.items[news.variation_id] = {**known, **news.patch}
            self.ended_ms = max(self.ended_ms or 0.0, news.at or 0.0)
        return True

    def changed(self) -> bool:
        """Whether its states or etas are others than when this was asked last."""
        before, self.reported = self.reported, reading.signature(self.items)
        return self.reported != before

    def due(self, key: Key, at: float, *, by_id: bool) -> float:
        """When a look by its id is due, to know whether a render or variation has ended.

        Args:
            key: Which.
            at: Monotonic seconds.
            by_id: It was just looked at by its id, so nothing more is to be had.

        Returns:
            Monotonic seconds; `-inf`: it has ended; `inf`: it has not, as far as can be seen.
        """
        if key.variation_id is not None:
            item = (self.items or {}).get(key.variation_id)
            if item is None or not is_final(item):
                return inf
            return at if lacks_result({"": item}) and not by_id else -inf
        if self.items is None or not (self.items or self.data.get("eta") is None):
            return inf
        if self.items and not reading.all_final(self.items):
            self.short_since = None
            return inf
        if len(self.items) < self.expected or all(map(_is_removal_made_first, self.items.values())):
            self.short_since = at if self.short_since is None else self.short_since
            until = self.short_since + GRACE
            return -inf if by_id and at >= until else until
        sure = self.whole and not lacks_result(self.items) and isinstance(self.outcome(key), Ended)
        return -inf if by_id or sure else at

    def outcome(self, key: Key) -> Ended | VirtualStagingError:
        """The model of a render or variation, or an error if what is known is not the spec's."""
        try:
            if key.variation_id is None:
                return parsing.render(reading.with_items(self.data, self.items or {}))
            item = (self.items or {})[key.variation_id]
            return parsing.variation({"render_id": self.id, **item})
        except MISFITS as error:
            problem = why(error)
        name = key.variation_id or self.id
        text = f"get_render: {name} has ended, but is not the spec's: {problem}."
        return UnexpectedResponseError(text, operation="get_render", render_ids=(self.id,))


def read_given(given: Waitable) -> Reading | None:
    """What is known of a render from what a caller waits for; None if that is only its id."""
    if isinstance(given, Render):
        return reading.read_render(given.to_dict())
    if isinstance(given, Variation):
        item = given.to_dict()
        created, eta = reading.time_of(item["created_at"]), reading.time_of(item["eta"])
        return Reading(given.render_id, created, eta, {given.id: item}, whole=False, data={})
    return None


def _supersedes(new: Mapping[str, Any], known: Mapping[str, Any] | None) -> bool:
    if known is None or not is_final(known):
        return True
    return is_final(new) and (bool(new.get("result")) or not known.get("result"))


def _is_removal_made_first(item: Mapping[str, Any]) -> bool:
    config = item.get("config")
    asked = isinstance(config, dict) and bool(config.get("add_furniture"))
    return item.get("type") == "removal" and asked
