"""The numbers that waiting has to reach, on a virtual clock with seeds: no wall time."""

from typing import Any

import pytest

from tests.wrapper.waiting.simulated import (
    Outcome,
    SimulatedApi,
    arrivals,
    fixed,
    model,
    play,
    waiting,
)
from virtualstaging import errors
from virtualstaging.testing import VirtualClock


def played(number: int, seeds: int, price: float = 0.25, **how: Any) -> Outcome:
    """Several plays as one."""
    plays = [play(arrivals(number, seed, **how), price=price) for seed in range(seeds)]
    return Outcome(
        sum(one.requests for one in plays),
        [lag for one in plays for lag in one.lags],
        max(one.peak for one in plays),
        min(one.shortest_pause for one in plays),
        sum(one.pages for one in plays),
    )


def fixed_polling(number: int, seeds: int) -> float:
    """What asking for each every 3 s costs."""
    plays = [fixed(arrivals(number, seed)) for seed in range(seeds)]
    lags = [lag for one in plays for lag in one.lags]
    return Outcome(sum(one.requests for one in plays), lags, 0, 0.0, 0).merit


@pytest.mark.parametrize(
    ("number", "seeds", "times"), [(1, 60, 2.5), (10, 15, 6.0), (100, 6, 35.0)]
)
def test_it_is_so_much_better_than_fixed_polling(number: int, seeds: int, times: float) -> None:
    """Requests × (lag − half a round trip). `benchmarks/waiting.py` holds it to 1/40."""
    ours = played(number, seeds)
    assert ours.merit * times <= fixed_polling(number, seeds)
    assert ours.shortest_pause >= 0.5


def test_with_a_thousand_a_request_serves_more_than_one_render() -> None:
    """And no second sees more than ten requests."""
    ours = played(1000, 1, variations=1)
    assert ours.per_render < 0.85
    assert ours.lag < 0.9
    assert ours.peak <= 10


def test_the_price_moves_between_requests_and_lag() -> None:
    """What `poll` is for."""
    eager, usual, frugal = (played(10, 8, price) for price in (0.05, 0.25, 2.0))
    assert eager.per_render > usual.per_render > frugal.per_render
    assert eager.lag < usual.lag < frugal.lag


@pytest.mark.parametrize(
    ("how", "requests", "lag"),
    [
        ({"eta_factor": 0.6}, 1.5, 0.8),
        ({"eta_factor": 1.5}, 1.2, 2.0),
        ({"eta_error": 0.5}, 1.3, 0.9),
        ({"etas": False}, 1.6, 0.8),
        ({"stragglers": 0.02}, 2.0, 0.9),
        ({"foreign": 1}, 2.0, 0.95),
        ({"foreign": 4}, 2.6, 1.2),
        ({"foreign": 24}, 4.3, 2.2),
    ],
    ids=str,
)
def test_it_bears_what_the_world_is_like(how: dict[str, Any], requests: float, lag: float) -> None:
    """Etas that are too short, too long, wrong or missing; stragglers; others' renders between."""
    ours = played(100, 2, variations=1, **how)
    assert ours.per_render <= requests
    assert ours.lag <= lag


def test_a_long_list_of_ours_that_are_far_from_done_costs_little() -> None:
    """Two thousand at once, with etas of ten minutes: a page of a hundred each, twice a minute."""
    api = SimulatedApi(VirtualClock())
    renders = [api.create(600.0, eta=600.0, age=index / 1000) for index in range(2000)]
    waits = waiting(api)
    with pytest.raises(errors.WaitTimeoutError):
        waits.wait([model(api, one) for one in renders], timeout=232)
    assert 7 * 20 <= len(api.requests) <= 8 * 21
