"""Finding out what became of a creating call without an answer, by looking at what the API shows.

What was found is taken only if it can be nothing else: it was not there before the call, has the
same configurations and counts, is not known to be another call's, is the only one of its kind, and
no equal call of this client is under way or in doubt. Everything else ends in
`UnknownOutcomeError`.

What was there before is told by the API itself: a call notes the newest render before it is sent,
and the list of renders shows exactly what came after it. Where that could not be noted, the
server's own time has to do: what was made minutes before may then be the call's, too, so it is
named as a candidate, and never taken. This machine's date decides nothing.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from virtualstaging import errors
from virtualstaging._core import answers, reading
from virtualstaging._core.reading import Reading
from virtualstaging._core.requests import Call, list_call, prepared, render_call
from virtualstaging._core.retries import InDoubtError
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow, Moment, Now, Sleep

from .order import GRACE, Doubt, Fit, Order, config_of, fit, made_ids, made_renders

LOOKS = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each look: a server that is slow may act after it was given up."""

_DATE_STEP = 1.0
"""Seconds by which a `Date`, which leaves out the fraction, may be behind."""

_MOST_PAGES = 100

_MARGIN = 2000.0
"""Milliseconds by which the server's `Date` may be ahead of times in its data."""

_UNSURE = 600_000.0
"""Milliseconds before a call in which something may have been made by it, if only the server's
`Date` tells when that was."""

logger = logging.getLogger("virtualstaging")


@dataclass(slots=True)
class _Findings:
    """What one look has shown.

    Args:
        exact: For each order the JSON of what fits it and was made after the call was sent.
        possible: Ids of what may be the call's, but not surely.
        unsure: Ids of renders that may have been made before it.
        blind: Not all could be read.
    """

    exact: list[list[Mapping[str, Any]]]
    possible: list[str] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    blind: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        exact = [one["id"] for group in self.exact for one in group]
        return tuple(dict.fromkeys(exact + self.possible))


def look_up(session: Session, ticket: str, unclear: InDoubtError) -> Flow[dict[str, Any]]:
    """The data of the answer that was lost. `UnknownOutcomeError` if it cannot be told."""
    yield from _note_over(session, ticket)
    in_answer = answers.ids_in(unclear.answer.body) if unclear.answer else ()
    named = session.ledger.named(ticket, in_answer)
    doubt = session.ledger.doubt(ticket)
    findings = _Findings([])
    note = "There is nothing to look it up by."
    for pause in LOOKS if doubt.orders else ():
        yield Sleep(pause)
        try:
            doubt, findings = yield from _look(session, doubt)
        except errors.VirtualStagingError as error:
            note = f"Looking for it failed, too ({type(error).__name__})."
            if error.status in (401, 403):
                break
            continue
        adopted = _adopted(session, doubt, findings)
        if adopted is not None:
            logger.warning("%s: %s; found what it made", doubt.operation, unclear.reason)
            return adopted
        note = _note(findings, doubt)
    doubt = session.ledger.standing(doubt)
    candidates = tuple(dict.fromkeys((*findings.ids, *named)))
    raise unknown_outcome(session, doubt, unclear, candidates, note)


def look_again(session: Session, error: errors.UnknownOutcomeError) -> Flow[dict[str, Any] | None]:
    """The same, some time after; None if the call has surely made nothing."""
    doubt = error.doubt
    if doubt is None or not doubt.orders:
        raise error
    waited = False
    while True:
        doubt, findings = yield from _look(session, doubt)
        adopted = _adopted(session, doubt, findings)
        if adopted is not None:
            return adopted
        unclear = InDoubtError("its answer was lost")
        if findings.ids or findings.blind:
            raise unknown_outcome(session, doubt, unclear, findings.ids, _note(findings, doubt))
        if doubt.over_ms is None:
            # Nobody knows when it was over: so the time counts from now.
            doubt = replace(doubt, over_ms=(yield from _note_over(session, doubt.ticket)))
        left = yield from _grace_left(session, doubt)
        if left is None and not waited:
            yield Sleep(GRACE)
            waited = True
            continue
        if waited or not left:
            session.ledger.close(doubt.ticket)
            return None
        note = f"It is too early to say that nothing was made: ask again in {left:.0f} s."
        raise unknown_outcome(session, doubt, unclear, (), note, left)


class Look(NamedTuple):
    """What one look has shown.

    Args:
        found: The answer that was lost, if it can be nothing else.
        candidates: Otherwise the ids of what may have been made.
        blind: Not all could be read.
    """

    found: dict[str, Any] | None
    candidates: tuple[str, ...] = ()
    blind: bool = False


def look_once(session: Session, doubt: Doubt) -> Flow[Look]:
    """Look for what a call has made. Whoever calls this decides how often, and when it is over."""
    doubt, findings = yield from _look(session, doubt)
    found = _adopted(session, doubt, findings)
    return Look(found, () if found else findings.ids, findings.blind)


def unknown_outcomes(session: Session) -> list[errors.UnknownOutcomeError]:
    """Of the calls whose outcome is not known, those that were cut off included."""
    unclear = InDoubtError("it has ended without an answer")
    note = "It may have been cancelled or interrupted."
    return [
        unknown_outcome(session, doubt, unclear, (), note) for doubt in session.ledger.given_up()
    ]


def _note_over(session: Session, ticket: str) -> Flow[float | None]:
    """What the server's clock shows when a call is over, at most; None if it never told its time.

    The grace must not seem to be over because later answers tell the time more exactly.
    """
    now: Moment = yield Now()
    server_now = session.server_clock.latest_ms(now.monotonic)
    session.ledger.over(ticket, now.monotonic, server_now)
    return server_now


def _grace_left(session: Session, doubt: Doubt) -> Flow[float | None]:
    """Seconds until what is not to be seen was not made; None if the server does not tell its
    time."""
    now: Moment = yield Now()
    server_now = session.server_clock.epoch_ms(now.monotonic)
    if server_now is None or doubt.over_ms is None:
        return None
    left = GRACE - (server_now - doubt.over_ms) / 1000
    return left + _DATE_STEP if left > 0 else 0.0


def unknown_outcome(
    session: Session,
    doubt: Doubt,
    unclear: InDoubtError,
    candidates: tuple[str, ...],
    note: str,
    retry_after: float | None = None,
) -> errors.UnknownOutcomeError:
    """The error for a call whose outcome stays unknown."""
    thing = "variations" if "variations" in doubt.operation else "a render"
    thing = "an analysis" if doubt.operation == "analyze_image" else thing
    data: dict[str, Any] = {"operation": doubt.operation}
    if unclear.answer is not None:
        seen = answers.unexpected(unclear.answer, doubt.operation, "", session.settings.key)
        data.update(status=seen.status, request_id=seen.request_id, body=seen.body)
    return errors.UnknownOutcomeError(
        f"{doubt.operation}: {unclear.reason}, so {thing} may have been made, or not. {note} "
        "It was not sent again, since that could charge twice: look at the candidates "
        f"({', '.join(candidates) or 'none seen so far'}), or ask later with "
        "client.reconcile(error).",
        candidates=candidates,
        doubt=doubt,
        retry_after=retry_after,
        **data,
    )


def _note(findings: _Findings, doubt: Doubt) -> str:
    if findings.blind:
        return "Part of what the API shows could not be read."
    if doubt.rivals:
        return "Equal calls of this client were under way: it cannot be told whose is whose."
    return "What is to be seen does not fit it and nothing else."


def _adopted(session: Session, doubt: Doubt, findings: _Findings) -> dict[str, Any] | None:
    """The findings as the answer would have been, if they can be nothing else."""
    if findings.blind or findings.possible or doubt.rivals:
        return None
    data = _as_answer(doubt, findings)
    ids = made_ids(data)
    if data is None or not session.ledger.claim(doubt.ticket, ids):
        return None
    renders = [one["id"] for one in made_renders(data)]
    session.ledger.note_totals(doubt.orders, renders)
    return data


def _as_answer(doubt: Doubt, findings: _Findings) -> dict[str, Any] | None:
    pairs = list(zip(findings.exact, doubt.orders, strict=True))
    if _adds(doubt):
        if any(len(group) != one.total for group, one in pairs):
            return None
        return {"variations": [one for group in findings.exact for one in group]}
    if any(len(group) != 1 for group in findings.exact):
        return None
    renders = [dict(group[0]) for group in findings.exact]
    if len({one["id"] for one in renders}) != len(renders):
        return None  # two equal orders in one bulk: which photo is whose cannot be told
    return renders[0] if doubt.operation == "create_render" else {"renders": renders}


def _adds(doubt: Doubt) -> bool:
    return any(one.render_id is not None for one in doubt.orders)


def _look(session: Session, doubt: Doubt) -> Flow[tuple[Doubt, _Findings]]:
    """Look once; the doubt comes back with what is now known of other calls."""
    findings = _Findings([[] for _ in doubt.orders])
    if _adds(doubt):
        renders = yield from _added_to(session, doubt, findings)
    else:
        renders = yield from _made_since(session, doubt, findings)
    # Only now: a call that ended while this one looked has made its ids known.
    doubt = session.ledger.standing(doubt)
    others = session.ledger.known() | doubt.known
    for render in renders:
        if _adds(doubt):
            _sort_variations(render, doubt, others, findings)
        elif render.id not in others:
            _sort_render(render, doubt, findings)
    return doubt, findings


def _data(session: Session, call: Call[Any]) -> Flow[Any]:
    answer = yield from answers.fetch(session, prepared(call, session.settings.key))
    return answers.parsed(answer, call.operation, call.parse, session.settings.key)


def _as_is(data: Any) -> Any:
    return data


def _made_since(session: Session, doubt: Doubt, findings: _Findings) -> Flow[list[Reading]]:
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
    session: Session, doubt: Doubt, findings: _Findings, cursor: str | None, order: Any
) -> Flow[list[Reading]]:
    walk = reading.Walk()
    found: list[Reading] = []
    for number in range(_MOST_PAGES):
        page = reading.read_page((yield from _data(session, list_call(_as_is, 100, cursor, order))))
        ids = [one.id for one in page.renders]
        undated = any(one.created is None for one in page.renders)
        problem = walk.problem(number, page.next_cursor, ids)
        if problem or not page.whole or undated or doubt.before.newest in ids:
            findings.blind = True
            return found
        age = [_age(doubt, one.created) for one in page.renders]
        new = [one for one, when in zip(page.renders, age, strict=True) if when != "before"]
        pairs = zip(ids, age, strict=True)
        findings.unsure.update(one for one, when in pairs if when == "unsure")
        for one in new:
            found.append((yield from _whole(session, one)))
        if page.next_cursor is None or len(new) < len(ids):
            return found
        cursor = page.next_cursor
    findings.blind = True
    return found


def _age(doubt: Doubt, created: float | None) -> str:
    """Whether something was made `after` the call was sent, `before` it, or is `unsure`."""
    if doubt.before.newest is not None:
        return "after"
    sent = doubt.before.sent_ms
    if sent is None or created is None:
        return "unsure"
    if created >= sent - _MARGIN:
        return "after"
    return "unsure" if created >= sent - _UNSURE else "before"


def _whole(session: Session, render: Reading) -> Flow[Reading]:
    """A render of a page, read by itself if the page does not show all its variations."""
    if render.items is not None and not _has_more(render):
        return render
    read = reading.read_render((yield from _data(session, render_call(_as_is, render.id))))
    return read if read is not None and read.id == render.id and read.created else render


def _has_more(render: Reading) -> bool:
    page = render.data.get("variations")
    return isinstance(page, dict) and bool(page.get("next_cursor"))


def _shown(render: Reading) -> list[Any] | None:
    """The items of its variations, those without an id too; None if they are not shown."""
    page = render.data.get("variations")
    items = page.get("items") if isinstance(page, dict) else None
    return items if isinstance(items, list) else None


def _sort_render(render: Reading, doubt: Doubt, findings: _Findings) -> None:
    sure = render.id not in findings.unsure
    for group, one in zip(findings.exact, doubt.orders, strict=True):
        match fit(_shown(render), one):
            case Fit.EXACTLY if sure:
                group.append(render.data)
            case Fit.EXACTLY | Fit.POSSIBLY:
                findings.possible.append(render.id)
            case Fit.NO:
                pass


def _added_to(session: Session, doubt: Doubt, findings: _Findings) -> Flow[list[Reading]]:
    """The renders that were added to, as they are now."""
    found: list[Reading] = []
    for render_id in dict.fromkeys(one.render_id for one in doubt.orders if one.render_id):
        render = reading.read_render((yield from _data(session, render_call(_as_is, render_id))))
        if render is None or render.id != render_id or render.items is None or _has_more(render):
            findings.blind = True
            continue
        undated = any(
            reading.time_of(one.get("created_at")) is None for one in render.items.values()
        )
        findings.blind |= undated or len(render.items) < len(_shown(render) or ())
        found.append(render)
    return found


def _sort_variations(
    render: Reading, doubt: Doubt, others: frozenset[str], findings: _Findings
) -> None:
    """Give what is new on a render to the orders for it, in the order of both."""
    pairs = zip(findings.exact, doubt.orders, strict=True)
    orders = [pair for pair in pairs if pair[1].render_id == render.id]
    sought: Counter[str] = Counter()
    for _, one in orders:
        sought += one.counts
    new: dict[str, list[Mapping[str, Any]]] = {text: [] for text in sought}
    for variation in (render.items or {}).values():
        if variation["id"] in others:
            continue
        age = _age_of_variation(doubt, variation)
        text = config_of(variation, sought)
        if text is not None and age == "after":
            new[text].append(variation)
        elif age != "before" and (text is not None or _tells_no_config(variation)):
            findings.possible.append(variation["id"])
    _share_out(new, sought, orders, findings)


def _share_out(
    new: dict[str, list[Mapping[str, Any]]],
    sought: Counter[str],
    orders: list[tuple[list[Mapping[str, Any]], Order]],
    findings: _Findings,
) -> None:
    for text, number in sought.items():
        if len(new[text]) != number:
            findings.possible += [one["id"] for one in new[text]]
            continue
        for group, one in orders:
            count = one.counts[text]
            group += new[text][:count]
            del new[text][:count]


def _age_of_variation(doubt: Doubt, variation: Mapping[str, Any]) -> str:
    known = doubt.before.variations
    if known is not None:
        return "before" if variation["id"] in known else "after"
    return _age(doubt, reading.time_of(variation.get("created_at")))


def _tells_no_config(variation: Mapping[str, Any]) -> bool:
    return "config" not in variation and variation.get("type") != "removal"
