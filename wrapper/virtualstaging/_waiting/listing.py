"""The list of renders, newest first: where this client's stand, and which look is worth most."""

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, inf, nextafter

from virtualstaging._core.clock import ServerClock

from .pending import Pending, Row

LARGEST_PAGE = 100
ROW_PRICE = 0.002
"""Of a look's price, for each row: bytes, and the server's work of signing links. Ten times as
much would halve the bytes, and cost a third of what pages gain over single looks."""

BY_ID = 60.0
"""Seconds for which a render that the list did not show is only asked for by its id."""

_ALIKE = 0.001
"""Share by which a page has to be better than one of newer renders."""

_SMALLEST_PAGE = 10
_SLOW_PAGE = 3.0
_OWN_ROWS = 5000


@dataclass(frozen=True, slots=True)
class One:
    """Look at one render by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class Page:
    """Look at a page of the list, newest first.

    Args:
        cursor: The row just before it; None for the newest.
        limit: Rows.
        expected: Ids of the renders it is asked for.
    """

    cursor: Row | None
    limit: int
    expected: tuple[str, ...]


Look = One | Page


class Listing:
    """What is known of the list.

    Args:
        price: Seconds of waiting that one look is worth.
        clock: What is known of the server's clock.
    """

    def __init__(self, price: float, clock: ServerClock) -> None:
        self.page_limit = LARGEST_PAGE
        self._price = price
        self._per_row = price * ROW_PRICE
        self._clock = clock
        self._own: list[Row] = []  # of ours, oldest first, those that have ended too
        self._foreign_rate = 0.0  # rows a second that are not ours, as pages have shown
        self._failures = 0
        self._pages_from = -inf
        self._one_took = inf  # seconds, the last look by id

    def add(self, row: Row) -> None:
        """One of ours is there."""
        if not self._has(row):
            self._own.insert(bisect_left(self._own, row), row)
            del self._own[:-_OWN_ROWS]

    def forget(self, row: Row) -> None:
        """It is not there any more, and can be no cursor."""
        if self._has(row):
            self._own.remove(row)

    def most_rows(self, at: float) -> int:
        """How many rows a page may have; 0: no pages are asked for."""
        return self.page_limit if at >= self._pages_from else 0

    def best(self, order: Sequence[Pending], at: float) -> tuple[float, tuple[int, int]]:
        """The look that is worth most then: its worth, in seconds of waiting less the price of its
        rows; and the indices of the first and the last render that it is for.

        One pass over the renders. `starts` holds those at which a page may begin, the best first:
        for each the worth of all before it less the price of their rows, its line, and its index.
        Starts that a later one beats are dropped.

        Args:
            order: All that are pending, those that pages can show first, newest first.
            at: Monotonic seconds.
        """
        best, span, total, per_row = -inf, (0, 0), 0.0, self._per_row
        most = self.page_limit if at >= self._pages_from and len(order) > 1 else 0
        starts: deque[tuple[float, float, int]] = deque()
        for index, one in enumerate(order):
            if one.rests_until <= at < one.idle_until:
                continue
            worth = one.worth(at, self._price, per_row)
            if worth < 0.0:
                starts.clear()  # no page may show it
            elif worth - per_row > best:
                best, span = worth - per_row, (index, index)
            if worth < 0.0 or one.row is None or at < one.by_id_until or not most:
                continue
            top, line = self._lines(one.row, one.row, at)
            key = total - per_row * top
            while starts and starts[-1][0] >= key:
                starts.pop()
            starts.append((key, top, index))
            total += worth
            while starts and line - starts[0][1] + 1 > most:
                starts.popleft()
            surplus = total - per_row * (line + 1) - starts[0][0] if starts else -inf
            if surplus > best + _ALIKE * abs(best) and starts[0][2] < index:
                best, span = surplus, (starts[0][2], index)
        return best, span

    def look(self, some: Sequence[Pending], at: float) -> Look:
        """The look that is for these."""
        first, last = some[0].row, some[-1].row
        if len(some) == 1 or first is None or last is None:
            return One(some[0].id)
        top, line = self._lines(first, last, at)
        rows = line - top + 1
        rows += 2 * max(rows - len(some), 0.0) ** 0.5  # others may be closer together than usual
        expected = tuple(one.id for one in some if at >= one.by_id_until)
        limit = min(ceil(rows - 1e-6), self.page_limit)
        cursor = next(iter(self._own[self._above(first) :]), None)
        return Page(cursor, max(limit, 1), expected)

    def saw(
        self, page: Page, rows: Sequence[Row], at: float, *, final: bool
    ) -> tuple[float, float] | None:
        """A page showed these rows, in their order.

        Returns the creation times between which it showed all that there is; None if it is no page
        of the list, newest first, from its cursor on.
        """
        self._failures = 0
        upper = inf if page.cursor is None else page.cursor.created
        times = [upper, *(row.created for row in rows)]
        if any(newer < older for newer, older in pairwise(times)) or not (rows or final):
            return None
        if rows:
            began = at if page.cursor is None else self._clock.monotonic(upper)
            seconds = max(began - self._clock.monotonic(times[-1]), 0.001)
            foreign = sum(not self._has(row) for row in rows)
            share = min(1.0, len(rows) / 50) if self._foreign_rate else 1.0
            self._foreign_rate += share * (foreign / seconds - self._foreign_rate)
        return -inf if final else times[-1], upper

    def page_failed(self, at: float) -> None:
        """A page could not be had. After two, none is asked for for a while."""
        self._failures += 1
        if self._failures >= 2:
            self._pages_from = at + BY_ID

    def took(self, look: Look, seconds: float) -> None:
        """A look took so long: pages get smaller while they are much slower than single looks."""
        if isinstance(look, One):
            self._one_took = seconds
        elif seconds <= _SLOW_PAGE * self._one_took:
            self.page_limit = min(self.page_limit + 5, LARGEST_PAGE)
        elif look.limit > self.page_limit // 2:
            self.page_limit = max(self.page_limit // 2, _SMALLEST_PAGE)

    def _has(self, row: Row) -> bool:
        index = bisect_left(self._own, row)
        return self._own[index : index + 1] == [row]

    def _lines(self, first: Row, last: Row, at: float) -> tuple[float, float]:
        """The lines of the list, counted downwards, on which a page begins for the one row to be
        its first, and on which the other stands. Only differences of lines matter.
        """
        own, rate = self._own, self._foreign_rate
        end = -bisect_left(own, last) - rate * last.created / 1000
        above = self._above(first)
        if above < len(own):
            return 1 - above - rate * own[above].created / 1000, end
        created = own[-1].created if own else first.created
        age = max(at - self._clock.monotonic(created), 0.0)
        return 1 - above - rate * (created / 1000 + age), end

    def _above(self, row: Row) -> int:
        """The index of the next newer row of ours. The order of those of one millisecond is not
        known.
        """
        return bisect_left(self._own, Row(nextafter(row.created, inf), ""))
