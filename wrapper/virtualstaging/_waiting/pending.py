"""A pending render as the schedule sees it: when it was looked at, and how likely it has ended."""

from dataclasses import dataclass, field
from math import exp, inf
from typing import NamedTuple

from virtualstaging._core.clock import ServerClock

from .forecast import Forecast, Law, survival

LEAST_PAUSE = 0.5
"""Seconds between two looks at one render, at least."""

LONGEST_PAUSE = 30.0
"""Seconds between two looks at one render, at most."""

_RIPE = 3.5
"""Sigmas before the median: earlier, it has hardly finished."""


class Row(NamedTuple):
    """A render's place in the list: its `created_at` in milliseconds, and its id."""

    created: float
    id: str


@dataclass(slots=True, eq=False)
class Pending:
    """One render. Times are monotonic seconds of ours unless they say otherwise.

    Args:
        id: Its id.
        added: When it was first waited for.
        by_id_until: Until then it is only asked for by its id.
    """

    id: str
    added: float
    by_id_until: float = -inf
    row: Row | None = None  # its place in the list; None if that is not known yet
    eta: float | None = None  # when all of it is promised, in the server's epoch milliseconds
    looked: float = -inf  # the last look at it
    wanted: float = inf  # a look is wanted just then
    passed_over: int = 0  # how many pages that were to show it ended before it

    # What follows from all that, computed anew when it has changed.
    version: int = -1
    rests_until: float = 0.0  # before this time it is not looked at
    idle_until: float = 0.0  # before this time a look at it is worth nothing
    stale_from: float = 0.0  # from this time on it is looked at along with others
    must: float = 0.0  # by this time it has to be looked at
    _law: Law = field(default=Law(1.0, 1.0))
    _born: float = 0.0
    _since: float = 0.0
    _alive: float = 1.0
    _area: float = 0.0

    @property
    def is_listed(self) -> bool:
        """Whether its place in the list is known, and near the others."""
        return self.row is not None and self.by_id_until != inf

    @property
    def promised(self) -> float | None:
        """Seconds from its creation to its eta."""
        return (
            None if self.eta is None or self.row is None else (self.eta - self.row.created) / 1000
        )

    def saw(self, at: float) -> None:
        """It was unfinished at this time."""
        self.looked = max(self.looked, at)
        self.passed_over, self.version = 0, -1
        if self.wanted <= at:
            self.wanted = inf

    def took(self, at: float, ended_ms: float | None, clock: ServerClock) -> float | None:
        """Seconds from its creation to its end; None if that is not known well enough.

        Args:
            at: When it was seen to have ended.
            ended_ms: When it did, in the server's epoch milliseconds, if that is known.
            clock: The server's.
        """
        if self.row is None:
            return None
        born = clock.monotonic(self.row.created)
        if ended_ms is not None:
            return clock.monotonic(ended_ms) - born
        unknown = at - max(self.looked, born)
        took = at - unknown / 2 - born
        return took if unknown < 0.4 * took else None

    def refresh(self, version: int, forecast: Forecast, clock: ServerClock) -> None:
        """Compute what follows."""
        self.version = version
        self._law = forecast.law(self.promised)
        self._born = self.added if self.row is None else clock.monotonic(self.row.created)
        self._since = max(self.looked, self._born)
        alive, self._area = survival(self._law, self._since - self._born)
        self._alive = max(alive, 1e-300)
        seen = max(self.looked, self.added)
        nothing_known = self.row is None and self.looked == -inf
        latest = self.added if nothing_known else seen + LONGEST_PAUSE
        self.rests_until = self.looked + LEAST_PAUSE
        self.must = max(min(latest, self.wanted), self.rests_until)
        self.stale_from = seen + LONGEST_PAUSE / 2
        ripe = self._born + self._law.median * exp(-_RIPE * self._law.sigma)
        self.idle_until = min(max(ripe, self.looked), self.must, self.stale_from)

    def worth(self, at: float, price: float, per_row: float) -> float:
        """Seconds of waiting that a look at it is worth then; `-inf`: it was just looked at."""
        if at < self.rests_until:
            return -inf
        _, area = survival(self._law, at - self._born)
        unseen = max(at - self._since - (area - self._area) / self._alive, 0.0)
        if at >= self.must:
            return unseen + price + 2 * per_row  # more than any look costs
        # A row's price at least if it is stale, for the case that a page is asked for anyway.
        return unseen + (2 * per_row if at >= self.stale_from else 0.0)
