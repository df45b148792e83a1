"""The pending renders in order of creation, and which window of them one list answer can show."""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

from .forecast import Law, law


class Row(NamedTuple):
    """A render's place: its id and its `created_at`, in the server's epoch milliseconds."""

    id: str
    created: float


@dataclass(slots=True, eq=False)
class Entry:
    """A pending render. Times are monotonic seconds of ours unless they say otherwise.

    Args:
        id: The render's id.
        created: The server's epoch milliseconds; None if not known yet.
        eta: The same for when all of it is promised; None if nothing is.
        added: When it was first waited for.
    """

    id: str
    created: float | None
    eta: float | None
    added: float
    looked: float = -inf  # the last look at it
    pending: float = -inf  # when it was last known to be unfinished; at creation at first
    wanted_by: float = inf  # a look just then is wanted: a wait is about to end
    alone_until: float = -inf  # until then only asked for by name
    above: Row | None = None  # the row just newer, as a page has shown it
    gap: float = 0.0  # rows between it and the next newer pending one
    gap_known: bool = False  # … as a page has shown it; otherwise there may be more
    # What follows from the forecast, computed anew when that has changed.
    version: int = -1
    law: Law = field(default_factory=lambda: law(1.0, 1.0))
    born: float = 0.0
    ripe: float = 0.0  # before this time it has hardly finished
    must: float = 0.0  # by this time it has to be looked at
    alive: float = 1.0
    area: float = 0.0


class Window(NamedTuple):
    """Consecutive entries, first to last, newest first, and the rows that a page of them has."""

    first: int
    last: int
    rows: float


class Choice(NamedTuple):
    """What is best looked at, and its worth in seconds of waiting, less that of its rows."""

    surplus: float
    entry: Entry | None
    window: Window | None


_ALIKE = 0.001
"""Share by which a window has to be better than one before it."""

NOTHING = Choice(-inf, None, None)


class Line:
    """Pending renders, newest first."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._keys: list[float] = []  # creation times, negated so that they ascend
        self._layout: list[tuple[float, float | None]] | None = None
        self.foreign_rate = 0.0
        """Rows a second that are not ours, as far as pages have shown."""

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __getitem__(self, index: int) -> Entry:
        return self._entries[index]

    def insert(self, entry: Entry) -> None:
        """Put an entry in its place; its `created` is known."""
        assert entry.created is not None
        self._layout = None
        index = bisect_left(self._keys, -entry.created)
        self._entries.insert(index, entry)
        self._keys.insert(index, -entry.created)
        if index + 1 < len(self._entries):
            self._entries[index + 1].gap_known = False

    def index(self, entry: Entry) -> int:
        """Where an entry stands."""
        assert entry.created is not None
        index = bisect_left(self._keys, -entry.created)
        while self._entries[index] is not entry:
            index += 1
        return index

    def remove(self, entry: Entry, *, listed: bool = True) -> None:
        """Take an entry out. If it is still `listed`, its row stays between its neighbours."""
        self._layout = None
        index = self.index(entry)
        del self._entries[index], self._keys[index]
        if index < len(self._entries):
            older = self._entries[index]
            older.gap += entry.gap + listed
            older.gap_known = older.gap_known and entry.gap_known
            if listed and older.above is None and _newer(entry, older):
                older.above = Row(entry.id, entry.created or 0.0)

    def forget_row(self, row_id: str) -> None:
        """Use this row as a cursor no more."""
        for entry in self._entries:
            if entry.above is not None and entry.above.id == row_id:
                entry.above = None

    def between(self, lower: float, upper: float) -> Sequence[Entry]:
        """Those created after `lower` and before `upper`, both left out."""
        start = bisect_right(self._keys, -upper)
        return self._entries[start : bisect_left(self._keys, -lower)]

    def moved(self) -> None:
        """What is known of gaps or foreign rows has changed."""
        self._layout = None

    def arrange(self, shown: Sequence[Entry]) -> None:
        """Bring entries created in one millisecond into the order in which a page shows them."""
        self._layout = None
        places = sorted(self.index(entry) for entry in shown)
        for place, entry in zip(places, shown, strict=True):
            if self._keys[place] != -(entry.created or 0.0):
                return  # the page is not in order of creation
        for place, entry in zip(places, shown, strict=True):
            self._entries[place] = entry

    def rows_above(self, index: int) -> float:
        """How many rows lie between an entry and the next newer one of ours, as far as is known."""
        entry = self._entries[index]
        if index == 0 or entry.gap_known:
            return entry.gap
        newer = self._entries[index - 1]
        seconds = ((newer.created or 0.0) - (entry.created or 0.0)) / 1000
        return entry.gap + self.foreign_rate * max(seconds, 0.0)

    def anchor(self, index: int) -> Row | None:
        """A row that is newer than an entry, as near to it as possible: the cursor of a page."""
        entry = self._entries[index]
        if entry.above is not None:
            return entry.above
        newer = self._entries[index - 1] if index else None
        if newer is not None and _newer(newer, entry):
            return Row(newer.id, newer.created or 0.0)
        return None

    def best(
        self,
        now: float,
        worth: Callable[[Entry, float], float | None],
        per_row: float,
        most_rows: float,
        lead: float,
    ) -> Choice:
        """The window whose worth, less `per_row` for each of its rows, is greatest.

        One pass, however many are pending.

        Args:
            now: Monotonic seconds.
            worth: Seconds of waiting that a look at an entry would end; None if it was just seen.
            per_row: Seconds of waiting that a row of a page costs.
            most_rows: Rows of a page, at most.
            lead: Rows above the newest entry, as far as is known.
        """
        best = NOTHING
        sums = _WindowSums(per_row, most_rows)
        layout = self._layout = self._layout or self._laid_out()
        for index, entry in enumerate(self._entries):
            value = worth(entry, now)
            if value is None:
                sums.cut()
            elif value > 0.0:
                if value - per_row > best.surplus:
                    best = Choice(value - per_row, entry, None)
                if now >= entry.alone_until:
                    offset, before = layout[index]
                    row = lead + offset
                    if entry.above is not None:
                        first = row
                    else:
                        first = 0.0 if before is None else lead + before + 1
                    surplus, window = sums.add(index, value, first, row)
                    # Of equals the first: windows then tile the line, without rests between.
                    if window is not None and surplus > best.surplus + _ALIKE * abs(best.surplus):
                        best = Choice(surplus, None, window)
        return best

    def _laid_out(self) -> list[tuple[float, float | None]]:
        """For each entry its row, counted from the newest of ours, and the row of the next newer
        one, if that can be the cursor of a page.
        """
        places: list[tuple[float, float | None]] = []
        row = 0.0
        newer: Entry | None = None
        for index, entry in enumerate(self._entries):
            before = row if newer is not None and _newer(newer, entry) else None
            if index:
                row += self.rows_above(index) + 1
            places.append((row, before))
            newer = entry
        return places


class _WindowSums:
    """The best window that ends at each entry: prefix sums, and the starts that can still be best.

    A start is (sum before it less the price of rows before it, its first row, its index); those
    that a later one beats are dropped, so the first in the queue is always the best.
    """

    def __init__(self, per_row: float, most_rows: float) -> None:
        self._per_row = per_row
        self._most_rows = most_rows
        self._total = 0.0
        self._starts: deque[tuple[float, float, int]] = deque()

    def cut(self) -> None:
        """No window may reach over this place."""
        self._starts.clear()

    def add(
        self, index: int, value: float, first: float, row: float
    ) -> tuple[float, Window | None]:
        """An entry in `row`, with a page that begins with it beginning at row `first`.

        Returns the surplus of the best window that ends here, unless that is the entry alone.
        """
        starts = self._starts
        key = self._total - self._per_row * first
        while starts and starts[-1][0] >= key:
            starts.pop()
        starts.append((key, first, index))
        self._total += value
        while starts and row - starts[0][1] + 1 > self._most_rows:
            starts.popleft()
        if not starts or starts[0][2] == index:
            return -inf, None
        best, top, start = starts[0]
        surplus = self._total - self._per_row * (row + 1) - best
        return surplus, Window(start, index, row - top + 1)


def _newer(one: Entry, other: Entry) -> bool:
    return (one.created or 0.0) > (other.created or 0.0)
