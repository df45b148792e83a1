"""Pages of a list. Iterating over a page goes on to the next ones until there are no more."""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from typing import Any, Generic, Self, TypeVar

from virtualstaging._core.paging import BasePage, Read
from virtualstaging._core.reading import Walk
from virtualstaging._core.secret import discreet

T = TypeVar("T")


class AsyncPage(BasePage[T]):
    """One page; as an asynchronous iterator, all items from here on.

    `async for render in client.renders.list(): …` reads page after page as it goes on.
    """

    def __init__(
        self,
        data: dict[str, Any],
        read: Read[T],
        more: Callable[[str], Awaitable[dict[str, Any]]],
        walk: Walk | None = None,
        number: int = 0,
    ) -> None:
        super().__init__(data, read, walk, number)
        self._more = more

    async def next_page(self) -> Self | None:
        """The next page, or None on the last one.

        Raises:
            UnexpectedResponseError: The server's cursor, or a render, has come before.
        """
        if self.next_cursor is None:
            return None
        data = await self._more(self.next_cursor)
        return type(self)(data, self._read, self._more, self._walk, self._number + 1)

    async def pages(self) -> AsyncIterator[Self]:
        """This page and all that follow."""
        page: Self | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item


# begin: asyncio alone
class PendingPage(Generic[T]):
    """A page that has not been read yet.

    `await` it for the page; or iterate over it, as over the page: `async for render in
    client.renders.list(): …`.
    """

    def __init__(self, read: Callable[[], Awaitable[AsyncPage[T]]]) -> None:
        self._read = discreet(read)

    def __await__(self) -> Generator[Any, None, AsyncPage[T]]:
        return self._read().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self:
            yield item


# end: asyncio alone
