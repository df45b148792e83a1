"""When will a render be finished? A lognormal around its eta, learnt as renders finish.

Times of a render are counted in seconds from its creation.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

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
