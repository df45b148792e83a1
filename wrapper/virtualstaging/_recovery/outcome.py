"""What became of a creating call without an answer: looked for at once, and again when asked.

Everything that `search` does not take for the call's ends in `UnknownOutcomeError`.
"""

import logging
from dataclasses import replace
from typing import Any

from virtualstaging import errors
from virtualstaging._core import answers
from virtualstaging._core.retries import InDoubtError
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow, Moment, Now, Sleep

from .order import GRACE, Doubt
from .search import Look, look_once

LOOKS = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each look: a slow server may act after its answer was no longer waited for."""

_DATE_STEP = 1.0
"""Seconds by which a `Date`, which leaves out the fraction, may be behind."""

logger = logging.getLogger("virtualstaging")


def look_up(session: Session, ticket: str, unclear: InDoubtError) -> Flow[dict[str, Any]]:
    """The data of the answer that was lost. `UnknownOutcomeError` if it is not known for sure."""
    yield from _note_over(session, ticket)
    in_answer = answers.ids_in(unclear.answer.body) if unclear.answer else ()
    named = session.ledger.named(ticket, in_answer)
    look = Look(session.ledger.doubt(ticket))
    operation, orders = look.doubt.operation, look.doubt.orders
    note = "There is nothing to look it up by."
    for pause in LOOKS if orders else ():
        yield Sleep(pause)
        try:
            look = yield from look_once(session, look.doubt)
        except errors.VirtualStagingError as error:
            note = f"Looking for it failed, too ({type(error).__name__})."
            if error.status in (401, 403):
                break
            continue
        if look.found is not None:
            logger.warning("%s: %s; found what it made", operation, unclear.reason)
            return look.found
        note = _note(look)
    doubt = session.ledger.standing(look.doubt)
    candidates = tuple(dict.fromkeys((*look.candidates, *named)))
    raise unknown_outcome(session, doubt, unclear, candidates, note)


def look_again(session: Session, error: errors.UnknownOutcomeError) -> Flow[dict[str, Any] | None]:
    """The same, some time after; None if the call has surely made nothing."""
    doubt = error.doubt
    if doubt is None or not doubt.orders:
        raise error
    waited = False
    while True:
        look = yield from look_once(session, doubt)
        if look.found is not None:
            return look.found
        doubt = look.doubt
        unclear = InDoubtError("its answer was lost")
        if look.candidates or look.blind:
            raise unknown_outcome(session, doubt, unclear, look.candidates, _note(look))
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


def unknown_outcomes(session: Session) -> list[errors.UnknownOutcomeError]:
    """Of the calls whose outcome is not known, those that were cut off included."""
    unclear = InDoubtError("it has ended without an answer")
    note = "It may have been cancelled or interrupted."
    return [
        unknown_outcome(session, doubt, unclear, (), note) for doubt in session.ledger.given_up()
    ]


def _note_over(session: Session, ticket: str) -> Flow[float | None]:
    """What the server's clock shows when a call is over, at most; None if no answer had a `Date`.

    The grace must not seem to be over because later answers show the time more exactly.
    """
    now: Moment = yield Now()
    server_now = session.server_clock.latest_ms(now.monotonic)
    session.ledger.over(ticket, now.monotonic, server_now)
    return server_now


def _grace_left(session: Session, doubt: Doubt) -> Flow[float | None]:
    """Seconds until what is not to be seen was not made; None if no answer had a
    `Date`."""
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


def _note(look: Look) -> str:
    if look.blind:
        return "Part of what the API shows could not be read."
    if look.doubt.rivals:
        return "Equal calls of this client were under way: whose render is whose is not known."
    return "What is to be seen does not fit it and nothing else."
