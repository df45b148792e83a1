"""A pending render: when it will probably have ended, and what a look at it is worth.

The forecast is a lognormal distribution around the render's eta, learnt as renders end. Times of a
render are counted in seconds from its creation.
"""

import math
from dataclasses import dataclass, field
from math import exp, inf
from typing import NamedTuple

from virtualstaging._core.clock import ServerClock

LEAST_PAUSE = 0.5
"""Seconds between two looks at one render, at least."""

LONGEST_PAUSE = 30.0
"""Seconds between two looks at one render, at most."""

_EARLIEST = 3.5
"""Sigmas before the median before which a render counts as unfinished."""

PRIOR_SECONDS = 30.0
"""What a render without an eta is expected to take."""

PRIOR_SIGMA = 0.25
PRIOR_SIGMA_WITHOUT_ETA = 0.7
"""Spread of the logarithm before anything was learnt."""

_PRIOR_WEIGHT = 4.0
_MEMORY = 200.0
"""How many renders the assumption counts as, and how many count at most."""

_LEAST_SIGMA, _MOST_SIGMA = 0.08, 1.0

_STRAGGLERS = 0.005
_STRAGGLER_SIGMA = 1.0
_SQRT2 = math.sqrt(2.0)
_LEAST_AGE = 1e-9
"""Of the median: at this age nothing has finished."""


class Law(NamedTuple):
    """One render's distribution: median, in seconds since creation, and sigma of the logarithm."""

    median: float
    sigma: float


def survival(law: Law, age: float) -> tuple[float, float]:
    """The chance that a render is unfinished at this age in seconds, and its integral from 0.

    A small share of stragglers with a wide spread is mixed in: a render that is long overdue is
    then asked for less and less often, instead of ever more often.
    """
    x = age / law.median
    if x < _LEAST_AGE:
        return 1.0, max(age, 0.0)
    alive = finished = 0.0
    for share, sigma in ((1 - _STRAGGLERS, law.sigma), (_STRAGGLERS, _STRAGGLER_SIGMA)):
        z = math.log(x) / sigma
        alive += share / 2 * math.erfc(z / _SQRT2)
        # Integral of the survival: x S(x) + integral of y f(y), which is known for lognormals.
        finished += share / 2 * math.exp(sigma**2 / 2) * math.erfc((sigma - z) / _SQRT2)
    return alive, law.median * (x * alive + finished)


@dataclass(slots=True)
class _Learner:
    """Mean and variance of log(actual / expected)."""

    variance: float
    bias: float = 0.0
    count: float = _PRIOR_WEIGHT

    @property
    def sigma(self) -> float:
        return min(max(math.sqrt(self.variance), _LEAST_SIGMA), _MOST_SIGMA)

    def learn(self, error: float) -> None:
        error = min(max(error, -1.5), 1.5)  # a straggler says little about the others
        self.count = min(self.count + 1, _MEMORY)
        off = error - self.bias
        self.bias += off / self.count
        self.variance += (off * (error - self.bias) - self.variance) / self.count


class Forecast:
    """What one client has learnt about how long renders take."""

    def __init__(self) -> None:
        self._with_eta = _Learner(PRIOR_SIGMA**2)
        self._without = _Learner(PRIOR_SIGMA_WITHOUT_ETA**2)
        self._noted = self._learnt()
        self.version = 0
        """Rises when what was learnt has changed enough to matter."""

    def law(self, eta_seconds: float | None) -> Law:
        """The distribution for a render that is promised this many seconds after its creation."""
        learner, expected = self._expected(eta_seconds)
        return Law(expected * math.exp(learner.bias), learner.sigma)

    def learn(self, eta_seconds: float | None, actual_seconds: float) -> None:
        """A render took this long; it was promised in that time, or nothing was promised."""
        learner, expected = self._expected(eta_seconds)
        learner.learn(math.log(max(actual_seconds, 0.05) / expected))
        learnt = self._learnt()
        if math.dist(learnt, self._noted) > 0.02:
            self._noted = learnt
            self.version += 1

    def _expected(self, eta_seconds: float | None) -> tuple[_Learner, float]:
        if eta_seconds is None:
            return self._without, PRIOR_SECONDS
        return self._with_eta, max(eta_seconds, 0.05)

    def _learnt(self) -> tuple[float, ...]:
        return tuple(x for one in (self._with_eta, self._without) for x in (one.bias, one.sigma))


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
        earliest = self._born + self._law.median * exp(-_EARLIEST * self._law.sigma)
        self.idle_until = min(max(earliest, self.looked), self.must, self.stale_from)

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
