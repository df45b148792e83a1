"""What the pages of a list have in common, for threads and for asyncio.

Items are read one by one: a bad one is reported and does not hide the others.
"""

import logging
from collections.abc import Callable
from typing import Any, Generic, TypeAlias, TypeVar

from virtualstaging.errors import UnexpectedResponseError
from virtualstaging.render import Render

from .parsing import MISFITS, ids_of, render, variation, why
from .reading import Walk

T = TypeVar("T")

_logger: logging.Logger = logging.getLogger("virtualstaging")

Read: TypeAlias = Callable[[Any, list[UnexpectedResponseError]], T | None]
"""Builds the model of an item, or adds to the problems why it cannot be built."""


class BasePage(Generic[T]):
    """What both kinds of pages have."""

    def __init__(
        self, data: dict[str, Any], read: Read[T], walk: Walk | None = None, number: int = 0
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


def page_item(data: Any, problems: list[UnexpectedResponseError]) -> Render | None:
    """A render of a page, without those of its variations that are not the spec's.

    None if the render itself is not. What is left out is added to `problems`.
    """
    try:
        return render(data)
    except MISFITS as error:
        problem = why(error)
    page = data.get("variations") if isinstance(data, dict) else None
    items = page.get("items") if isinstance(page, dict) else None
    if isinstance(page, dict) and isinstance(items, list):
        good = [item for item in items if _is_good(item)]
        try:
            model = render({**data, "variations": {**page, "items": good}})
        except MISFITS as error:
            problem = why(error)
        else:
            lost = len(items) - len(good)
            problems.append(_problem(data, f"{lost} of its variations left out: {problem}"))
            return model
    problems.append(_problem(data, f"left out: {problem}"))
    return None


def _is_good(data: Any) -> bool:
    try:
        variation(data)
    except MISFITS:
        return False
    return True


def _problem(data: Any, text: str) -> UnexpectedResponseError:
    name = data.get("id") if isinstance(data, dict) else None
    known = isinstance(name, str) and name != "" and name.isprintable()
    shown = name[:100] if known and isinstance(name, str) else "without a readable id"
    return UnexpectedResponseError(
        f"list_renders: a render of this page is not the spec's ({shown}), {text}",
        operation="list_renders",
        status=200,
        render_ids=(shown,) if known else (),
    )
