"""What one client has made and is making, so that no call takes another's render for its own."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, NamedTuple

from .order import GRACE, Doubt, Order

LATELY = 2.0
"""Seconds for which what the API has shown is used again: what another program makes after that
would count as made since then."""

NEWEST = ""
"""In place of a render's id: the newest render of all."""

_MOST = 100_000
_MOST_GIVEN_UP = 10_000


@dataclass(slots=True)
class _OpenCall:
    doubt: Doubt
    begun_at: float
    known_before: int  # how many ids were known when `doubt.before` was shown
    known_at_begin: int
    sent_at: float | None = None  # None while nothing that was sent may be carried out
    over_at: float | None = None  # None if that is not known
    given_up: bool = False


class Shown(NamedTuple):
    """What the API showed at some moment.

    Args:
        ids: The newest render, or none at all; of one render, all its variations.
        at: When that was shown, in monotonic seconds.
        known: How many ids were known before that.
    """

    ids: frozenset[str]
    at: float
    known: int


@dataclass(slots=True)
class Ledger:
    """Ids that are known and calls that are open. Safe for threads.

    A call is open from before its first request until its outcome is known.
    """

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _known: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _count: int = 0  # of ids that have become known, those that were forgotten too
    _open: dict[str, _OpenCall] = field(default_factory=dict)
    _totals: OrderedDict[str, int] = field(default_factory=OrderedDict)
    _shown: OrderedDict[str, Shown] = field(default_factory=OrderedDict)

    @property
    def count(self) -> int:
        """How many ids have become known so far."""
        return self._count

    def shown(self, render_id: str, now: float) -> Shown | None:
        """What was shown lately of a render's variations; of the newest render for `NEWEST`."""
        shown = self._shown.get(render_id)
        return shown if shown and now - shown.at <= LATELY else None

    def note_shown(self, render_id: str, shown: Shown) -> None:
        """The API has shown the variations of a render, or the newest render for `NEWEST`."""
        with self._lock:
            self._shown[render_id] = shown
            self._shown.move_to_end(render_id)
            _trim(self._shown)

    def begin(self, doubt: Doubt, now: float, known_before: int) -> Doubt:
        """A call that creates begins; so many ids were known when `doubt.before` was shown.

        Returns the doubt with those that became known since.
        """
        with self._lock:
            call = _OpenCall(doubt, now, known_before, self._count)
            self._open[doubt.ticket] = call
            return replace(doubt, known=self._known_since(call.known_before))

    def sending(self, ticket: str, now: float, sent_ms: float | None) -> None:
        """The request of a call leaves now (monotonic seconds), by the server's clock at `sent_ms`
        (epoch milliseconds)."""
        with self._lock:
            call = self._open[ticket]
            call.sent_at = now
            call.doubt = replace(call.doubt, before=replace(call.doubt.before, sent_ms=sent_ms))

    def over(self, ticket: str, now: float, over_ms: float | None) -> None:
        """Nothing of a call is under way any more, at this time (monotonic seconds), by the
        server's clock at `over_ms` (epoch milliseconds)."""
        with self._lock:
            call = self._open.get(ticket)
            if call is not None and call.over_at is None:
                call.over_at = now
                call.doubt = replace(call.doubt, over_ms=over_ms)

    def refused(self, ticket: str) -> None:
        """What was sent of a call so far was surely not carried out."""
        with self._lock:
            self._open[ticket].sent_at = None

    def doubt(self, ticket: str) -> Doubt:
        """What is known of an open call."""
        with self._lock:
            return self._open[ticket].doubt

    def knows_any(self, ids: Iterable[str]) -> bool:
        """Whether one of these is another call's, or was there before."""
        with self._lock:
            return any(one in self._known for one in ids)

    def named(self, ticket: str, ids: Iterable[str]) -> list[str]:
        """The answer to a call names these; returns those that may be its own.

        If another call has taken one since this one began, whose is whose is not known.
        """
        with self._lock:
            call = self._open[ticket]
            since = self._known_since(call.known_at_begin)
            if any(one in since for one in ids):
                call.doubt = replace(call.doubt, rivals=call.doubt.rivals + 1)
            return [one for one in ids if one in since or one not in self._known]

    def close(self, ticket: str, ids: Iterable[str] = ()) -> None:
        """The outcome of a call is known, and these are the ids of what it made."""
        with self._lock:
            self._learn(ids)
            self._open.pop(ticket, None)

    def made(self, ticket: str, ids: Iterable[str], newest: str, now: float) -> None:
        """Close a call that was answered; one of what it made is the newest render now."""
        with self._lock:
            call = self._open.get(ticket)
            known = self._count if call is None else call.known_at_begin
            self._shown[NEWEST] = Shown(frozenset((newest,)), now, known)
            self._learn(ids)
            self._open.pop(ticket, None)

    def claim(self, ticket: str, ids: Iterable[str]) -> bool:
        """Close a call with ids found by looking; False if another call has them."""
        ids = tuple(ids)
        with self._lock:
            if any(one in self._known for one in ids):
                return False
            self._learn(ids)
            self._open.pop(ticket, None)
            return True

    def give_up(self, ticket: str) -> None:
        """A call has ended. If something it sent may have been carried out, it stays open."""
        with self._lock:
            call = self._open.pop(ticket, None)
            if call is not None and call.sent_at is not None:
                call.given_up = True
                self._open[ticket] = call  # now the last one
                over = [name for name, one in self._open.items() if one.given_up]
                for name in over[: max(0, len(over) - _MOST_GIVEN_UP)]:
                    del self._open[name]

    def given_up(self) -> list[Doubt]:
        """The calls that have ended without their outcome being known."""
        with self._lock:
            return [
                replace(
                    call.doubt,
                    known=call.doubt.known | self._known_since(call.known_before),
                    rivals=self._rivals(call.doubt),
                )
                for call in self._open.values()
                if call.given_up
            ]

    def standing(self, doubt: Doubt) -> Doubt:
        """A doubt, with what is known of other calls at this moment."""
        with self._lock:
            rivals = self._rivals(doubt)
            call = self._open.get(doubt.ticket)
            if call is None:
                # From another process: what was unclear there is unclear still.
                return replace(doubt, rivals=max(rivals, doubt.rivals))
            over_ms = call.doubt.over_ms or doubt.over_ms
            known = call.doubt.known | self._known_since(call.known_before)
            return replace(doubt, known=known, rivals=rivals, over_ms=over_ms)

    def known(self) -> frozenset[str]:
        """The ids that are known."""
        with self._lock:
            return frozenset(self._known)

    def note_totals(self, orders: Sequence[Order], renders: Sequence[str]) -> None:
        """These orders have made these renders, in their order, or added to some."""
        with self._lock:
            for order, render_id in zip(orders, renders, strict=False):
                self._totals[render_id] = order.total
            for order in orders:
                if order.render_id is not None and order.render_id in self._totals:
                    self._totals[order.render_id] += order.total
            _trim(self._totals)

    def total(self, render_id: str) -> int | None:
        """How many variations a render has at least; None if this client did not make it."""
        with self._lock:
            return self._totals.get(render_id)

    def _rivals(self, doubt: Doubt) -> int:
        """How many other open calls may have made what looks the same as this one's."""
        mine = self._open.get(doubt.ticket)
        return (mine.doubt.rivals if mine else 0) + sum(
            name != doubt.ticket
            and bool(call.doubt.keys & doubt.keys)
            and not (mine and _was_over(call, mine))
            for name, call in self._open.items()
        )

    def _known_since(self, count: int) -> frozenset[str]:
        """The ids that have become known since so many were."""
        return frozenset(islice(reversed(self._known), self._count - count))

    def _learn(self, ids: Iterable[str]) -> None:
        new = [one for one in ids if one not in self._known]
        self._known.update(dict.fromkeys(new))
        self._count += len(new)
        _trim(self._known)


def _was_over(other: _OpenCall, call: _OpenCall) -> bool:
    """Whether a call could make nothing any more when another looked what was there before it."""
    if not other.given_up or other.sent_at is None or not call.doubt.before.is_known:
        return False
    ended = other.sent_at if other.over_at is None else other.over_at
    return call.begun_at - ended > GRACE


def _trim(entries: "OrderedDict[str, Any]") -> None:
    while len(entries) > _MOST:
        entries.popitem(last=False)
