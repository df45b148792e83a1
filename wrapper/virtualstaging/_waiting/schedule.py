"""When to look at which renders. No I/O: it is told what was seen, and says what comes next.

A look costs K seconds of waiting (the price), and a little more for each row that it shows. Each
pending render gathers, since the last look at it, the time that it is expected to have lain there
finished and unseen. As soon as a window of at most 100 consecutive creations has gathered more than
a page of it costs, that page is asked for, the best window first; a render alone by name.
With a steady hazard h this is the rule that is best for single renders, a look each sqrt(2K / h)
seconds; a window adds up the hazards of all that it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, exp, inf

from .forecast import Forecast, survival
from .line import Choice, Entry, Line, Row
from .server_time import ServerTime

LARGEST_PAGE = 100
ROW_PRICE = 0.002
"""Of a look's price, for each row: bytes, and the server's work of signing links. Ten times as
much would halve the bytes, and cost a third of what pages gain over single looks."""

LEAST_PAUSE = 0.5
"""Seconds between two looks at one render, at least."""

LONGEST_PAUSE = 30.0
"""Seconds between two looks at one render, at most."""

BY_NAME = 60.0
"""Seconds for which a render that the list did not show is only asked for by name."""

_RIPE = 3.5
"""Sigmas before the median: who has hardly finished is not computed."""

_STEP = 0.05
_SMALLEST_PAGE = 10
_SLOW_PAGE = 3.0
_OWN_ROWS = 5000


@dataclass(frozen=True, slots=True)
class One:
    """Look at one render by name."""

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


class Schedule:
    """Pending renders and when to look at them.

    Args:
        price: Seconds of waiting that one look is worth (K).
        row_price: The same for each row that a look shows, as a share of the price.
    """

    def __init__(self, price: float, row_price: float = ROW_PRICE) -> None:
        self.price = price
        self.forecast = Forecast()
        self.server_time = ServerTime()
        self.page_limit = LARGEST_PAGE
        self._per_row = price * row_price
        self._forced = price + 2 * self._per_row
        self._line = Line()
        self._apart: dict[str, Entry] = {}  # place unknown, or far from the others
        self._entries: dict[str, Entry] = {}
        self._own: dict[str, None] = {}
        self._pages_from = -inf
        self._seconds_one: float | None = None
        self._seconds_page: float | None = None
        self._usual_pause = 0.0
        self._plan: tuple[float, Look] | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, render_id: str) -> bool:
        return render_id in self._entries

    def add(
        self,
        render_id: str,
        now: float,
        *,
        created: float | None = None,
        eta: float | None = None,
        apart: bool = False,
    ) -> None:
        """Wait for a render.

        Args:
            render_id: Its id.
            now: Monotonic seconds.
            created: Its `created_at`; None if it is not known.
            eta: When all of it is promised, in the server's epoch milliseconds.
            apart: It is known to be far from the others in the list: ask for it by name.
        """
        entry = Entry(render_id, created, eta, now)
        self._entries[render_id] = entry
        self._remember_own(render_id)
        if created is None or apart:
            self._apart[render_id] = entry
            entry.alone_until = inf if apart else -inf
        else:
            self._line.insert(entry)
        self._plan = None

    def drop(self, render_id: str, *, listed: bool = True) -> None:
        """Wait for it no more. If it is not `listed` any more, it can be no cursor."""
        entry = self._entries.pop(render_id, None)
        if entry is None:
            return
        if self._apart.pop(render_id, None) is None:
            self._line.remove(entry, listed=listed)
        if not listed:
            self._line.forget_row(render_id)
        self._plan = None

    def want_at(self, render_id: str, at: float, *, by_name: bool = False) -> None:
        """Have it looked at just then, whatever the odds."""
        entry = self._entries[render_id]
        if at < entry.wanted_by or entry.wanted_by <= entry.looked:
            entry.wanted_by, entry.version = at, -1
        if by_name:
            entry.alone_until = max(entry.alone_until, at + BY_NAME)
        self._plan = None

    def placed(self, render_id: str, created: float, eta: float | None) -> None:
        """A look, or a caller's render, has told when it was created and when it is promised."""
        entry = self._entries[render_id]
        if eta is not None and eta != entry.eta:
            entry.eta, entry.version = eta, -1
        if entry.created is None:
            entry.created, entry.version = created, -1
            if entry.alone_until != inf:
                del self._apart[render_id]
                self._line.insert(entry)
        self._plan = None

    def next_look(self, now: float) -> tuple[float, Look]:
        """When to look next (monotonic seconds; not after `now` means at once), and at what.

        The answer holds until something is added, dropped or seen.
        """
        assert self._entries, "nothing is pending"
        if self._plan is None:
            self._plan = self._planned(now)
        return self._plan

    def _planned(self, now: float) -> tuple[float, Look]:
        adrift = [one.id for one in self._apart.values() if one.looked == -inf]
        adrift = [one for one in adrift if self._entries[one].alone_until == -inf]
        if len(adrift) > 2 and now >= self._pages_from:
            return now, Page(None, min(2 * len(adrift), self.page_limit), tuple(adrift))
        choice = self._best(now)
        if choice.surplus >= self.price:
            return now, self._look(choice, now)
        late, choice = self._ahead(now)
        self._usual_pause = late - now
        return late, self._look(choice, late)

    def _ahead(self, now: float) -> tuple[float, Choice]:
        """When a look will pay, and which. Worth only grows with time.

        First steps that grow, from what the last pause lets expect; then in between.
        """
        horizon = max(now, min(entry.must for entry in self._entries.values()))
        early, step = now, max(_STEP, self._usual_pause * 0.9)
        while True:
            late = min(early + step, horizon)
            choice = self._best(late)
            if choice.surplus >= self.price or late >= horizon:
                break
            early, step = late, 0.6 * (late - now)
        while late - early > max(_STEP / 2, 0.08 * (late - now)):
            middle = (early + late) / 2
            found = self._best(middle)
            if found.surplus >= self.price:
                late, choice = middle, found
            else:
                early = middle
        return late, choice

    def _best(self, now: float) -> Choice:
        lead = self._lead(now)
        most = self.page_limit if now >= self._pages_from else 1
        best = self._line.best(now, self._worth, self._per_row, most, lead)
        for entry in self._apart.values():
            value = self._worth(entry, now)
            if value is not None and value - self._per_row > best.surplus:
                best = Choice(value - self._per_row, entry, None)
        return best

    def _lead(self, now: float) -> float:
        """Rows above our newest, as far as can be told."""
        if not len(self._line):
            return 0.0
        newest = self._line[0]
        age = (self.server_time.server_ms(now) - (newest.created or 0.0)) / 1000
        return newest.gap + self._line.foreign_rate * max(age, 0.0)

    def _worth(self, entry: Entry, now: float) -> float | None:
        """Seconds that a render is expected to have lain finished and unseen; None: just looked."""
        if entry.version != self.forecast.version + self.server_time.version:
            self._refresh(entry)
        if now < entry.looked + LEAST_PAUSE:
            return None
        unseen = 0.0
        if now > entry.ripe:
            _, area = survival(entry.law, now - entry.born)
            waited = now - max(entry.pending, entry.born)
            unseen = max(waited - (area - entry.area) / entry.alive, 0.0)
        return unseen + self._forced if now >= entry.must else unseen

    def _must(self, entry: Entry) -> float:
        """When it has to be looked at, whatever the odds."""
        if entry.created is None and entry.looked == -inf:
            return entry.added
        latest = max(entry.looked, entry.added) + LONGEST_PAUSE
        wanted = entry.wanted_by if entry.looked < entry.wanted_by else inf
        return max(min(latest, wanted), entry.looked + LEAST_PAUSE)

    def _refresh(self, entry: Entry) -> None:
        """Compute what follows from the forecast and the server's time."""
        entry.version = self.forecast.version + self.server_time.version
        if entry.created is None:
            entry.born, entry.law = entry.added, self.forecast.law(None)
        else:
            entry.born = self.server_time.monotonic(entry.created)
            seconds = None if entry.eta is None else (entry.eta - entry.created) / 1000
            entry.law = self.forecast.law(seconds)
        entry.alive, entry.area = survival(entry.law, entry.pending - entry.born)
        if entry.alive <= 0.0:
            entry.alive = 1e-300
        early = entry.born + entry.law.median * exp(-_RIPE * entry.law.sigma)
        entry.ripe = max(early, entry.pending)
        entry.must = self._must(entry)

    def _look(self, choice: Choice, now: float) -> Look:
        if choice.window is None:
            assert choice.entry is not None
            return One(choice.entry.id)
        first, last, rows = choice.window
        expected = (self._line[index] for index in range(first, last + 1))
        return Page(
            cursor=self._line.anchor(first),
            limit=max(1, min(ceil(rows - 1e-6), self.page_limit)),
            expected=tuple(one.id for one in expected if now >= one.alone_until),
        )

    # What was seen

    def saw(self, render_id: str, at: float) -> None:
        """It was unfinished at this time (monotonic seconds)."""
        entry = self._entries[render_id]
        entry.looked = max(entry.looked, at)
        entry.pending = max(entry.pending, at)
        entry.version = -1
        self._plan = None

    def ended(self, render_id: str, at: float, *, exact: bool = False) -> None:
        """It has ended, and was seen to at this time; or did then, when that is `exact`.

        The forecast learns from it if it is known well enough how long it took. Drop it, too.
        """
        entry = self._entries[render_id]
        if entry.created is None:
            return
        born = self.server_time.monotonic(entry.created)
        unknown = 0.0 if exact else at - max(entry.pending, born)
        took = at - unknown / 2 - born
        if took > 0 and unknown < 0.4 * took:
            seconds = None if entry.eta is None else (entry.eta - entry.created) / 1000
            self.forecast.learn(seconds, took)

    def saw_page(
        self, page: Page, rows: Sequence[Row], at: float, *, asked: float, final: bool
    ) -> list[str]:
        """A page showed these rows. Returns the ids of ours that it should have shown, too.

        Args:
            page: What was asked for.
            rows: What came, in its order.
            at: When it was made (monotonic seconds), about.
            asked: When it was asked for.
            final: The list ends with it.
        """
        self._plan = None
        for render_id in page.expected:
            entry = self._entries.get(render_id)
            if entry is not None and entry.created is None:
                entry.looked = at  # by name from now on, if it is not among the rows
                entry.version = -1
        ordered = all(a.created >= b.created for a, b in pairwise(rows))
        if not ordered or (not rows and not final):
            self.ask_by_name(page.expected, at)
            return []
        self._learn_places(page, rows)
        return self._missing(page, rows, asked, final=final)

    def ask_by_name(self, ids: Sequence[str], now: float) -> None:
        """Leave these out of pages for a while."""
        for render_id in ids:
            entry = self._entries.get(render_id)
            if entry is not None:
                entry.alone_until = max(entry.alone_until, now + BY_NAME)
        self._plan = None

    def cursor_failed(self, page: Page, now: float) -> None:
        """The server did not take the page's cursor: the row may have been deleted."""
        assert page.cursor is not None
        self._line.forget_row(page.cursor.id)
        self.ask_by_name(page.expected, now)
        lost = self._entries.get(page.cursor.id)
        if lost is not None:
            self.ask_by_name([lost.id], now)
            self.want_at(lost.id, now)

    def pages_failed(self, now: float) -> None:
        """Pages keep failing: ask for each render by name for a while."""
        self._pages_from = now + BY_NAME
        self._plan = None

    def took(self, look: Look, seconds: float) -> None:
        """A look took so long: pages get smaller while they are much slower than single looks."""
        if isinstance(look, One):
            self._seconds_one = _averaged(self._seconds_one, seconds)
            return
        self._seconds_page = _averaged(self._seconds_page, seconds)
        if not self._seconds_one:
            return
        if self._seconds_page > _SLOW_PAGE * self._seconds_one:
            if look.limit > self.page_limit // 2:
                self.page_limit = max(self.page_limit // 2, _SMALLEST_PAGE)
                self._seconds_page = None  # smaller ones may be fast enough
        elif self.page_limit < LARGEST_PAGE:
            self.page_limit = min(self.page_limit + 5, LARGEST_PAGE)

    def _learn_places(self, page: Page, rows: Sequence[Row]) -> None:
        shown = [self._entries[row.id] for row in rows if row.id in self._entries]
        shown = [entry for entry in shown if entry.id not in self._apart]
        self._line.arrange(shown)
        above, others = page.cursor, 0.0
        newer: Entry | None = None
        for row in rows:
            entry = self._entries.get(row.id)
            if entry is None or row.id in self._apart:
                others += 1
            else:
                if above is not None and above.created >= row.created:
                    entry.above = above
                index = self._line.index(entry)
                if newer is not None and index and self._line[index - 1] is newer:
                    entry.gap, entry.gap_known = others, True
                newer, others = entry, 0.0
            above = row
        self._learn_foreign_rate(rows)
        self._line.moved()

    def _learn_foreign_rate(self, rows: Sequence[Row]) -> None:
        if len(rows) < 2:
            return
        seconds = max((rows[0].created - rows[-1].created) / 1000, 0.001)
        rate = sum(row.id not in self._own for row in rows) / seconds
        share = min(1.0, len(rows) / 50) if self._line.foreign_rate else 1.0
        self._line.foreign_rate += share * (rate - self._line.foreign_rate)

    def _missing(self, page: Page, rows: Sequence[Row], asked: float, *, final: bool) -> list[str]:
        """Ours that were created between the page's ends and are not in it."""
        upper = inf if page.cursor is None else page.cursor.created
        lower = -inf if final else rows[-1].created
        there = {row.id for row in rows}
        return [
            entry.id
            for entry in self._line.between(lower, upper)
            if entry.id not in there and entry.added < asked
        ]

    def _remember_own(self, render_id: str) -> None:
        self._own[render_id] = None
        if len(self._own) > _OWN_ROWS:
            del self._own[next(iter(self._own))]


def _averaged(before: float | None, seconds: float) -> float:
    return seconds if before is None else before + 0.2 * (seconds - before)
