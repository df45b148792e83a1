"""Pages of a list. Iterating over a page goes on to the next ones until there are no more."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from virtualstaging._core.reading import Walk, ids_of
from virtualstaging.errors import UnexpectedResponseError

if TYPE_CHECKING:
    from typing import Self

__all__ = ["AsyncPage", "Page"]

T = TypeVar("T")

_logger: logging.Logger = logging.getLogger("virtualstaging")

_Read = Callable[[Any, list[UnexpectedResponseError]], "T | None"]


class _BasePage(Generic[T]):
    """What both kinds of pages have."""

    def __init__(
        self, data: dict[str, Any], read: "_Read[T]", walk: Walk | None = None, number: int = 0
    ) -> None:
        self._raw = data["items"]
        self._read = read
        self._items: list[T] | None = None
        self._problems: list[UnexpectedResponseError] = []
        self.next_cursor: str | None = data.get("next_cursor")
        """The id that the next page starts after; None on the last page."""
        self.total_count: int | None = data.get("total_count")
        """The API's count of completed variations, if it gives one; not that of the items."""
        self._walk = walk or Walk()
        self._number = number
        problem = self._walk.problem(number, self.next_cursor, ids_of(self._raw))
        if problem:
            raise UnexpectedResponseError(
                f"list_renders: {problem}.", operation="list_renders", status=200
            )

    @property
    def items(self) -> list[T]:
        """The items of this page alone. Each is built from the answer when first asked for."""
        if self._items is None:
            problems: list[UnexpectedResponseError] = []
            built = [self._read(one, problems) for one in self._raw]
            for problem in problems:
                _logger.warning("%s", problem)
            self._problems = problems
            self._items = [one for one in built if one is not None]
        return self._items

    @property
    def problems(self) -> tuple[UnexpectedResponseError, ...]:
        """What of this page is not the spec's and was left out of `items`; also logged."""
        _ = self.items
        return tuple(self._problems)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self._raw)}, next_cursor={self.next_cursor!r}>"


class Page(_BasePage[T]):
    """One page; as an iterator, all items from here on.

    `for render in client.renders.list(): …` reads page after page as it goes on.
    """

    def __init__(
        self,
        data: dict[str, Any],
        read: "_Read[T]",
        more: Callable[[str], dict[str, Any]],
        walk: Walk | None = None,
        number: int = 0,
    ) -> None:
        super().__init__(data, read, walk, number)
        self._more = more

    def next_page(self) -> "Self | None":
        """The next page, or None on the last one.

        Raises:
            UnexpectedResponseError: The server's cursor, or a render, has come before.
        """
        if self.next_cursor is None:
            return None
        data = self._more(self.next_cursor)
        return type(self)(data, self._read, self._more, self._walk, self._number + 1)

    def pages(self) -> "Iterator[Self]":
        """This page and all that follow."""
        page: Self | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items


class AsyncPage(_BasePage[T]):
    """One page; as an asynchronous iterator, all items from here on.

    `async for render in await client.renders.list(): …` reads page after page as it goes on.
    """

    def __init__(
        self,
        data: dict[str, Any],
        read: "_Read[T]",
        more: Callable[[str], Awaitable[dict[str, Any]]],
        walk: Walk | None = None,
        number: int = 0,
    ) -> None:
        super().__init__(data, read, walk, number)
        self._more = more

    async def next_page(self) -> "Self | None":
        """The next page, or None on the last one.

        Raises:
            UnexpectedResponseError: The server's cursor, or a render, has come before.
        """
        if self.next_cursor is None:
            return None
        data = await self._more(self.next_cursor)
        return type(self)(data, self._read, self._more, self._walk, self._number + 1)

    async def pages(self) -> "AsyncIterator[Self]":
        """This page and all that follow."""
        page: Self | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item
