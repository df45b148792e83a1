"""What waiting costs: requests for each render × mean seconds from its end until the client knows.

    python -m benchmarks.waiting

Half a round trip is taken off the seconds: no client can know earlier. On a virtual clock, so the
machine does not matter. Renders are made at 20 a second; they take 30 s (the median, lognormal with
sigma 0.6), their etas err by 20 %, a round trip takes 0.15 s. Beside it: each render asked for by
name every 3 s, as programs that call the API do.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks._results import Ratio, printed
from tests.wrapper.waiting.simulated import ROUND_TRIP, Outcome, arrivals, fixed, play
from virtualstaging._core.settings import PRICES

PEER = "every 3 s"
AT_MOST = 1 / 40
"""Of what fixed polling costs, with a hundred renders."""

PLAYS = {1: 60, 10: 20, 100: 20}
"""How often each number of renders is played, with other durations each time."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of some plays together."""

    requests: float
    lag: float

    @classmethod
    def of(cls, plays: list[Outcome]) -> "Cost":
        """Means over all renders of all plays."""
        lags = [lag for one in plays for lag in one.lags]
        return cls(sum(one.requests for one in plays) / len(lags), sum(lags) / len(lags))

    @property
    def product(self) -> float:
        """Requests × (lag − half a round trip)."""
        return self.requests * (self.lag - ROUND_TRIP / 2)


def cost(number: int, plays: int, price: float) -> Cost:
    """What the shared poller costs."""
    return Cost.of(
        [play(arrivals(number, seed, variations=1), price=price) for seed in range(plays)]
    )


def cost_fixed(number: int, plays: int) -> Cost:
    """What asking every 3 s costs, for the same renders."""
    return Cost.of([fixed(arrivals(number, seed)) for seed in range(plays)])


def results() -> Iterator[Ratio]:
    """For each number of renders and each price of a look: requests, seconds, and their product."""
    for number, plays in PLAYS.items():
        theirs = cost_fixed(number, plays)
        for poll, price in PRICES.items():
            ours = cost(number, plays, price)
            what = f"{number} at once, {poll}"
            bound = AT_MOST if (number, poll) == (100, "balanced") else None
            yield Ratio(f"{what}: requests", PEER, ours.requests, theirs.requests, "")
            yield Ratio(f"{what}: seconds", PEER, ours.lag, theirs.lag, "s")
            yield Ratio(f"{what}: product", PEER, ours.product, theirs.product, "", bound)


def main() -> int:
    """Print all; 1 if the bound is exceeded."""
    return printed(results())


if __name__ == "__main__":
    sys.exit(main())
