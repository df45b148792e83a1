"""The time of a run is shared among its checks."""

import pytest

from contract_tests.budget import GRACE, WAITING, Budget, OutOfTimeError
from contract_tests.checks import SUITES, Check, Suite


class Clock:
    """Stands still but for `advance`."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def check(name: str, suite: Suite = "grid", *, waits: bool = False) -> Check:
    """A check that does nothing."""
    return Check(name, suite, frozenset(), lambda server, strength: None, waits)


def planned(*checks: Check, seconds: float = 60.0) -> tuple[Budget, Clock]:
    """A budget for some checks, and its clock."""
    clock = Clock()
    budget = Budget(seconds, clock)
    budget.plan(checks)
    return budget, clock


def test_no_check_takes_so_long_that_others_are_left_out() -> None:
    """However much each would take, the whole ends in time, and each has had a share."""
    checks = [check(f"{n}", suite) for suite in SUITES for n in range(30)]
    budget, clock = planned(*checks)
    shares = []
    for one in checks:
        with budget.share(one):
            shares.append(budget.left)
            clock.now += budget.left
            budget.check()  # what has begun may come to its end
    assert min(shares) > 0
    assert clock.now <= 60.0


def test_a_check_that_takes_more_is_cut_short() -> None:
    """Once it has had its share, and some more."""
    budget, clock = planned(check("long"), check("other"))
    with budget.share(check("long")):
        clock.now += 30.0 + GRACE
        with pytest.raises(OutOfTimeError, match="cut short"):
            budget.check()


def test_what_one_check_leaves_is_there_for_the_next() -> None:
    """Of two checks, the second has all the time that is left."""
    first, second = check("first"), check("second")
    budget, clock = planned(first, second)
    with budget.share(first):
        assert budget.left == 30.0
        clock.now += 1.0
    with budget.share(second):
        assert budget.left == 59.0


def test_a_check_that_waits_gets_what_a_job_may_take() -> None:
    """And is not begun when jobs are known to take longer."""
    waiting = check("waiting", waits=True)
    others = [check(f"{n}") for n in range(99)]
    budget, clock = planned(waiting, *others)
    with budget.share(waiting):
        assert budget.left == pytest.approx(60.0 * WAITING)
        clock.now += budget.left
        with pytest.raises(OutOfTimeError, match="after the 24 s"):
            budget.check_waiting()
    assert budget.job_seconds == pytest.approx(24.0)
    with pytest.raises(OutOfTimeError, match="a job takes 24 s"), budget.share(waiting):
        pass


def test_after_the_end_nothing_begins() -> None:
    """Not even a check that is quick."""
    budget, clock = planned(check("only"))
    clock.now = 61.0
    with pytest.raises(OutOfTimeError, match="over"), budget.share(check("only")):
        pass
