"""When a request is sent again. The table:

| what happened                                 | reads, deletes, checks | a POST that creates |
|-----------------------------------------------|------------------------|---------------------|
| no connection was made                        | again                  | again               |
| 429 of the API itself (JSON with `message`)   | again, after the time  | again, after the    |
|                                               | it asks for            | time it asks for    |
| 400, 401, 403, 404, 405, 413, 415, 422        | not: an error          | not: an error       |
| 408, 429 of others, 5xx but 501 and 505       | again                  | not: `InDoubtError` |
| any other status that is no 2xx               | not: an error          | not: `InDoubtError` |
| sent, but no whole answer                     | again                  | not: `InDoubtError` |

A POST that creates may charge, so it is repeated only when it provably was not carried out. A
status is no proof: gateways answer 503 with `Retry-After`, 429 or a redirect after the server
behind them has acted. Where it was not definitely refused, something may have been made.
"""

import logging
import re
from collections.abc import Callable
from typing import TypeAlias

from .clock import http_date
from .parsing import decoded
from .session import Session
from .steps import (
    Answer,
    Flow,
    Moment,
    NoAnswer,
    NotSent,
    Now,
    Request,
    Send,
    Sleep,
    TransportError,
    Work,
)

LONGEST_RETRY_AFTER = 120.0
"""Seconds. If the server asks for a longer pause, the caller gets an error instead."""

REFUSALS = frozenset({400, 401, 403, 404, 405, 413, 415, 422})
"""Answers that say that nothing was carried out, whoever gives them."""

_NEVER_BETTER = frozenset({501, 505})
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")

logger = logging.getLogger("virtualstaging")


class InDoubtError(Exception):
    """A creating request was sent, and the server may have carried it out or not. Internal.

    Args:
        reason: One sentence.
        answer: The answer, if one came.
    """

    def __init__(self, reason: str, answer: Answer | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.answer = answer


MaySend: TypeAlias = Callable[[], object] | None
"""What is called right before a request is sent, if anything. It may block, and raise."""


def send(
    session: Session,
    request: Request,
    *,
    ticket: str | None = None,
    may_send: MaySend = None,
) -> Flow[Answer]:
    """Send a request, again where that is safe. Returns the last answer.

    Args:
        session: The client's.
        request: What is sent.
        ticket: The call's name in the ledger, if it creates.
        may_send: Called right before each time it is sent; what it raises ends the call.

    Raises:
        TransportError: No answer came, at the last attempt too.
        InDoubtError: Only for a call that creates.
    """
    attempt = 0
    while True:
        if may_send is not None:
            yield Work(may_send)
        outcome = yield from _attempt(session, request, ticket)
        if isinstance(outcome, Answer) and 200 <= outcome.status < 300:
            return outcome
        pause = yield from _pause_after(session, outcome, attempt, creates=ticket is not None)
        if ticket is not None:
            session.ledger.refused(ticket)  # otherwise it is in doubt, and was raised
        if pause is None:
            if isinstance(outcome, TransportError):
                raise outcome
            return outcome
        logger.info("%s: again in %.2f s (%s)", request.operation, pause, _name(outcome))
        yield Sleep(pause)
        attempt += 1


def _attempt(
    session: Session, request: Request, ticket: str | None
) -> Flow[Answer | TransportError]:
    sent: Moment = yield Now()
    if ticket is not None:
        sent_ms = session.server_clock.epoch_ms(sent.monotonic)
        session.ledger.sending(ticket, sent.monotonic, sent_ms)
    try:
        answer: Answer = yield Send(request)
    except (NotSent, NoAnswer) as failure:
        # Returned as a value: raised again later, its context would hold this frame.
        outcome: Answer | TransportError = failure.with_traceback(None)
    else:
        received: Moment = yield Now()
        session.server_clock.note(answer, sent, received)
        outcome = answer
    if logger.isEnabledFor(logging.DEBUG):
        name = _name(outcome)
        logger.debug("%s: %s %s: %s", request.operation, request.method, request.path, name)
    return outcome


def _pause_after(
    session: Session, outcome: Answer | TransportError, attempt: int, *, creates: bool
) -> Flow[float | None]:
    """Seconds until the request may be sent again, or None: it is not."""
    policy = session.policy
    may_repeat = attempt < policy.max_retries
    if isinstance(outcome, NotSent):
        return policy.pause(attempt) if may_repeat and not outcome.final else None
    if isinstance(outcome, TransportError):
        if creates:
            raise InDoubtError(outcome.reason)
        return policy.pause(attempt) if may_repeat else None
    status = outcome.status
    asked = yield from retry_after(outcome)
    if creates and not (status in REFUSALS or (status == 429 and _is_of_the_api(outcome))):
        raise InDoubtError(f"the answer was a {status}", outcome)
    if not may_repeat or not _may_be_better(status, creates=creates):
        return None
    if status in (429, 503) and asked is not None:
        return asked if asked <= LONGEST_RETRY_AFTER else None
    return policy.pause(attempt)


def _may_be_better(status: int, *, creates: bool) -> bool:
    """Whether another attempt may be answered otherwise."""
    if status == 429 or creates:
        return status == 429
    return status == 408 or (500 <= status < 600 and status not in _NEVER_BETTER)


def _is_of_the_api(answer: Answer) -> bool:
    """Whether an error answer is the API's own, not that of a gateway: JSON with a `message`."""
    try:
        data = decoded(answer.body)
    except ValueError:
        return False
    return isinstance(data, dict) and isinstance(data.get("message"), str)


def retry_after(answer: Answer) -> Flow[float | None]:
    """Seconds of the answer's `Retry-After`; None if there is none, or none that can be read."""
    text = answer.headers.get("retry-after", "").strip()
    if not text:
        return None
    if _SECONDS.fullmatch(text):
        return float(text)
    until = http_date(text)
    if until is None:
        return None
    # The server's own clock says best how far off its date is.
    now = http_date(answer.headers.get("date", ""))
    if now is None:
        moment: Moment = yield Now()
        now = moment.epoch_ms
    return max(0.0, (until - now) / 1000)


def _name(outcome: Answer | TransportError) -> str:
    return str(outcome.status) if isinstance(outcome, Answer) else outcome.reason
