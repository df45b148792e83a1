"""Finding out what became of a creating call without an answer, by looking at what the API shows.

What was found is taken only if it can be nothing else: made since the call was sent (by the
server's clock), of the same configurations and counts, not known to be another call's, the only one
of its kind, and with no equal call of this client under way or in doubt. Everything else ends in
`UnknownOutcomeError`.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from virtualstaging import errors

from . import answers
from .calls import fetch, remember, unknown_outcome
from .doubts import Doubt, Fit, Wanted, fit, fits
from .retries import InDoubtError
from .session import Session
from .steps import Flow, Moment, Now, Request, Sleep

LOOKS = (0.0, 1.0, 2.0, 4.0)
"""Seconds before each look: a server that is slow may act after it was given up."""

_MOST_PAGES = 10

logger = logging.getLogger("virtualstaging")


@dataclass(slots=True)
class _Findings:
    """What one look has shown, for each thing wanted."""

    exact: list[list[Any]]
    possible: list[str] = field(default_factory=list)
    blind: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        exact = [one["id"] for group in self.exact for one in group]
        return tuple(dict.fromkeys(exact + self.possible))


def look_up(session: Session, doubt: Doubt, unclear: InDoubtError) -> Flow[dict[str, Any]]:
    """The data of the answer that was lost. `UnknownOutcomeError` if it cannot be told."""
    findings = _Findings([])
    note = "There is nothing to look it up by."
    for pause in LOOKS if doubt.wanted else ():
        if pause:
            yield Sleep(pause)
        try:
            doubt, findings = yield from _look(session, doubt, unclear.sent_at)
        except errors.VirtualStagingError as error:
            note = f"Looking for it failed, too ({type(error).__name__})."
            break
        adopted = yield from _adopted(session, doubt, findings)
        if adopted is not None:
            logger.warning("%s: %s; found what it made", doubt.operation, unclear.reason)
            return adopted
        note = _note(findings, doubt)
    unknown_outcome(session, doubt, unclear, findings.ids, note)


def look_again(session: Session, error: errors.UnknownOutcomeError) -> Flow[dict[str, Any] | None]:
    """The same, some time after; None if nothing is to be seen that the call may have made."""
    doubt = error.doubt
    if doubt is None or not doubt.wanted:
        raise error
    doubt, findings = yield from _look(session, doubt, None)
    adopted = yield from _adopted(session, doubt, findings)
    if adopted is not None or not (findings.ids or findings.blind):
        return adopted
    unclear = InDoubtError("its answer was lost", Moment(0, doubt.sent_ms))
    unknown_outcome(session, doubt, unclear, findings.ids, _note(findings, doubt))


def _note(findings: _Findings, doubt: Doubt) -> str:
    if findings.blind:
        return "Part of what the API shows could not be read."
    if doubt.rivals:
        return "Equal calls of this client were under way: it cannot be told whose is whose."
    return "What is to be seen does not fit it and nothing else."


def _adopted(session: Session, doubt: Doubt, findings: _Findings) -> Flow[dict[str, Any] | None]:
    """The findings as the answer would have been, if they can be nothing else."""
    yield from ()
    if findings.blind or findings.possible or doubt.rivals:
        return None
    data = _as_answer(doubt, findings)
    if data is None or not session.ledger.claim(doubt.ticket, findings.ids):
        return None
    remember(session, doubt.ticket, doubt.wanted, data)
    return data


def _as_answer(doubt: Doubt, findings: _Findings) -> dict[str, Any] | None:
    if _adds(doubt):
        if any(len(group) != _number(one) for group, one in _pairs(findings, doubt)):
            return None
        return {"variations": [one for group in findings.exact for one in group]}
    if any(len(group) != 1 for group in findings.exact):
        return None
    renders = [group[0] for group in findings.exact]
    if len({one["id"] for one in renders}) != len(renders):
        return None  # two equal orders in one bulk: which photo is whose cannot be told
    return renders[0] if doubt.operation == "create_render" else {"renders": renders}


def _pairs(findings: _Findings, doubt: Doubt) -> list[tuple[list[Any], Wanted]]:
    return list(zip(findings.exact, doubt.wanted, strict=True))


def _number(one: Wanted) -> int:
    return sum(count for _, count in one.configs)


def _adds(doubt: Doubt) -> bool:
    return any(one.render_id is not None for one in doubt.wanted)


def _look(session: Session, doubt: Doubt, sent_at: Moment | None) -> Flow[tuple[Doubt, _Findings]]:
    if _adds(doubt):
        return (yield from _look_at_variations(session, doubt, sent_at))
    return (yield from _look_at_renders(session, doubt, sent_at))


def _get(
    session: Session, path: str, query: Mapping[str, str], doubt: Doubt, sent_at: Moment | None
) -> Flow[tuple[Any, Doubt]]:
    """The data at a path; and the doubt, with the server's time of the call in it."""
    answer = yield from fetch(session, Request("reconcile", "GET", path, query))
    received: Moment = yield Now()
    if doubt.since_ms is None:
        # In a later process the monotonic clock is another: count by this machine's date then.
        ago = (received.epoch_ms - doubt.sent_ms) / 1000
        sent = sent_at or Moment(received.monotonic - ago, doubt.sent_ms)
        since = session.server_clock.earliest(sent, answer, received)
        doubt = replace(doubt, since_ms=since)
    return answers.parsed(answer, "reconcile", lambda data: data, session.settings.key), doubt


def _standing(session: Session, doubt: Doubt) -> Flow[Doubt]:
    """The doubt, with what this client now knows of other calls."""
    now: Moment = yield Now()
    known, rivals = session.ledger.standing(doubt.ticket, doubt.keys, now.monotonic)
    if not session.ledger.knows(doubt.ticket):
        rivals += doubt.rivals  # from another process: what was unclear there is unclear still
    return replace(doubt, known=doubt.known | known, rivals=rivals)


def _look_at_renders(
    session: Session, doubt: Doubt, sent_at: Moment | None
) -> Flow[tuple[Doubt, _Findings]]:
    findings = _Findings([[] for _ in doubt.wanted])
    items, doubt, findings.blind = yield from _recent(session, doubt, sent_at)
    full = []
    for item in items:
        item, doubt = yield from _with_variations(session, item, doubt, sent_at)
        full.append(item)
    # Only now: a call that ended while this one looked has made its ids known.
    before, doubt = doubt.known, (yield from _standing(session, doubt))
    seen = {item["id"] for item in full}
    for item in full:
        if item["id"] not in doubt.known:
            _sort_in(item, doubt, findings)
    return replace(doubt, known=before | (doubt.known & seen)), findings


def _sort_in(item: dict[str, Any], doubt: Doubt, findings: _Findings) -> None:
    page = item.get("variations")
    variations = page.get("items") if isinstance(page, dict) else None
    shown = variations if isinstance(variations, list) else None
    for group, one in _pairs(findings, doubt):
        match fit(shown, one):
            case Fit.EXACTLY:
                group.append(item)
            case Fit.POSSIBLY:
                findings.possible.append(item["id"])
            case Fit.NO:
                pass


def _recent(
    session: Session, doubt: Doubt, sent_at: Moment | None
) -> Flow[tuple[list[dict[str, Any]], Doubt, bool]]:
    """The renders made since the call was sent, and whether some could not be read."""
    recent: list[dict[str, Any]] = []
    blind = False
    query = {"limit": "100", "order": "desc"}
    for _ in range(_MOST_PAGES):
        data, doubt = yield from _get(session, "/renders", query, doubt, sent_at)
        items = data.get("items") if isinstance(data, dict) else None
        if not isinstance(items, list):
            return recent, doubt, True
        readable = [one for one in items if _is_dated(one)]
        blind = blind or len(readable) < len(items)
        new = [one for one in readable if one["created_at"] >= (doubt.since_ms or 0)]
        recent += new
        cursor = data.get("next_cursor")
        if len(new) < len(readable) or not items or cursor is None:
            return recent, doubt, blind
        if not isinstance(cursor, str) or cursor == query.get("cursor"):
            break
        query = {**query, "cursor": cursor}
    return recent, doubt, True


def _is_dated(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("created_at"), int | float):
        return False
    return isinstance(item.get("id"), str) and bool(item["id"])


def _with_variations(
    session: Session, item: dict[str, Any], doubt: Doubt, sent_at: Moment | None
) -> Flow[tuple[dict[str, Any], Doubt]]:
    """A render of a page, read by itself if the page does not show all its variations."""
    page = item.get("variations")
    if isinstance(page, dict) and not page.get("next_cursor"):
        return item, doubt
    data, doubt = yield from _read_render(session, item["id"], doubt, sent_at)
    return (data if _is_dated(data) and data["id"] == item["id"] else item), doubt


def _read_render(
    session: Session, render_id: str, doubt: Doubt, sent_at: Moment | None
) -> Flow[tuple[Any, Doubt]]:
    from urllib.parse import quote

    query = {"include_variations": "true", "variations_limit": "100", "variations_order": "asc"}
    path = f"/renders/{quote(render_id, safe='')}"
    return (yield from _get(session, path, query, doubt, sent_at))


def _look_at_variations(
    session: Session, doubt: Doubt, sent_at: Moment | None
) -> Flow[tuple[Doubt, _Findings]]:
    findings = _Findings([[] for _ in doubt.wanted])
    shown: dict[str, list[dict[str, Any]]] = {}
    for render_id in dict.fromkeys(one.render_id for one in doubt.wanted if one.render_id):
        data, doubt = yield from _read_render(session, render_id, doubt, sent_at)
        page = data.get("variations") if isinstance(data, dict) else None
        items = page.get("items") if isinstance(page, dict) else None
        readable = [one for one in items if _is_dated(one)] if isinstance(items, list) else []
        unread = not isinstance(items, list) or len(readable) < len(items)
        findings.blind = findings.blind or unread or bool(page and page.get("next_cursor"))
        shown[render_id] = readable
    before, doubt = doubt.known, (yield from _standing(session, doubt))
    for render_id, items in shown.items():
        _sort_in_variations(session, render_id, items, doubt, findings)
    seen = {one["id"] for items in shown.values() for one in items}
    return replace(doubt, known=before | (doubt.known & seen)), findings


def _sort_in_variations(
    session: Session,
    render_id: str,
    items: list[dict[str, Any]],
    doubt: Doubt,
    findings: _Findings,
) -> None:
    """Give what is new on a render to the orders for it, in the order of both."""
    orders = [pair for pair in _pairs(findings, doubt) if pair[1].render_id == render_id]
    sought: Counter[str] = Counter()
    for _, one in orders:
        sought += one.counts
    new = _new_variations(session, render_id, items, doubt, sought)
    findings.possible += [
        one["id"]
        for one in items
        if "config" not in one
        and one.get("type") != "removal"
        and one["id"] not in doubt.known
        and one["created_at"] >= (doubt.since_ms or 0)
    ]
    for text, number in sought.items():
        if len(new[text]) != number:
            findings.possible += [one["id"] for one in new[text]]
            continue
        for group, one in orders:
            count = one.counts[text]
            group += new[text][:count]
            del new[text][:count]


def _new_variations(
    session: Session,
    render_id: str,
    items: list[dict[str, Any]],
    doubt: Doubt,
    sought: Counter[str],
) -> dict[str, list[dict[str, Any]]]:
    """By configuration, the variations that the call may have made, oldest first."""
    earlier = session.ledger.made(render_id)
    new: dict[str, list[dict[str, Any]]] = {}
    for text in sought:
        fitting = [one for one in items if fits(one, sought) == text]
        found = [one for one in fitting if one["id"] not in doubt.known]
        if earlier is not None:
            # This client's earlier ones whose ids no answer has told, as those that came with the
            # render: they are the oldest, and may be no second older than what is looked for.
            del found[: max(0, earlier[text] - (len(fitting) - len(found)))]
        new[text] = [one for one in found if one["created_at"] >= (doubt.since_ms or 0)]
    return new
