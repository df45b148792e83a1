"""Webhook events that were handed in: what they say of variations, kept for waits to come."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from virtualstaging._core.reading import time_of

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
    return News(str(ids[0]), str(ids[1]), time_of(data.get("timestamp")), patch)


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
