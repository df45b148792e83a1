"""One look at the API, as a flow: by name or at a page. It never raises for a look that failed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from virtualstaging import errors
from virtualstaging._core import answers, parsing
from virtualstaging._core.reading import Reading, read_render
from virtualstaging._core.requests import Call, prepared
from virtualstaging._core.retries import retry_after
from virtualstaging._core.server_clock import http_date
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Answer, Flow, Moment, Now, Request, Send, TransportError
from virtualstaging_api.types import UNSET

from .line import Row
from .schedule import Look, One, Page

_MOST_PAGES = 50
"""Of one render's variations: it holds far fewer. A server that never ends is not followed."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look has shown.

    Args:
        look: What was looked at.
        sent: Before the request left.
        received: After the answer came.
        date: The answer's `Date`, in the server's epoch milliseconds.
        found: Readings by render id.
        rows: Of a page, those that can be read, in its order.
        final: The list ends with this page.
        gone: Of a look by name, variations that were asked for and are not there.
    """

    look: Look
    sent: Moment
    received: Moment
    date: float | None
    found: Mapping[str, Reading]
    rows: tuple[Row, ...] = ()
    final: bool = False
    gone: Mapping[str, errors.VirtualStagingError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blind:
    """A look that failed.

    Args:
        look: What was looked at.
        error: Why, as a caller would be told.
        pause: Seconds that the server asks to wait.
    """

    look: Look
    error: errors.VirtualStagingError
    pause: float | None = None


class _LookFailedError(Exception):
    def __init__(self, error: errors.VirtualStagingError, pause: float | None = None) -> None:
        super().__init__()
        self.error = error
        self.pause = pause


@dataclass(frozen=True, slots=True)
class Eye:
    """Takes looks for one client.

    Args:
        session: The client's.
        timeout: Seconds for each answer; None for the client's own.
    """

    session: Session
    timeout: float | None = None

    def look(self, look: Look, variation_ids: tuple[str, ...] = ()) -> Flow[Sight | Blind]:
        """Look once.

        Args:
            look: At what.
            variation_ids: Of a look by name, variations to be found whatever the page shows.
        """
        try:
            if isinstance(look, Page):
                return (yield from self._page(look))
            return (yield from self._one(look, variation_ids))
        except _LookFailedError as failure:
            return Blind(look, failure.error, failure.pause)

    def _page(self, look: Page) -> Flow[Sight]:
        from virtualstaging_api.api.renders.list_renders import _get_kwargs

        cursor = UNSET if look.cursor is None else look.cursor.id
        build = partial(_get_kwargs, limit=look.limit, cursor=cursor, order="desc")
        request = prepared(Call("list_renders", build, parsing.page))
        sent, answer, received = yield from self._ask(request)
        data = self._parsed(answer, "list_renders", parsing.page)
        found: dict[str, Reading] = {}
        rows: list[Row] = []
        for item in data["items"]:
            reading = read_render(item)
            if reading is not None:
                found[reading.id] = reading
                if reading.created is not None:
                    rows.append(Row(reading.id, reading.created))
        final = not data.get("next_cursor") and len(data["items"]) < look.limit
        return Sight(look, sent, received, _date(answer), found, tuple(rows), final)

    def _one(self, look: One, variation_ids: tuple[str, ...]) -> Flow[Sight]:
        sent, answer, received = yield from self._ask(self._by_name(look.id, None))
        data = self._parsed(answer, "get_render", _object)
        items = yield from self._all_items(look.id, data)
        gone: dict[str, errors.VirtualStagingError] = {}
        if items is not None:
            shown = {one.get("id") for one in items if isinstance(one, dict)}
            for variation_id in variation_ids:
                if variation_id not in shown:
                    yield from self._variation(look.id, variation_id, items, gone)
            data = {**data, "variations": {**data["variations"], "items": items}}
            data["variations"]["next_cursor"] = None
        reading = read_render({**data, "id": look.id})
        assert reading is not None
        return Sight(look, sent, received, _date(answer), {look.id: reading}, gone=gone)

    def _all_items(self, render_id: str, data: dict[str, Any]) -> Flow[list[Any] | None]:
        """A render's variations, of all pages; None if the answer holds none to be read."""
        page = data.get("variations")
        items: list[Any] = []
        cursors: set[str] = set()
        if not isinstance(page, dict) or not isinstance(page.get("items"), list):
            return None
        while True:
            items.extend(page["items"])
            cursor = page.get("next_cursor")
            if not isinstance(cursor, str) or not cursor:
                return items
            if cursor in cursors or len(cursors) >= _MOST_PAGES:
                text = "get_render: the pages of variations never end: a cursor came back."
                raise _LookFailedError(errors.UnexpectedResponseError(text, operation="get_render"))
            cursors.add(cursor)
            _, answer, _ = yield from self._ask(self._by_name(render_id, cursor))
            page = self._parsed(answer, "get_render", _variations)

    def _by_name(self, render_id: str, cursor: str | None) -> Request:
        from virtualstaging_api.api.renders.get_render import _get_kwargs

        build = partial(
            _get_kwargs,
            render_id,
            include_variations=True,
            variations_limit=100,
            variations_cursor=UNSET if cursor is None else cursor,
        )
        return prepared(Call("get_render", build, parsing.render, {"render_id": render_id}))

    def _variation(
        self,
        render_id: str,
        variation_id: str,
        items: list[Any],
        gone: dict[str, errors.VirtualStagingError],
    ) -> Flow[None]:
        """Ask for a variation that its render did not show."""
        from virtualstaging_api.api.variations.get_variation import _get_kwargs

        names = {"render_id": render_id, "variation_id": variation_id}
        build = partial(_get_kwargs, render_id, variation_id)
        request = prepared(Call("get_variation", build, parsing.variation, names))
        try:
            _, answer, _ = yield from self._ask(request)
        except _LookFailedError as failure:
            if failure.error.status != 404:
                raise
            gone[variation_id] = failure.error
        else:
            items.append({**self._parsed(answer, "get_variation", _object), "id": variation_id})

    def _ask(self, request: Request) -> Flow[tuple[Moment, Answer, Moment]]:
        sent: Moment = yield Now()
        try:
            answer: Answer = yield Send(replace(request, timeout=self.timeout))
        except TransportError as failure:
            problem = answers.connection_error(failure, request.operation)
        else:
            received: Moment = yield Now()
            if 200 <= answer.status < 300:
                return sent, answer, received
            pause = yield from retry_after(answer)
            key = self.session.settings.key
            error = answers.status_error(answer, request.operation, key, pause)
            raise _LookFailedError(error, pause)
        raise _LookFailedError(problem)

    def _parsed(self, answer: Answer, operation: str, parse: Any) -> dict[str, Any]:
        try:
            data: dict[str, Any] = answers.parsed(
                answer, operation, parse, self.session.settings.key
            )
        except errors.VirtualStagingError as error:
            raise _LookFailedError(error) from None
        return data


def _date(answer: Answer) -> float | None:
    return http_date(answer.headers.get("date", ""))


def _object(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise TypeError(f"an object was expected, not {type(data).__name__}")
    return data


def _variations(data: Any) -> dict[str, Any]:
    page = _object(data).get("variations")
    if not isinstance(page, dict) or not isinstance(page.get("items"), list):
        raise TypeError("variations is not a page")
    return page
