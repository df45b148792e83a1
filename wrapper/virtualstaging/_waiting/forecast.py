"""When will a render be finished? A lognormal around its eta, learnt as renders finish.

Times of a render are counted from its creation. `Forecast.odds` gives, for one render, how likely
it has finished unseen, and how long it is expected to have lain there finished by now.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

PRIOR_SECONDS = 30.0
"""What a render without an eta is expected to take."""

PRIOR_SIGMA = 0.25
PRIOR_SIGMA_BLIND = 0.7
"""Spread of the logarithm, with and without an eta, before anything was learnt."""

_STRAGGLERS = 0.005
_STRAGGLER_SIGMA = 1.0
_STRAGGLER_BODY = math.exp(_STRAGGLER_SIGMA**2 / 2)
_SQRT2 = math.sqrt(2.0)
_FAR = 1e-9
"""Of the median: below it, nothing has finished."""


class Law(NamedTuple):
    """One render's distribution: its median in seconds since creation, and its spread."""

    median: float
    sigma: float
    body: float  # exp(sigma² / 2), needed at each step


def law(median: float, sigma: float) -> Law:
    """A lognormal around a median in seconds; sigma is that of the logarithm."""
    return Law(max(median, 0.05), sigma, math.exp(sigma * sigma / 2))


def survival(rule: Law, age: float) -> tuple[float, float]:
    """The chance that a render is unfinished at this age in seconds, and its integral from 0.

    A small share of stragglers with a wide spread is mixed in: who is long overdue is then asked
    after less and less often, instead of ever more often.
    """
    x = age / rule.median
    if x < _FAR:
        return 1.0, max(age, 0.0)
    log = math.log(x)
    z = log / rule.sigma
    wide = log / _STRAGGLER_SIGMA
    erfc = math.erfc
    alive = 0.5 * ((1 - _STRAGGLERS) * erfc(z / _SQRT2) + _STRAGGLERS * erfc(wide / _SQRT2))
    # Integral of the survival: x S(x) + integral of y f(y), which is known for lognormals.
    finished = 0.5 * (
        (1 - _STRAGGLERS) * rule.body * erfc((rule.sigma - z) / _SQRT2)
        + _STRAGGLERS * _STRAGGLER_BODY * erfc((_STRAGGLER_SIGMA - wide) / _SQRT2)
    )
    return alive, rule.median * (x * alive + finished)


@dataclass(slots=True)
class _Learner:
    """Mean and spread of log(actual / expected), from a prior that counts as some renders."""

    sigma: float
    bias: float = 0.0
    weight: float = 0.0
    mean: float = 0.0
    square: float = 0.0
    prior: float = 0.3

    PRIOR_WEIGHT = 4.0
    MEMORY = 200.0
    LEAST, MOST = 0.08, 1.0

    def __post_init__(self) -> None:
        self.prior = self.sigma

    def learn(self, error: float) -> None:
        """Take in one render: the logarithm of how much longer it took than was expected."""
        error = min(max(error, -1.5), 1.5)  # a straggler says little about the others
        keep = min(1.0, (self.MEMORY - 1) / max(self.weight, 1.0))
        self.weight = self.weight * keep + 1
        self.mean = self.mean * keep + error
        self.square = self.square * keep + error * error
        self.bias = self.mean / (self.weight + self.PRIOR_WEIGHT)
        around = self.square - 2 * self.bias * self.mean + self.weight * self.bias**2
        variance = (self.PRIOR_WEIGHT * self.prior**2 + around) / (self.PRIOR_WEIGHT + self.weight)
        self.sigma = min(max(math.sqrt(max(variance, 0.0)), self.LEAST), self.MOST)


class Forecast:
    """What one client has learnt about how long renders take."""

    def __init__(self) -> None:
        self._with_eta = _Learner(sigma=PRIOR_SIGMA)
        self._without = _Learner(sigma=PRIOR_SIGMA_BLIND)
        self._told = (PRIOR_SIGMA, 0.0, PRIOR_SIGMA_BLIND, 0.0)
        self.version = 0
        """Rises when what was learnt has changed enough to matter."""

    def law(self, eta_seconds: float | None) -> Law:
        """The distribution for a render that is promised this many seconds after its creation."""
        learner = self._without if eta_seconds is None else self._with_eta
        expected = PRIOR_SECONDS if eta_seconds is None else max(eta_seconds, 0.05)
        return law(expected * math.exp(learner.bias), learner.sigma)

    def learn(self, eta_seconds: float | None, actual_seconds: float) -> None:
        """A render took this long; it was promised in that time, or nothing was promised."""
        learner = self._without if eta_seconds is None else self._with_eta
        expected = PRIOR_SECONDS if eta_seconds is None else max(eta_seconds, 0.05)
        learner.learn(math.log(max(actual_seconds, 0.05) / expected))
        state = (
            self._with_eta.sigma,
            self._with_eta.bias,
            self._without.sigma,
            self._without.bias,
        )
        if any(abs(new - old) > 0.02 for new, old in zip(state, self._told, strict=True)):
            self._told = state
            self.version += 1
