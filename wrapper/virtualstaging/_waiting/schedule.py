"""When to look at which renders. No I/O: what was seen goes in, what comes next comes out.

A look costs K seconds of waiting (the price), and a little more for each row that it shows. Each
pending render gathers, since the last look at it, the time that it is expected to have lain there
finished and unseen. As soon as the renders that one page can show have gathered more than the page
costs, it is asked for, the best page first; a render alone by its id.
With a steady hazard h this is the rule that is best for single renders, a look each sqrt(2K / h)
seconds; a page adds up the hazards of all that it shows.
"""

from collections.abc import Sequence
from math import inf
from operator import attrgetter

from virtualstaging._core.clock import ServerClock
from virtualstaging._core.reading import Reading

from .listing import BY_ID, Listing, Look, Page
from .pending import Forecast, Pending, Row

_MOST_PASSED_OVER = 2
"""Pages that may end before a render that they were to show, until it is asked for by its id."""

_ENOUGH = 1.1
"""How much more than its price a look may be worth: when exactly that is, does not matter."""

_STEP = 0.05
"""Seconds: times that are nearer to each other count as the same."""


class Schedule:
    """Pending renders and when to look at them.

    Args:
        price: Seconds of waiting that one look is worth (K).
        clock: What is known of the server's clock.
    """

    def __init__(self, price: float, clock: ServerClock) -> None:
        self.forecast = Forecast()
        self.listing = Listing(price, clock)
        self._price = price
        self._clock = clock
        self._pending: dict[str, Pending] = {}
        self._search_from: Row | None = None

    def add(self, render_id: str, now: float, known: Reading | None, *, apart: bool) -> None:
        """Wait for a render.

        Args:
            render_id: Its id.
            now: Monotonic seconds.
            known: What is known of it.
            apart: It is known to be far from the others in the list: ask for it by its id.
        """
        one = Pending(render_id, now, by_id_until=inf if apart else -inf)
        self._pending[render_id] = one
        if known is not None:
            self._learn(one, known, now)

    def drop(self, render_id: str, *, listed: bool = True) -> None:
        """Wait for it no more. If it is not `listed` any more, it can be no cursor."""
        row = self._pending.pop(render_id).row
        if row is not None and not listed:
            self.listing.forget(row)

    def want_at(self, render_id: str, at: float, *, by_id: bool = False) -> None:
        """Have it looked at just then, whatever the odds."""
        one = self._pending[render_id]
        one.wanted, one.version = min(at, one.wanted), -1
        if by_id:
            one.by_id_until = max(one.by_id_until, at + BY_ID)

    # What was seen

    def saw(self, known: Reading, at: float) -> None:
        """It was unfinished at this time (monotonic seconds)."""
        one = self._pending[known.id]
        one.saw(at)
        self._learn(one, known, at)

    def ended(self, render_id: str, at: float, ended_ms: float | None = None) -> None:
        """It has ended, and was seen to at this time. The forecast learns from it. Drop it, too.

        Args:
            render_id: Its id.
            at: Monotonic seconds.
            ended_ms: When it ended, in the server's epoch milliseconds, if that is known.
        """
        one = self._pending[render_id]
        took = one.took(at, ended_ms, self._clock)
        if took is not None and took > 0:
            self.forecast.learn(one.promised, took)

    def saw_page(
        self, page: Page, rows: Sequence[Row], at: float, *, asked: float, final: bool
    ) -> None:
        """A page showed these rows. Ours that it should have shown, too, are asked for by id.

        Args:
            page: What was asked for.
            rows: What came, in its order.
            at: When it was made (monotonic seconds), about.
            asked: When it was asked for.
            final: The list ends with it.
        """
        shown = {row.id for row in rows}
        unseen = [one for one in self._expected(page) if one.id not in shown]
        covered = self.listing.saw(page, rows, at, final=final)
        if covered is None:
            self._ask_by_id(unseen, at)
            return
        for one in self._pending.values():
            inside = one.row is not None and covered[0] < one.row.created < covered[1]
            if inside and one.is_listed and one.added < asked and one.id not in shown:
                self.want_at(one.id, at, by_id=True)
        found_some = len(unseen) < len(page.expected)
        self._search_from = rows[-1] if found_some and not final else None
        for one in unseen:
            one.passed_over += one.row is not None
            if one.passed_over > _MOST_PASSED_OVER or not (one.row or self._search_from):
                self._ask_by_id([one], at)

    def page_failed(self, page: Page, now: float, *, refused: bool) -> None:
        """A page could not be had; `refused`: perhaps because its cursor has been deleted."""
        self.listing.page_failed(now)
        if refused and page.cursor is not None:
            self.listing.forget(page.cursor)
            self._ask_by_id(self._expected(page), now)
            if page.cursor.id in self._pending:
                self.want_at(page.cursor.id, now, by_id=True)

    def _expected(self, page: Page) -> list[Pending]:
        return [self._pending[one] for one in page.expected if one in self._pending]

    def _ask_by_id(self, some: Sequence[Pending], now: float) -> None:
        """Leave these out of pages for a while."""
        for one in some:
            one.by_id_until = max(one.by_id_until, now + BY_ID)

    def _learn(self, one: Pending, known: Reading, seen: float) -> None:
        """Where it stands in the list, and when it is promised, as far as that is known."""
        one.eta = one.eta if known.eta is None else known.eta
        if one.row is None and known.created is not None:
            self._clock.note_created(known.created, seen)
            one.row = Row(known.created, one.id)
            if one.is_listed:
                self.listing.add(one.row)

    # What comes next

    def next_look(self, now: float) -> tuple[float, Look]:
        """When to look next (monotonic seconds; not after `now` means at once), and at what."""
        return self._first_look(now) or self._best_look(now)

    def _first_look(self, now: float) -> tuple[float, Look] | None:
        """Where those of which only the ids are known stand in the list is found page by page."""
        some = [one for one in self._pending.values() if one.row is None and one.by_id_until < now]
        rows = min(2 * len(some), self.listing.most_rows(now))
        if len(some) < 3 or not rows:
            return None
        return now, Page(self._search_from, rows, tuple(one.id for one in some))

    def _best_look(self, now: float) -> tuple[float, Look]:
        """When a look will pay, and which: just when it is worth its price, or a little more.

        What a look is worth grows about as the square of the time.
        """
        price, order, listing = self._price, self._in_order(), self.listing
        worth, span = listing.best(order, now)
        early = late = now
        before = 0.0
        horizon = max(now, min(one.must for one in order))
        step = max(_STEP, min(one.idle_until for one in order) - now)
        while worth < price and late < horizon:
            early, before = late, max(worth, 0.0)
            late = min(late + step, horizon)
            worth, span = listing.best(order, late)
            step = 0.6 * (late - now)
        while worth > _ENOUGH * price and late - early > max(_STEP, 0.02 * (late - now)):
            share = max((1 + _ENOUGH) / 2 * price - before, 0.0) / (worth - before)
            middle = early + (late - early) * min(max(share**0.5, 0.1), 0.9)
            found, where = listing.best(order, middle)
            if found < price:
                early, before = middle, max(found, 0.0)
            else:
                late, worth, span = middle, found, where
        return late, listing.look(order[span[0] : span[1] + 1], late)

    def _in_order(self) -> list[Pending]:
        """All that are pending: first those that pages can show, newest first."""
        version = self.forecast.version + self._clock.version
        listed: list[Pending] = []
        others: list[Pending] = []
        for one in self._pending.values():
            if one.version != version:
                one.refresh(version, self.forecast, self._clock)
            (listed if one.is_listed else others).append(one)
        listed.sort(key=attrgetter("row"), reverse=True)
        return listed + others
