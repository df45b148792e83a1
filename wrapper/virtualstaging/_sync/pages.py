# Made from _async/pages.py by scripts/unasync.py (make fix): edit that one.

"""Pages of a list. Iterating over a page goes on to the next ones until there are no more."""

from collections.abc import Callable, Iterator
from typing import Any, Self, TypeVar

from virtualstaging._core.paging import BasePage, Read
from virtualstaging._core.reading import Walk

T = TypeVar("T")


class Page(BasePage[T]):
    """One page; as an iterator, all items from here on.

    `for render in client.renders.list(): …` reads page after page as it goes on.
    """

    def __init__(
        self,
        data: dict[str, Any],
        read: Read[T],
        more: Callable[[str], dict[str, Any]],
        walk: Walk | None = None,
        number: int = 0,
    ) -> None:
        super().__init__(data, read, walk, number)
        self._more = more

    def next_page(self) -> Self | None:
        """The next page, or None on the last one.

        Raises:
            UnexpectedResponseError: The server's cursor, or a render, has come before.
        """
        if self.next_cursor is None:
            return None
        data = self._more(self.next_cursor)
        return type(self)(data, self._read, self._more, self._walk, self._number + 1)

    def pages(self) -> Iterator[Self]:
        """This page and all that follow."""
        page: Self | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            for item in page.items:
                yield item
