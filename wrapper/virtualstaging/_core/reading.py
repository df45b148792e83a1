"""Reads ids, states, times and pages from the JSON of answers, without models, item by item.

Nothing is trusted: one item that is not the spec's must not hide the others.
"""

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FINAL = frozenset({"done", "error", "deleted"})
"""States in which a variation stays."""

PENDING = frozenset({"queued", "rendering"})

logger = logging.getLogger("virtualstaging")
_named: set[str] = set()


@dataclass(frozen=True, slots=True)
class Reading:
    """One render, as one look showed it.

    Args:
        id: Its id.
        created: Its `created_at`, in the server's epoch milliseconds; None if it cannot be read.
        eta: When all of it is promised, in the same; None if nothing is.
        items: Its variations that have an id, by id; None if they were not shown.
        whole: Nothing of its variations was left out or unreadable.
        data: The JSON.
    """

    id: str
    created: float | None
    eta: float | None
    items: Mapping[str, Mapping[str, Any]] | None
    whole: bool
    data: Mapping[str, Any]


def read_render(data: Any) -> Reading | None:
    """Read a render; None if not even its id can be read."""
    render_id = data.get("id") if isinstance(data, dict) else None
    if not isinstance(render_id, str) or not render_id:
        return None
    page = data.get("variations")
    items: dict[str, Mapping[str, Any]] | None = None
    whole = False
    if isinstance(page, dict) and isinstance(page.get("items"), list):
        items = {one["id"]: one for one in page["items"] if _is_readable(one)}
        count = page.get("total_count")
        whole = (
            len(items) == len(page["items"])
            and not page.get("next_cursor")
            and not (isinstance(count, int) and count > len(items))
        )
    created = time_of(data.get("created_at"))
    eta = _eta(data, items)
    return Reading(render_id, created, eta, items, whole, data)


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page of the list of renders.

    Args:
        renders: Those that can be read, in the page's order.
        next_cursor: The id that the next page starts after; None on the last page.
        whole: All of it could be read.
    """

    renders: tuple[Reading, ...]
    next_cursor: str | None
    whole: bool


def read_page(data: Any) -> PageReading:
    """Read a page of renders, whatever it is."""
    items = data.get("items") if isinstance(data, dict) else None
    cursor = data.get("next_cursor") if isinstance(data, dict) else None
    if not isinstance(items, list):
        return PageReading((), None, whole=False)
    read = [read_render(item) for item in items]
    known = tuple(one for one in read if one is not None)
    readable = cursor is None or (isinstance(cursor, str) and bool(cursor))
    whole = readable and len(known) == len(items)
    return PageReading(known, cursor if readable else None, whole)


class Walk:
    """What the pages of one list have shown so far. If something comes twice, they have no end."""

    MOST_EMPTY = 20
    """Pages without items, one after another, that may still lead to more."""

    def __init__(self) -> None:
        self._cursors: dict[str, int] = {}
        self._ids: dict[str, int] = {}
        self._empty: dict[int, int] = {}

    def problem(self, number: int, cursor: str | None, ids: Sequence[str]) -> str | None:
        """What is wrong with a page, in words; None if nothing is.

        Args:
            number: Counted from 0. A page may be read anew under its number.
            cursor: Its `next_cursor`.
            ids: Those of its items.
        """
        self._empty[number] = 0 if ids else self._empty.get(number - 1, 0) + 1
        if cursor is not None and self._cursors.setdefault(cursor, number) != number:
            return "the server's next_cursor has come before: its pages have no end"
        if cursor is not None and self._empty[number] > self.MOST_EMPTY:
            return "the server's next_cursor leads to nothing: its pages have no end"
        for one in ids:
            if self._ids.setdefault(one, number) != number:
                return f"{one} has come on an earlier page: the server gave one answer twice"
        return None if len(set(ids)) == len(ids) else "a page names one render twice"


def is_final(variation: Mapping[str, Any]) -> bool:
    """Whether a variation stays as it is. An unknown state is not final, and is logged once."""
    status: str = variation["status"]
    if status in FINAL:
        return True
    if status not in PENDING:
        name = status[:60]
        if name not in _named and len(_named) < 100:
            _named.add(name)
            logger.warning("unknown state %r of a variation: it counts as unfinished", name)
    return False


def all_final(items: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether there are variations, and all have ended."""
    return bool(items) and all(map(is_final, items.values()))


def lacks_result(items: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether one is called done, and its result is not there."""
    return any(one.get("status") == "done" and not one.get("result") for one in items.values())


def signature(items: Mapping[str, Mapping[str, Any]] | None) -> tuple[Any, ...]:
    """States and etas: when they change, callers get an update."""
    return tuple((key, one.get("status"), one.get("eta")) for key, one in (items or {}).items())


def with_items(data: Mapping[str, Any], items: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A render's JSON with these variations, as one page."""
    page = data.get("variations")
    rest = page if isinstance(page, dict) else {}
    ended = sum(is_final(one) for one in items.values())
    shown = {"total_count": ended, **rest, "next_cursor": None, "items": list(items.values())}
    return {**data, "variations": shown}


def time_of(value: object) -> float | None:
    """Epoch milliseconds; None for what cannot be a time."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) and 0 < value < 1e15 else None


def _is_readable(item: object) -> bool:
    if not isinstance(item, dict):
        return False
    return bool(item.get("id")) and all(isinstance(item.get(k), str) for k in ("id", "status"))


def _eta(data: Mapping[str, Any], items: Mapping[str, Mapping[str, Any]] | None) -> float | None:
    """When the last variation is promised: a render's own eta is that of the first."""
    pending: Sequence[Mapping[str, Any]] = [
        one for one in (items or {}).values() if not is_final(one)
    ]
    etas = [time_of(one.get("eta")) for one in pending]
    known = [eta for eta in etas if eta is not None]
    return max(known) if known else time_of(data.get("eta"))
