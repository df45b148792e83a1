"""Looks once, at what the API shows, for what a creating call without an answer has made.

What was found is taken only if it can be nothing else: it was not there before the call, has the
same configurations and counts, is not known to be another call's, is the only one of its kind, and
no equal call of this client is under way or in doubt.
"""

from dataclasses import replace
from typing import Any, NamedTuple

from virtualstaging import errors
from virtualstaging._core import reading
from virtualstaging._core.answers import perform
from virtualstaging._core.reading import Reading
from virtualstaging._core.requests import as_is, list_call, render_call
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow

from .matching import Findings, age, as_answer, shown_items, sort_render, sort_variations
from .order import Doubt, made_ids, made_renders

_MOST_PAGES = 100


class Look(NamedTuple):
    """What one look has shown.

    Args:
        doubt: The call, with what is now known of other calls.
        found: The answer that was lost, if it can be nothing else.
        candidates: Otherwise the ids of what may have been made.
        blind: Not all could be read.
    """

    doubt: Doubt
    found: dict[str, Any] | None = None
    candidates: tuple[str, ...] = ()
    blind: bool = False


def look_once(session: Session, doubt: Doubt) -> Flow[Look]:
    """Look for what a call has made. Whoever calls this decides how often, and when it is over."""
    findings = Findings([[] for _ in doubt.orders])
    read = _added_to if doubt.adds else _made_since
    renders = yield from read(session, doubt, findings)
    # Only now: a call that ended while this one looked has made its ids known.
    doubt = session.ledger.standing(doubt)
    others = session.ledger.known() | doubt.known
    for render in renders:
        if doubt.adds:
            sort_variations(render, doubt, others, findings)
        elif render.id not in others:
            sort_render(render, doubt, findings)
    found = _adopted(session, doubt, findings)
    return Look(doubt, found, () if found else findings.ids, findings.blind)


def _adopted(session: Session, doubt: Doubt, findings: Findings) -> dict[str, Any] | None:
    """The findings as the answer would have been, if they can be nothing else."""
    if findings.blind or findings.possible or doubt.rivals:
        return None
    data = as_answer(doubt, findings)
    ids = made_ids(data)
    if data is None or not session.ledger.claim(doubt.ticket, ids):
        return None
    renders = [one["id"] for one in made_renders(data)]
    session.ledger.note_totals(doubt.orders, renders)
    return data


def _made_since(session: Session, doubt: Doubt, findings: Findings) -> Flow[list[Reading]]:
    """The renders made since the call was sent, and those that may have been."""
    newest = doubt.before.newest
    if newest is not None:
        try:
            found = yield from _pages(session, doubt, findings, newest or None, "asc")
        except (errors.ValidationError, errors.NotFoundError):
            # That render is gone, so it cannot be listed from. Time has to do.
            doubt = replace(doubt, before=replace(doubt.before, newest=None))
        else:
            return found
    return (yield from _pages(session, doubt, findings, None, "desc"))


def _pages(
    session: Session, doubt: Doubt, findings: Findings, cursor: str | None, order: Any
) -> Flow[list[Reading]]:
    walk = reading.Walk()
    found: list[Reading] = []
    for number in range(_MOST_PAGES):
        page = reading.read_page(
            (yield from perform(session, list_call(as_is, 100, cursor, order)))
        )
        ids = [one.id for one in page.renders]
        undated = any(one.created is None for one in page.renders)
        problem = walk.problem(number, page.next_cursor, ids)
        if problem or not page.whole or undated or doubt.before.newest in ids:
            findings.blind = True
            return found
        ages = [age(doubt, one.created) for one in page.renders]
        new = [one for one, when in zip(page.renders, ages, strict=True) if when != "before"]
        pairs = zip(ids, ages, strict=True)
        findings.unsure.update(one for one, when in pairs if when == "unsure")
        for one in new:
            found.append((yield from _whole(session, one)))
        if page.next_cursor is None or len(new) < len(ids):
            return found
        cursor = page.next_cursor
    findings.blind = True
    return found


def _whole(session: Session, render: Reading) -> Flow[Reading]:
    """A render of a page, read by itself if the page does not show all its variations."""
    if render.items is not None and not _has_more(render):
        return render
    read = reading.read_render((yield from perform(session, render_call(as_is, render.id))))
    return read if read is not None and read.id == render.id and read.created else render


def _has_more(render: Reading) -> bool:
    page = render.data.get("variations")
    return isinstance(page, dict) and bool(page.get("next_cursor"))


def _added_to(session: Session, doubt: Doubt, findings: Findings) -> Flow[list[Reading]]:
    """The renders that were added to, as they are now."""
    found: list[Reading] = []
    for render_id in dict.fromkeys(one.render_id for one in doubt.orders if one.render_id):
        render = reading.read_render((yield from perform(session, render_call(as_is, render_id))))
        if render is None or render.id != render_id or render.items is None or _has_more(render):
            findings.blind = True
            continue
        undated = any(
            reading.time_of(one.get("created_at")) is None for one in render.items.values()
        )
        findings.blind |= undated or len(render.items) < len(shown_items(render) or ())
        found.append(render)
    return found
