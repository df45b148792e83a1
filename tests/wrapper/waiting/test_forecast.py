"""What is expected of a render, and what is learnt from those that have finished."""

import math
import random

import pytest

from virtualstaging._waiting.pending import Forecast, Law, survival


@pytest.mark.parametrize(("early", "late"), [(0, 20), (20, 40), (60, 61), (300, 330)])
def test_the_integral_is_that_of_the_survival(early: float, late: float) -> None:
    """The closed form agrees with adding up small steps."""
    rule, steps = Law(30, 0.25), 20_000
    step = (late - early) / steps
    added = sum(survival(rule, early + (i + 0.5) * step)[0] for i in range(steps)) * step
    assert survival(rule, late)[1] - survival(rule, early)[1] == pytest.approx(added, rel=1e-6)


def test_half_have_finished_at_the_eta() -> None:
    """The median is the eta, before anything was learnt."""
    assert survival(Forecast().law(40.0), 40.0)[0] == pytest.approx(0.5)


def test_who_is_long_overdue_is_expected_less_and_less() -> None:
    """A straggler is not looked at ever more often."""
    rule = Law(30, 0.25)

    def hazard(age: float) -> float:
        return 1 - survival(rule, age + 1)[0] / survival(rule, age)[0]

    assert hazard(600) < hazard(300) < hazard(150) < hazard(45)


def test_bias_and_spread_are_learnt() -> None:
    """Renders that take 1.5 times their eta, give or take 10 %."""
    forecast, chance = Forecast(), random.Random(1)
    for _ in range(300):
        forecast.learn(20.0, 30.0 * chance.lognormvariate(0, 0.1))
    learnt = forecast.law(20.0)
    assert learnt.median == pytest.approx(30.0, rel=0.05)
    assert learnt.sigma == pytest.approx(0.1, abs=0.03)


def test_without_etas_the_usual_time_is_learnt_apart() -> None:
    """What renders without an eta take says nothing about the truth of etas."""
    forecast = Forecast()
    before = forecast.law(20.0)
    for _ in range(100):
        forecast.learn(None, 90.0)
    assert forecast.law(20.0) == before
    assert forecast.law(None).median == pytest.approx(90.0, rel=0.1)


@pytest.mark.parametrize("actual", [0.0, -5.0, 1e9])
@pytest.mark.parametrize("eta", [None, 0.0, -100.0, 1e-9, 1e12])
def test_absurd_times_do_not_break_it(eta: float | None, actual: float) -> None:
    """A server may promise, and clocks may show, anything."""
    forecast = Forecast()
    forecast.learn(eta, actual)
    rule = forecast.law(eta)
    for age in (-1.0, 0.0, 1e-12, 1.0, 1e9):
        alive, area = survival(rule, age)
        assert 0 <= alive <= 1
        assert math.isfinite(area)
