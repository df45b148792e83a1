"""The time of a run is shared among its checks."""

import pytest

from contract_tests.budget import GRACE, GROUPS, Budget, OutOfTimeError
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
    waiting = check("waiting", "model", waits=True)
    others = [check(f"{n}", "model", waits=True) for n in range(9)]
    budget, clock = planned(waiting, *others)
    with budget.share(waiting):
        assert budget.left == pytest.approx(30.0)  # half of the time is for the others
        clock.now += 20.0
        budget.check_waiting()
        clock.now += 10.0
        with pytest.raises(OutOfTimeError, match="after the 30 s"):
            budget.check_waiting()
    with pytest.raises(OutOfTimeError, match="a job takes 30 s"), budget.share(others[0]):
        pass


def test_each_group_leaves_time_for_those_that_follow() -> None:
    """However slow what comes first may be; what it does not need is shared by all."""
    models, grids = ([check(f"{s} {n}", s) for n in range(2)] for s in SUITES[1::-1])
    budget, clock = planned(*models, *grids)
    weight = GROUPS["model"] + GROUPS["grid"]
    with budget.share(models[0]):
        assert budget.left == pytest.approx(30.0 * GROUPS["model"] / weight)
        clock.now += budget.left + GRACE
    with budget.share(models[1]):
        clock.now += budget.left
    assert clock.now == pytest.approx(60.0 * GROUPS["model"] / weight)
    with budget.share(grids[0]):
        clock.now += 1.0
    with budget.share(grids[1]):
        assert budget.left == pytest.approx(60.0 - clock.now)


def test_after_the_end_nothing_begins() -> None:
    """Not even a check that is quick."""
    budget, clock = planned(check("only"))
    clock.now = 61.0
    with pytest.raises(OutOfTimeError, match="no time left"), budget.share(check("only")):
        pass
