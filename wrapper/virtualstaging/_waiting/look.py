"""One look at the API, as a flow: by id or at a page. It never raises for a look that failed."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from virtualstaging._core import answers, parsing
from virtualstaging._core.parsing import ids_of
from virtualstaging._core.reading import Reading, Walk, read_page, read_render
from virtualstaging._core.requests import Call, list_call, prepared, render_call, variation_call
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Answer, Flow, Moment, Now, Send, TransportError
from virtualstaging.errors import NotFoundError, UnexpectedResponseError, VirtualStagingError

from .listing import Look, One, Page
from .pending import Row
from .wait import Key

_MOST_PAGES = 50
"""Of one render's variations: it holds far fewer. A server that never ends is not followed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look has shown.

    Args:
        look: What was looked at.
        sent: Before the request left.
        received: After the answer came.
        found: The renders.
        rows: Of a page, those whose place can be read, in its order.
        final: The list ends with this page.
        gone: Variations that were asked for and are not there.
    """

    look: Look
    sent: Moment
    received: Moment
    found: tuple[Reading, ...]
    rows: tuple[Row, ...] = ()
    final: bool = False
    gone: Mapping[Key, VirtualStagingError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LookFailed:
    """A look that failed.

    Args:
        look: What was looked at.
        error: Why, as a caller would get it.
    """

    look: Look
    error: VirtualStagingError


_Ask = Callable[[Call[Any]], Flow[tuple[Any, Moment, Moment]]]
"""What was parsed; when the request left; when its answer had come."""


def look_at(
    session: Session, look: Look, timeout: float | None, variation_ids: Collection[str] = ()
) -> Flow[Seen | LookFailed]:
    """Look once.

    Args:
        session: The client's.
        look: At what.
        timeout: Seconds for each answer; None for the client's own.
        variation_ids: Of a look by id, variations to be found whatever the render shows.
    """
    ask: _Ask = partial(_ask, session, timeout)
    try:
        if isinstance(look, Page):
            return (yield from _page(ask, look))
        return (yield from _one(ask, look, variation_ids))
    except VirtualStagingError as error:
        return LookFailed(look, error.with_traceback(None))


def _page(ask: _Ask, look: Page) -> Flow[Seen]:
    cursor = None if look.cursor is None else look.cursor.id
    data, sent, received = yield from ask(list_call(parsing.page, look.limit, cursor, "desc"))
    page = read_page(data)
    rows = tuple(Row(one.created, one.id) for one in page.renders if one.created is not None)
    final = page.whole and page.next_cursor is None and len(rows) < look.limit
    return Seen(look, sent, received, page.renders, rows, final)


def _one(ask: _Ask, look: One, variation_ids: Collection[str]) -> Flow[Seen]:
    parse = partial(_render, look.id)
    data, sent, received = yield from ask(render_call(parse, look.id))
    gone: dict[Key, VirtualStagingError] = {}
    if data["variations"] is not None:
        items = yield from _all_items(ask, parse, look.id, data["variations"])
        for variation_id in [one for one in variation_ids if one not in ids_of(items)]:
            asked = partial(_asked_for, id=variation_id, render_id=look.id)
            try:
                item, _, _ = yield from ask(variation_call(asked, look.id, variation_id))
            except NotFoundError as error:
                gone[Key(look.id, variation_id)] = error.with_traceback(None)
            else:
                items.append(item)
        data = {**data, "variations": {**data["variations"], "items": items, "next_cursor": None}}
    reading = read_render(data)
    assert reading is not None
    return Seen(look, sent, received, (reading,), gone=gone)


def _all_items(
    ask: _Ask, parse: Callable[[Any], Any], render_id: str, page: dict[str, Any]
) -> Flow[list[Any]]:
    """A render's variations, from this page of them on."""
    walk, items = Walk(), list(page["items"])
    for number in range(_MOST_PAGES):
        cursor = page.get("next_cursor")
        if not isinstance(cursor, str) or not cursor:
            return items
        if problem := walk.problem(number, cursor, ids_of(page["items"])):
            raise UnexpectedResponseError(f"get_render: {problem}.", operation="get_render")
        data, _, _ = yield from ask(render_call(parse, render_id, cursor=cursor))
        page = data["variations"] or {"items": []}
        items += page["items"]
    text = "get_render: the pages of variations have no end."
    raise UnexpectedResponseError(text, operation="get_render")


def _ask(
    session: Session, timeout: float | None, call: Call[Any]
) -> Flow[tuple[Any, Moment, Moment]]:
    sent: Moment = yield Now()
    try:
        answer: Answer = yield Send(replace(prepared(call, session.settings.key), timeout=timeout))
    except TransportError as failure:
        raise answers.connection_error(failure, call.operation) from None
    received: Moment = yield Now()
    session.server_clock.note(answer, sent, received)
    if not 200 <= answer.status < 300:
        raise (yield from answers.refusal(session, answer, call.operation))
    data = answers.parsed(answer, call.operation, call.parse, session.settings.key)
    return data, sent, received


def _render(render_id: str, data: Any) -> dict[str, Any]:
    """The render that was asked for, with `variations` that are a page or None."""
    found = _asked_for(data, id=render_id)
    page = found.get("variations")
    items = page.get("items") if isinstance(page, dict) else None
    for one in items if isinstance(items, list) else ():
        if isinstance(one, dict) and one.get("render_id", render_id) != render_id:
            raise ValueError("it shows a variation of another render")
    return {**found, "variations": page if isinstance(items, list) else None}


def _asked_for(data: Any, **asked: str) -> dict[str, Any]:
    """An object that says that it is what was asked for: a proxy may give one answer twice."""
    if not isinstance(data, dict):
        raise TypeError(f"an object was expected, not {type(data).__name__}")
    for name, value in asked.items():
        if data.get(name) != value:
            raise ValueError(f"{name} is not {value!r}, which was asked for")
    return data
