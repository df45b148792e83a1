"""Which window of pending renders is best to look at, and what is known of the rows between."""

import random

import pytest

from virtualstaging._waiting.line import Entry, Line, Row


def entries(*created: float) -> list[Entry]:
    return [Entry(f"r_{one:g}", one, None, 0.0) for one in created]


def line_of(*created: float) -> Line:
    line = Line()
    for entry in entries(*created):
        line.insert(entry)
    return line


def by_brute_force(worths: list[float], per_row: float, most: int) -> float:
    """The greatest worth less the price of rows, of all windows."""
    found = []
    for first in range(len(worths)):
        for last in range(first, min(first + most, len(worths))):
            rows = last - first + 1
            found.append(sum(worths[first : last + 1]) - per_row * rows)
    return max(found)


@pytest.mark.parametrize("seed", range(30))
def test_the_best_window_is_the_best_of_all(seed: int) -> None:
    """One pass finds what trying every window finds."""
    chance = random.Random(seed)
    worths = [chance.choice([0.0, chance.random() * 0.1]) for _ in range(60)]
    line = line_of(*[float(60 - index) for index in range(60)])
    for entry in line:
        entry.gap_known = True
    worth = dict(zip([entry.id for entry in line], worths, strict=True))
    choice = line.best(0.0, lambda one, _: worth[one.id], 0.02, 10, 0.0)
    assert choice.surplus == pytest.approx(by_brute_force(worths, 0.02, 10), rel=0.002)


def test_windows_of_equal_worth_leave_no_rests() -> None:
    """The first is taken, so the next begins where it ends."""
    line = line_of(*[float(index) for index in range(40)])
    choice = line.best(0.0, lambda *_: 0.3, 0.001, 10, 0.0)
    assert choice.window is not None
    assert (choice.window.first, choice.window.last) == (0, 9)


def test_no_window_holds_one_that_was_just_seen() -> None:
    """A look at its neighbours would look at it again."""
    line = line_of(3.0, 2.0, 1.0)
    worth: dict[str, float | None] = {"r_3": 1.0, "r_2": None, "r_1": 1.5}
    choice = line.best(0.0, lambda one, _: worth[one.id], 0.0, 100, 0.0)
    assert choice.window is None
    assert choice.entry is not None
    assert choice.entry.id == "r_1"


def test_rows_between_count() -> None:
    """Ninety rows between two of ours cost more than two looks by name."""
    line = line_of(2.0, 1.0)
    line[1].gap, line[1].gap_known = 90, True
    together = line.best(0.0, lambda *_: 0.2, 0.001, 100, 0.0)
    apart = line.best(0.0, lambda *_: 0.2, 0.005, 100, 0.0)
    assert together.window is not None
    assert together.window.rows == 92
    assert apart.window is None


def test_a_page_holds_a_hundred_rows() -> None:
    """Whatever is further away takes another page."""
    line = line_of(2.0, 1.0)
    line[1].gap, line[1].gap_known = 99, True
    assert line.best(0.0, lambda *_: 9.0, 0.0, 100, 0.0).window is None


def test_who_leaves_stays_a_row() -> None:
    """A finished render still takes its place in the list, and may be the cursor."""
    line = line_of(3.0, 2.0, 1.0)
    line.remove(line[1])
    assert line[1].gap == 1
    assert line.anchor(1) == Row("r_2", 2.0)


def test_who_is_gone_is_no_row_and_no_cursor() -> None:
    """A deleted render leaves no trace in the list."""
    line = line_of(4.0, 3.0, 2.0, 1.0)
    line[3].above = Row("r_2", 2.0)
    line.remove(line[1], listed=False)
    line.remove(line[1], listed=False)
    line.forget_row("r_2")
    assert line[1].gap == 0
    assert line[1].above is None
    assert line.anchor(1) == Row("r_4", 4.0)


def test_those_of_one_millisecond_are_no_cursor_of_each_other() -> None:
    """Their order is not known before a page has shown it."""
    line = line_of(1.0, 1.0)
    assert line.anchor(1) is None
    first, second = line[0], line[1]
    line.arrange([second, first])
    assert [line[0], line[1]] == [second, first]


def test_who_is_gone_leaves_no_cursor_behind() -> None:
    """The next older one looks for another."""
    line = line_of(2.0, 1.0)
    line.remove(line[0], listed=False)
    assert line.anchor(0) is None
