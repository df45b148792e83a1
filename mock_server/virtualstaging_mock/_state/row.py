"""Things in order of creation: found by id, and read in pages."""

from collections.abc import Iterator, Sequence
from typing import Generic, Protocol, TypeVar


class _Numbered(Protocol):
    id: str
    number: int


T = TypeVar("T", bound=_Numbered)


class Row(Generic[T]):
    """Things in order of creation, each found by id at once; the oldest can be dropped."""

    def __init__(self) -> None:
        self._items: list[T] = []
        self._dropped = 0
        self._by_id: dict[str, T] = {}
        self._made = 0
        self._first_number = 0

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items[self._dropped :])

    def get(self, item_id: str) -> T | None:
        """The thing with this id, or None."""
        return self._by_id.get(item_id)

    def next_number(self) -> int:
        """The number that the next thing gets."""
        return self._made

    def append(self, item: T) -> None:
        """Add a thing; its number is `next_number()`."""
        self._items.append(item)
        self._by_id[item.id] = item
        self._made += 1

    def drop_first(self) -> T:
        """Drop the oldest thing."""
        item = self._items[self._dropped]
        self._dropped += 1
        del self._by_id[item.id]
        if self._dropped > 1000 and self._dropped * 8 > len(self._items):
            del self._items[: self._dropped]
            self._first_number += self._dropped
            self._dropped = 0
        return item

    def page(self, after: T | None, limit: int, newest_first: bool) -> tuple[Sequence[T], bool]:
        """A page of them; see `page_of`."""
        first, dropped = self._first_number, self._dropped
        return page_of(self._items, after, limit, newest_first, first, dropped)


def page_of(
    items: Sequence[T],
    after: T | None,
    limit: int,
    newest_first: bool,
    first: int = 0,
    start: int = 0,
) -> tuple[Sequence[T], bool]:
    """A page of things in order of creation, and whether there are more.

    Args:
        items: all of them.
        after: the page begins behind this one.
        limit: how many the page holds at most.
        newest_first: whether the order is reversed.
        first: the number of the first of `items`; those of the others follow.
        start: how many of `items`, from the first, are left out.
    """
    end = len(items)
    if newest_first:
        if after is not None:
            end = after.number - first
        low = max(start, end - limit)
        return items[low:end][::-1], low > start
    if after is not None:
        start = after.number - first + 1
    return items[start : start + limit], start + limit < end
