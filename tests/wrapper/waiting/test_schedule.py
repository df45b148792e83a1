"""When to look next, and at what."""

import random
from collections.abc import Iterable

import pytest

from virtualstaging._core.clock import ServerClock
from virtualstaging._core.reading import Reading
from virtualstaging._core.steps import Answer, Moment
from virtualstaging._waiting.listing import Listing, Look, One, Page
from virtualstaging._waiting.pending import LEAST_PAUSE, LONGEST_PAUSE, Pending, Row
from virtualstaging._waiting.schedule import Schedule

START = 1_800_000_000_000.0
"""The server's milliseconds at our second 0: Fri, 15 Jan 2027 08:00:00 GMT."""


def clock() -> ServerClock:
    made = ServerClock()
    moment = Moment(0.5, START)
    made.note(Answer(200, {"date": "Fri, 15 Jan 2027 08:00:00 GMT"}, b""), moment, moment)
    return made


def schedule(price: float = 0.25) -> Schedule:
    return Schedule(price, clock())


def at(seconds: float) -> float:
    return START + seconds * 1000


def rows(*seconds: float, **others: float) -> list[Row]:
    """Rows of ours, named by when they were created, and others; newest first."""
    named = {f"r{one:g}": one for one in seconds} | others
    return sorted((Row(at(one), name) for name, one in named.items()), reverse=True)


def known(name: str, created: float | None = None, eta: float | None = None) -> Reading:
    """What is known of a render that was created, and is promised, at these seconds."""
    when = [None if one is None else at(one) for one in (created, eta)]
    return Reading(name, when[0], when[1], None, whole=False, data={})


def add(several: Schedule, name: str, created: float, eta: float | None = None) -> None:
    several.add(name, max(created, 0.0), known(name, created, eta), apart=False)


def made(*seconds: float, eta: float = 20.0, price: float = 0.25) -> Schedule:
    """A schedule with renders that were created then."""
    several = schedule(price)
    for one in seconds:
        add(several, f"r{one:g}", one, eta)
    return several


def wanted(several: Schedule, when: float, names: Iterable[str]) -> Look:
    """What is looked at when all of these are wanted at once."""
    for name in names:
        several.want_at(name, when)
    return several.next_look(when)[1]


def test_a_render_alone_is_asked_for_by_its_id_before_its_eta() -> None:
    """The first look comes when it may well have finished."""
    when, look = made(0, eta=40).next_look(0.0)
    assert look == One("r0")
    assert 20 < when < 30  # half have finished at 40; K = 0.25 s may be lost until then


def test_renders_of_one_time_share_a_page() -> None:
    """Ten that were made together are looked at together."""
    _, look = made(*[number / 100 for number in range(10)]).next_look(0.0)
    assert isinstance(look, Page)
    assert look.cursor is None
    assert look.limit == 10
    assert len(look.expected) == 10


def test_a_page_starts_at_a_row_that_is_known() -> None:
    """New renders push the page's number on, and do not move its cursor."""
    three = made(0, -1)
    add(three, "new", 5, 900)
    assert three.next_look(0.0)[1] == Page(Row(at(5), "new"), 2, ("r0", "r-1"))


def test_a_render_that_has_ended_may_still_be_the_cursor() -> None:
    """It takes its place in the list, as long as it was not deleted."""
    three = made(2, 1, 0)
    three.drop("r2")
    assert wanted(three, 1.0, ["r1", "r0"]) == Page(Row(at(2), "r2"), 2, ("r1", "r0"))
    three.drop("r1", listed=False)
    add(three, "r-1", -1)
    assert wanted(three, 1.0, ["r0", "r-1"]) == Page(Row(at(2), "r2"), 2, ("r0", "r-1"))


def test_those_of_one_millisecond_are_no_cursor_of_each_other() -> None:
    """In what order the list shows them is not known."""
    several = made(5)
    for name in ("a", "b", "c"):
        add(several, name, 0)
    page = wanted(several, 1.0, ["a", "b"])
    assert isinstance(page, Page)
    assert page.cursor == Row(at(5), "r5")
    assert page.limit >= 3


def test_nobody_is_looked_at_twice_within_half_a_second() -> None:
    """However cheap a look is, alone or with others."""
    eager = made(-30, eta=0, price=0.001)
    eager.saw(known("r-30"), 10.0)
    assert eager.next_look(10.0)[0] >= 10.0 + LEAST_PAUSE == 10.5
    three = made(2, 1, 0)
    three.saw(known("r1"), 1.0)
    assert wanted(three, 1.2, ["r2", "r0"]) in (One("r2"), One("r0"))


def test_nobody_is_left_alone_for_more_than_half_a_minute() -> None:
    """An eta of an hour is a promise, no certainty."""
    one = made(0, eta=3600)
    assert one.next_look(0.0)[0] == pytest.approx(30)
    one.saw(known("r0"), 30.0)
    assert one.next_look(30.0)[0] == pytest.approx(60)


def test_those_that_are_left_alone_are_looked_at_together() -> None:
    """A hundred with far etas cost a page each half a minute."""
    many = made(*[number / 1000 for number in range(100)], eta=3600)
    when, look = many.next_look(0.0)
    assert when == pytest.approx(LONGEST_PAUSE)
    assert isinstance(look, Page)
    assert len(look.expected) == 100


def test_the_higher_the_price_the_rarer_the_looks() -> None:
    """`poll` is what a look is worth."""
    first = [made(0, eta=30, price=price).next_look(0.0)[0] for price in (0.05, 0.25, 2.0)]
    assert first == sorted(set(first))


def test_two_ends_of_waits_are_both_looked_at() -> None:
    """A wish is fulfilled by a look after it, not by one before."""
    one = made(0, eta=3600)
    one.want_at("r0", 20.0)
    one.saw(known("r0"), 19.0)
    assert one.next_look(19.0)[0] == pytest.approx(20.0)
    one.saw(known("r0"), 20.0)
    assert one.next_look(20.0)[0] == pytest.approx(50.0)


def test_what_a_page_should_have_shown_is_asked_for_by_its_id() -> None:
    """It lies between rows that were shown, and is not among them."""
    three = made(2, 1, 0, eta=300)
    three.saw_page(Page(None, 3, ("r2", "r1", "r0")), rows(2, 0), 3.0, asked=3.0, final=False)
    for name in ("r2", "r0"):
        three.saw(known(name), 3.0)
    assert three.next_look(3.0) == (3.0, One("r1"))


def test_what_a_page_may_not_have_reached_is_not_missing() -> None:
    """It may lie below the last row; or it was made after the page was asked for."""
    three = made(1, 0, eta=300)
    add(three, "r9", 5, 300)
    page = Page(None, 2, ("r1", "r0"))
    three.saw_page(page, rows(1, foreign=1.5), 4.0, asked=4.0, final=False)
    assert three.next_look(4.0)[0] > 20


def test_a_render_that_pages_do_not_reach_is_asked_for_by_its_id() -> None:
    """A server whose pages are shorter than was asked for is not asked for them for ever."""
    two = made(1, 0)
    for number in range(3):
        assert isinstance(wanted(two, number + 1.0, ["r1", "r0"]), Page)
        page = Page(None, 2, ("r1", "r0"))
        two.saw_page(page, rows(1), number + 1.0, asked=number + 1.0, final=False)
        two.saw(known("r1"), number + 1.0)
    assert wanted(two, 5.0, ["r1", "r0"]) in (One("r1"), One("r0"))


@pytest.mark.parametrize("shown", [[], rows(0, 1)[::-1], rows(1, 0, newer=9)])
def test_a_page_that_is_none_is_not_believed(shown: list[Row]) -> None:
    """Empty, out of order, or from before its cursor: it says nothing of what it lacks."""
    three = made(2, 1, 0.5, eta=300)
    page = Page(Row(at(2), "r2"), 3, ("r1", "r0.5"))
    three.saw_page(page, shown, 3.0, asked=3.0, final=False)
    assert isinstance(wanted(three, 4.0, ["r1", "r0.5"]), One)
    assert three.listing.best(three._in_order(), 3.9)[0] < 0.25


def test_foreign_rows_are_reckoned_with() -> None:
    """A page that showed four foreign rows a second makes the next ones longer."""
    two = made(10, 0, eta=90)
    foreign = {f"f{number}": 10 - number / 4 for number in range(1, 9)}
    two.saw_page(Page(None, 9, ("r10",)), rows(10, **foreign), 11.0, asked=11.0, final=False)
    look = wanted(two, 12.0, ["r10", "r0"])
    assert isinstance(look, Page)
    assert 30 < look.limit < 50


def test_a_render_far_down_the_list_is_asked_for_by_its_id() -> None:
    """A day of foreign rows lies between it and the new ones."""
    two = made(0, -86_400)
    page = Page(None, 2, ("r0", "r-86400"))
    two.saw_page(page, rows(0, f1=-60), 1.0, asked=1.0, final=False)
    assert isinstance(two.next_look(16.0)[1], One)


def test_pages_that_are_much_slower_than_single_looks_get_smaller() -> None:
    """And larger again when that is over."""
    listing = Listing(0.25, clock())
    listing.took(One("r"), 0.1)
    listing.took(Page(None, 100, ()), 2.0)
    assert listing.page_limit == 50
    listing.took(Page(None, 50, ()), 2.0)
    assert listing.page_limit == 25
    for _ in range(60):
        listing.took(Page(None, 25, ()), 0.1)
    assert listing.page_limit == 100


def test_a_cursor_that_was_refused_is_not_used_again() -> None:
    """Not even when pages are asked for again."""
    two = made(2, 1, 0)
    two.drop("r2")
    page = wanted(two, 3.0, ["r1", "r0"])
    assert page == Page(Row(at(2), "r2"), 2, ("r1", "r0"))
    two.page_failed(page, 3.5, refused=True)
    assert isinstance(two.next_look(3.5)[1], One)
    for name in ("r1", "r0"):
        two.saw(known(name), 4.0)
        two.want_at(name, 80.0)
    look = two.next_look(79.9)[1]
    assert isinstance(look, Page)
    assert look.cursor is None


def test_ids_alone_are_found_page_by_page() -> None:
    """As long as pages show some of them; then each is asked for by its id."""
    several = schedule()
    for number in range(60):
        several.add(f"r{number}", 0.0, None, apart=False)
    names = tuple(f"r{number}" for number in range(60))
    assert several.next_look(0.0) == (0.0, Page(None, 100, names))
    several.saw_page(Page(None, 100, names), rows(59, 58), 1.0, asked=1.0, final=False)
    for name in ("r59", "r58"):
        several.saw(known(name, int(name[1:]), 300), 1.0)
    assert several.next_look(1.0) == (1.0, Page(Row(at(58), "r58"), 100, names[:58]))
    several.saw_page(
        Page(Row(at(58), "r58"), 100, names[:58]), rows(f=1), 2.0, asked=2.0, final=False
    )
    assert several.next_look(2.0)[1] == One("r0")


class Worth(Pending):
    """A render of which it is known what a look at it is worth."""

    seconds = 0.0

    def worth(self, at: float, price: float, per_row: float) -> float:
        return self.seconds


@pytest.mark.parametrize("seed", range(20))
def test_the_best_page_is_the_best_of_all(seed: int) -> None:
    """One pass finds what trying every page finds."""
    chance = random.Random(seed)
    listing = Listing(0.25, clock())
    listing.page_limit = 10
    order = []
    for number in range(60, 0, -1):
        one = Worth(f"r{number:02}", 0.0, row=Row(at(number), f"r{number:02}"))
        one.seconds = chance.choice([0.0, chance.random() * 0.002])
        order.append(one)
        listing.add(Row(at(number), one.id))
    found, (first, last) = listing.best(order, 0.0)
    tried = {
        (start, end): sum(one.seconds - 0.25 * 0.002 for one in order[start : end + 1])
        for start in range(60)
        for end in range(start, min(start + 10, 60))
    }
    assert found == pytest.approx(max(tried.values()), rel=0.002)
    assert tried[first, last] == pytest.approx(found)
