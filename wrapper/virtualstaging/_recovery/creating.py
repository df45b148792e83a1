"""A call that creates, as a flow: noted before it is sent, and looked for if its answer is lost.

It may charge, so it is sent again only when it provably was not carried out (`_core.retries`).
"""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from virtualstaging import errors
from virtualstaging._core import answers, parsing, reading
from virtualstaging._core.parsing import MISFITS, decoded, why
from virtualstaging._core.requests import Call, as_is, list_call, prepared, render_call
from virtualstaging._core.retries import InDoubtError, MaySend, send
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Answer, Flow, Moment, Now, Request, Send, TransportError

from .ledger import NEWEST, Shown
from .order import Before, Doubt, Order, made_ids, made_renders
from .outcome import look_again, look_up

T = TypeVar("T")

_GLANCE_SECONDS = 10.0
"""Seconds that reading what is there before a call may take. After that it is sent without."""


def create(session: Session, call: Call[T], orders: tuple[Order, ...]) -> Flow[T]:
    """Make a call that creates, and return its model.

    Args:
        session: The client's.
        call: The call.
        orders: What it creates, in the order of the request; empty if that cannot be looked up.
    """
    request = prepared(call, session.settings.key)
    doubt = yield from look_before(session, call.operation, orders)
    return (yield from carry_out(session, call, request, doubt))


def look_before(session: Session, operation: str, orders: tuple[Order, ...]) -> Flow[Doubt]:
    """Read what is there before a call, and begin it. Returns what is in doubt if it ends now."""
    before, known = yield from _look_before(session, orders)
    doubt = Doubt(os.urandom(12).hex(), operation, orders, before)
    now: Moment = yield Now()
    return session.ledger.begin(doubt, now.monotonic, known)


def carry_out(
    session: Session, call: Call[T], request: Request, doubt: Doubt, may_send: MaySend = None
) -> Flow[T]:
    """Send a call that has begun, and return its model.

    Args:
        session: The client's.
        call: The call.
        request: Its request.
        doubt: What it began with.
        may_send: Called right before each time it is sent; what it raises ends the call.
    """
    try:
        return (yield from _settled(session, call, request, doubt, may_send))
    finally:
        # Also when it was interrupted. Without effect if the outcome is known.
        session.ledger.give_up(doubt.ticket)


def _look_before(session: Session, orders: tuple[Order, ...]) -> Flow[tuple[Before, int]]:
    """What is there before the call, and how many ids were known by then."""
    known = session.ledger.count
    if not orders:
        return Before(), known
    added_to = [one.render_id for one in orders if one.render_id is not None]
    found: list[Shown] = []
    for place in dict.fromkeys(added_to or [NEWEST]):
        now: Moment = yield Now()
        shown = session.ledger.shown(place, now.monotonic)
        if shown is None:
            ids = yield from _read(session, place)
            if ids is None:
                return Before(), known
            shown = Shown(ids, now.monotonic, known)
            session.ledger.note_shown(place, shown)
        found.append(shown)
    known = min(one.known for one in found)
    if added_to:
        return Before(variations=frozenset().union(*(one.ids for one in found))), known
    return Before(newest=next(iter(found[0].ids), "")), known


def _read(session: Session, place: str) -> Flow[frozenset[str] | None]:
    """The ids of all variations of a render, or of the newest render; None if not shown."""
    if place != NEWEST:
        render = reading.read_render((yield from _glance(session, render_call(as_is, place))))
        return (
            frozenset(render.items or ())
            if render and render.id == place and render.whole
            else None
        )
    page = reading.read_page((yield from _glance(session, list_call(as_is, 1, None, "desc"))))
    if not page.whole or len(page.renders) > 1 or (not page.renders and page.next_cursor):
        return None
    return frozenset(one.id for one in page.renders)


def _glance(session: Session, call: Call[Any]) -> Flow[Any]:
    """The data of one answer; None if none came. Nothing depends on it, so it is not repeated."""
    request = prepared(call, session.settings.key)
    seconds = min(session.settings.timeout, _GLANCE_SECONDS)
    sent: Moment = yield Now()
    try:
        answer: Answer = yield Send(replace(request, timeout=seconds))
    except TransportError:
        return None
    received: Moment = yield Now()
    session.server_clock.note(answer, sent, received)
    try:
        return decoded(answer.body) if 200 <= answer.status < 300 else None
    except ValueError:
        return None


def _settled(
    session: Session, call: Call[T], request: Request, doubt: Doubt, may_send: MaySend
) -> Flow[T]:
    error: errors.VirtualStagingError | InDoubtError
    try:
        answer = yield from send(session, request, ticket=doubt.ticket, may_send=may_send)
    except TransportError as failure:
        error = answers.connection_error(failure, call.operation)
    except InDoubtError as unclear:
        error = unclear.with_traceback(None)
    else:
        if answer.status < 300:
            return (yield from _received(session, call, doubt, answer))
        error = yield from answers.refusal(session, answer, call.operation)
    if isinstance(error, InDoubtError):
        # Not in the handler above: what is raised here would carry the whole answer as its context.
        return (yield from _looked_up(session, call, doubt, error))
    session.ledger.close(doubt.ticket)
    raise error


def _received(session: Session, call: Call[T], doubt: Doubt, answer: Answer) -> Flow[T]:
    """From a 2xx answer: the model, or an error that names what was created."""
    try:
        data = decoded(answer.body)
        result = call.parse(data)
    except MISFITS as error:
        problem = why(error)
    else:
        strange = _not_ours(session, doubt, data)
        if strange is None:
            now: Moment = yield Now()
            _remember(session, doubt, data, now)
            return result
        return (yield from _looked_up(session, call, doubt, InDoubtError(strange, answer)))
    seen = answers.unexpected(answer, call.operation, problem, session.settings.key)
    named = set(seen.render_ids)
    if (
        named
        and len(named) == len(doubt.orders)
        and not any(map(doubt.before.has, named))
        and not session.ledger.knows_any(named)
    ):
        session.ledger.close(doubt.ticket, named)
        raise seen
    unclear = InDoubtError(f"the answer cannot be read: {problem}", answer)
    return (yield from _looked_up(session, call, doubt, unclear))


def _not_ours(session: Session, doubt: Doubt, data: Any) -> str | None:
    """Why an answer cannot be to this call, in words; None if it can."""
    ids = made_ids(data)
    if len(set(ids)) < len(ids):
        return "the answer names one thing twice"
    for one in ids:
        if session.ledger.knows_any([one]) or doubt.before.has(one):
            return f"the answer names {one[:100]}, which was there before"
    added_to = {one.render_id for one in doubt.orders if one.render_id is not None}
    if added_to and any(one["render_id"] not in added_to for one in data["variations"]):
        return "the answer names variations of another render"
    return None


def _looked_up(session: Session, call: Call[T], doubt: Doubt, unclear: InDoubtError) -> Flow[T]:
    found = yield from look_up(session, doubt.ticket, unclear)
    return _parsed_findings(session, call.operation, call.parse, found)


def _remember(session: Session, doubt: Doubt, data: Any, now: Moment) -> None:
    """Note what a call has created, and that its outcome is known."""
    ids, renders = made_ids(data), made_renders(data)
    if renders and doubt.orders:
        session.ledger.made(doubt.ticket, ids, renders[-1]["id"], now.monotonic)
    else:
        session.ledger.close(doubt.ticket, ids)
    session.ledger.note_totals(doubt.orders, [one["id"] for one in renders])


def _parsed_findings(session: Session, operation: str, parse: Callable[[Any], T], found: Any) -> T:
    """The model of what was found by looking."""
    body = json.dumps(found).encode()
    return answers.parsed(Answer(200, {}, body), operation, parse, session.settings.key)


def reconcile(session: Session, error: errors.UnknownOutcomeError) -> Flow[Any]:
    """What the call of an unknown outcome has made, as that call would have returned it."""
    found = yield from look_again(session, error)
    if found is None:
        return None
    operation = str(error.operation)
    return _parsed_findings(session, operation, _PARSERS[operation], found)


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "create_render": parsing.render,
    "create_renders_bulk": parsing.renders,
    "create_variations": parsing.variations,
    "create_variations_bulk": parsing.variations,
}
