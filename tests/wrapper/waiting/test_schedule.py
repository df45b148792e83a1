"""When to look next, and at what."""

import pytest

from virtualstaging._core.steps import Moment
from virtualstaging._waiting.line import Row
from virtualstaging._waiting.schedule import LEAST_PAUSE, LONGEST_PAUSE, One, Page, Schedule
from virtualstaging._waiting.server_time import ServerTime

START = 1_800_000_000_000.0
"""The server's milliseconds at our second 0."""


def schedule(price: float = 0.25) -> Schedule:
    made = Schedule(price)
    made.server_time.learn_date(START - 500, Moment(0.0, START), Moment(0.0, START))
    return made


def at(seconds: float) -> float:
    return START + seconds * 1000


def test_a_render_alone_is_asked_for_by_name_before_its_eta() -> None:
    """The first look comes when it may well have finished."""
    one = schedule()
    one.add("r", 0.0, created=at(0), eta=at(40))
    when, look = one.next_look(0.0)
    assert look == One("r")
    assert 20 < when < 30  # half have finished at 40; K = 0.25 s may be lost until then


def test_renders_of_one_time_share_a_page() -> None:
    """Ten that were made together are looked at together."""
    ten = schedule()
    for number in range(10):
        ten.add(f"r{number}", 0.0, created=at(number * 0.01), eta=at(20))
    _, look = ten.next_look(0.0)
    assert isinstance(look, Page)
    assert look.cursor is None
    assert look.limit == 10
    assert len(look.expected) == 10


def test_a_page_starts_at_a_row_that_is_known() -> None:
    """New renders push the page's number on, and do not move its cursor."""
    three = schedule()
    three.add("old", 0.0, created=at(0), eta=at(20))
    three.add("older", 0.0, created=at(-1), eta=at(20))
    three.add("new", 0.0, created=at(5), eta=at(900))
    _, look = three.next_look(0.0)
    assert look == Page(Row("new", at(5)), 2, ("old", "older"))


def test_nobody_is_looked_at_twice_within_half_a_second() -> None:
    """However cheap a look is."""
    eager = schedule(price=0.001)
    eager.add("r", 0.0, created=at(-30), eta=at(0))
    eager.saw("r", 10.0)
    when, _ = eager.next_look(10.0)
    assert when >= 10.0 + LEAST_PAUSE == 10.5


def test_nobody_is_left_alone_for_more_than_half_a_minute() -> None:
    """An eta of an hour is a promise, no certainty."""
    one = schedule()
    one.add("r", 0.0, created=at(0), eta=at(3600))
    assert one.next_look(0.0)[0] == pytest.approx(30)
    one.saw("r", 30.0)
    assert one.next_look(30.0)[0] == pytest.approx(60)


def test_those_that_are_left_alone_are_looked_at_together() -> None:
    """A hundred with far etas cost a page each half a minute."""
    many = schedule()
    for number in range(100):
        many.add(f"r{number:03}", 0.0, created=at(number * 0.001), eta=at(3600))
    when, look = many.next_look(0.0)
    assert when == pytest.approx(LONGEST_PAUSE)
    assert isinstance(look, Page)
    assert len(look.expected) == 100


def test_the_higher_the_price_the_rarer_the_looks() -> None:
    """`poll` is what a look is worth."""

    def first(price: float) -> float:
        one = schedule(price)
        one.add("r", 0.0, created=at(0), eta=at(30))
        return one.next_look(0.0)[0]

    assert first(0.05) < first(0.25) < first(2.0)


def test_what_a_page_should_have_shown_is_named() -> None:
    """It lies between rows that were shown, and is not among them."""
    three = schedule()
    for number in range(3):
        three.add(f"r{number}", 0.0, created=at(number), eta=at(20))
    page = Page(None, 3, ("r2", "r1", "r0"))
    rows = [Row("r2", at(2)), Row("r0", at(0))]
    assert three.saw_page(page, rows, 1.0, asked=1.0, final=False) == ["r1"]


def test_what_a_page_may_not_have_reached_is_not_missing() -> None:
    """It may lie below the last row; or it was made after the page was asked for."""
    three = schedule()
    three.add("r0", 0.0, created=at(0), eta=at(20))
    three.add("r1", 0.0, created=at(1), eta=at(20))
    three.add("r9", 5.0, created=at(5), eta=at(20))
    page = Page(None, 2, ("r1", "r0"))
    rows = [Row("foreign", at(1.5)), Row("r1", at(1))]
    assert three.saw_page(page, rows, 4.0, asked=4.0, final=False) == []


def test_foreign_rows_are_reckoned_with() -> None:
    """A page that showed four foreign rows a second makes the next ones longer."""
    two = schedule()
    two.add("new", 0.0, created=at(10), eta=at(90))
    two.add("old", 0.0, created=at(0), eta=at(90))
    rows = [Row("new", at(10))] + [Row(f"f{n}", at(10 - n / 4)) for n in range(1, 9)]
    two.saw_page(Page(None, 9, ("new",)), rows, 11.0, asked=11.0, final=False)
    for name in ("new", "old"):
        two.want_at(name, 12.0)
    _, look = two.next_look(11.0)
    assert isinstance(look, Page)
    assert look.limit > 40


def test_a_render_far_down_the_list_is_asked_for_by_name() -> None:
    """A day of foreign rows lies between it and the new ones."""
    two = schedule()
    two.add("new", 0.0, created=at(0), eta=at(20))
    two.add("old", 0.0, created=at(-86_400), eta=at(20))
    rows = [Row("new", at(0)), Row("f1", at(-60))]
    two.saw_page(Page(None, 2, ("new", "old")), rows, 1.0, asked=1.0, final=False)
    assert two.next_look(16.0)[1] in (One("new"), One("old"))


def test_pages_that_are_much_slower_than_single_looks_get_smaller() -> None:
    """And larger again when that is over."""
    one = schedule()
    one.took(One("r"), 0.1)
    one.took(Page(None, 100, ()), 2.0)
    assert one.page_limit == 50
    one.took(Page(None, 50, ()), 2.0)
    assert one.page_limit == 25
    for _ in range(60):
        one.took(Page(None, 25, ()), 0.1)
    assert one.page_limit == 100


def test_the_servers_time_comes_from_its_answers() -> None:
    """A clock of ours that is five minutes off does not matter."""
    time, wrong = ServerTime(), START + 300_000
    for second in range(20):
        moment = Moment(second * 0.73, wrong + second * 730)
        date = (START + second * 730) // 1000 * 1000
        time.learn_date(date, moment, moment)
    assert time.server_ms(0.0) == pytest.approx(START, abs=100)


def test_without_dates_nothing_is_created_in_the_future() -> None:
    """A clock of ours that is slow is seen to be."""
    time = ServerTime()
    time.learn_created(START, Moment(10.0, START - 300_000))
    assert time.server_ms(10.0) == START


def test_without_dates_nothing_is_pending_long_after_its_eta() -> None:
    """A clock of ours that is fast is likelier."""
    time = ServerTime()
    time.learn_pending(START, START + 30_000, Moment(10.0, START + 600_000))
    assert time.server_ms(10.0) == pytest.approx(START, abs=1)


def test_a_cursor_that_was_refused_is_not_used_again() -> None:
    """Not even when pages are asked for again."""
    two = schedule()
    for name, made in (("a", 1.0), ("b", 0.0)):
        two.add(name, 0.0, created=at(made), eta=at(20))
    gone = Row("gone", at(2))
    two.saw_page(
        Page(gone, 2, ("a", "b")), [Row("a", at(1)), Row("b", at(0))], 3.0, asked=3.0, final=True
    )
    for name in ("a", "b"):
        two.want_at(name, 3.5)
    assert two.next_look(3.0)[1] == Page(gone, 2, ("a", "b"))
    two.cursor_failed(Page(gone, 2, ("a", "b")), 3.5)
    assert isinstance(two.next_look(3.5)[1], One)
    for name in ("a", "b"):
        two.saw(name, 4.0)
        two.want_at(name, 80.0)
    look = two.next_look(79.9)[1]
    assert isinstance(look, Page)
    assert look.cursor is None
