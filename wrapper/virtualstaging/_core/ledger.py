"""What one client has made and is making, so that no call takes another's render for its own."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

Configs: TypeAlias = Counter[str]
"""How many variations of each configuration, by its canonical text (see `_core.doubts`)."""

RIVAL_SECONDS = 1800.0
"""How long after its begin a call that was given up counts as one that may still make something:
twice as long as the longest call is waited for."""

_MOST = 100_000


class Made(Protocol):
    """What is made, or is to be: an `Order` or a `Wanted`."""

    @property
    def render_id(self) -> str | None:
        """The render that is added to; None for a new one."""
        ...

    @property
    def keys(self) -> frozenset[str]:
        """Equal things share one."""
        ...

    @property
    def counts(self) -> Configs:
        """How many variations of each configuration."""
        ...


@dataclass(slots=True)
class _OpenCall:
    orders: Sequence[Made]
    begun_at: float
    given_up: bool = False

    def is_rival(self, keys: frozenset[str]) -> bool:
        return any(order.keys & keys for order in self.orders)


@dataclass(slots=True)
class Ledger:
    """Ids that are known and calls that are open. Safe for threads.

    A call is open from before its first request until its outcome is known; for a while longer if
    it never is.
    """

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _known: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _open: dict[str, _OpenCall] = field(default_factory=dict)
    _made: OrderedDict[str, list[Made]] = field(default_factory=OrderedDict)

    def begin(self, ticket: str, orders: Sequence[Made], now: float) -> None:
        """A call that creates begins."""
        with self._lock:
            self._open[ticket] = _OpenCall(orders, now)

    def close(self, ticket: str, ids: Iterable[str] = ()) -> None:
        """The outcome of a call is known, and these are the ids of what it made."""
        with self._lock:
            self._close(ticket, ids)

    def claim(self, ticket: str, ids: Iterable[str]) -> bool:
        """Close a call with ids found by looking; False if another call has them."""
        ids = tuple(ids)
        with self._lock:
            if any(one in self._known for one in ids):
                return False
            self._close(ticket, ids)
            return True

    def give_up(self, ticket: str) -> None:
        """A call has ended without its outcome being known: it stays open for a while.

        What renders were surely given before stays noted. Does nothing if it is closed.
        """
        with self._lock:
            if ticket in self._open:
                self._open[ticket].given_up = True

    def standing(self, ticket: str, keys: frozenset[str], now: float) -> tuple[frozenset[str], int]:
        """At one instant: the known ids, and how many other open calls share a key."""
        with self._lock:
            self._forget_old(now)
            rivals = sum(
                1 for name, call in self._open.items() if name != ticket and call.is_rival(keys)
            )
            return frozenset(self._known), rivals

    def knows(self, ticket: str) -> bool:
        """Whether a call of this ticket is open here."""
        with self._lock:
            return ticket in self._open

    def made(self, render_id: str) -> Configs | None:
        """What variations a render of this client has at least; None if it made none of it."""
        with self._lock:
            made = self._made.get(render_id)
            return None if made is None else sum((one.counts for one in made), Counter())

    def note_made(self, render_id: str, made: Made, *, new: bool) -> None:
        """A render was made with, or was given, these variations."""
        with self._lock:
            if new:
                self._made[render_id] = [made]
            elif render_id in self._made:
                self._made[render_id].append(made)
            _trim(self._made)

    def _close(self, ticket: str, ids: Iterable[str]) -> None:
        self._known.update(dict.fromkeys(ids))
        _trim(self._known)
        self._open.pop(ticket, None)

    def _forget_old(self, now: float) -> None:
        old = [
            name
            for name, call in self._open.items()
            if call.given_up and now - call.begun_at > RIVAL_SECONDS
        ]
        for name in old:
            del self._open[name]


def _trim(entries: "OrderedDict[str, None] | OrderedDict[str, list[Made]]") -> None:
    while len(entries) > _MOST:
        entries.popitem(last=False)
