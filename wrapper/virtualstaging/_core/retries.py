"""When a request is sent again. The table:

| what happened                           | reads, deletes, checks | a POST that creates |
|-----------------------------------------|------------------------|---------------------|
| no connection was made                  | again                  | again               |
| 429; 503 with `Retry-After`             | again, after it        | again, after it     |
| 500, 502, 503, 504, 408                 | again                  | not: `InDoubtError` |
| sent, but no whole answer               | again                  | not: `InDoubtError` |

A POST that creates may charge, so it is repeated only when it provably was not carried out.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

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
)

LONGEST_RETRY_AFTER = 120.0
"""Seconds. If the server asks for a longer pause, the caller is told instead."""

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 8.0

_AGAIN = frozenset({408, 500, 502, 503, 504})
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")

logger = logging.getLogger("virtualstaging")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, and how long between.

    Args:
        max_retries: Repetitions at most.
        jitter: Gives numbers from 0 to 1.
    """

    max_retries: int
    jitter: Callable[[], float]

    def pause(self, attempt: int) -> float:
        """Seconds before the repetition after this attempt (counted from 0): full jitter."""
        return self.jitter() * min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**attempt)


class InDoubtError(Exception):
    """A creating request was sent, and the server may have carried it out or not. Internal.

    Args:
        reason: One sentence.
        sent_at: Just before it was sent.
        answer: The answer, if one came.
    """

    def __init__(self, reason: str, sent_at: Moment, answer: Answer | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent_at = sent_at
        self.answer = answer


def send(request: Request, policy: RetryPolicy, *, creates: bool) -> Flow[tuple[Answer, Moment]]:
    """Send a request, again where that is safe. The last answer, and when its request was sent.

    Raises:
        TransportError: No answer came, at the last attempt too.
        InDoubtError: Only when `creates`.
    """
    attempt = 0
    while True:
        sent_at: Moment = yield Now()
        outcome = yield from _attempt(request)
        if isinstance(outcome, Answer) and outcome.status < 400:
            return outcome, sent_at
        pause = yield from _pause_after(outcome, attempt, policy, sent_at, creates=creates)
        if pause is None:
            if isinstance(outcome, TransportError):
                raise outcome
            return outcome, sent_at
        logger.info("%s: again in %.2f s (%s)", request.operation, pause, _name(outcome))
        yield Sleep(pause)
        attempt += 1


def _attempt(request: Request) -> Flow[Answer | TransportError]:
    try:
        answer: Answer = yield Send(request)
    except (NotSent, NoAnswer) as failure:
        # Handed on as a value: raised anew later, it would drag this frame along as its context.
        outcome: Answer | TransportError = failure.with_traceback(None)
    else:
        outcome = answer
    if logger.isEnabledFor(logging.DEBUG):
        name = _name(outcome)
        logger.debug("%s: %s %s: %s", request.operation, request.method, request.path, name)
    return outcome


def _pause_after(
    outcome: Answer | TransportError,
    attempt: int,
    policy: RetryPolicy,
    sent_at: Moment,
    *,
    creates: bool,
) -> Flow[float | None]:
    """Seconds until the request may be sent again, or None: it is not."""
    may_repeat = attempt < policy.max_retries
    if isinstance(outcome, NotSent):
        return policy.pause(attempt) if may_repeat and not outcome.final else None
    if isinstance(outcome, Answer):
        asked = yield from retry_after(outcome)
        if outcome.status == 429 or (outcome.status == 503 and asked is not None):
            if not may_repeat or (asked is not None and asked > LONGEST_RETRY_AFTER):
                return None
            return policy.pause(attempt) if asked is None else asked
        if creates and (outcome.status >= 500 or outcome.status == 408):
            raise InDoubtError(f"the server answered {outcome.status}", sent_at, outcome)
        return policy.pause(attempt) if outcome.status in _AGAIN and may_repeat else None
    if creates:
        raise InDoubtError(outcome.reason, sent_at)
    return policy.pause(attempt) if may_repeat else None


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


def http_date(text: str) -> float | None:
    """Epoch milliseconds of an HTTP date, or None if it is not one."""
    try:
        date = parsedate_to_datetime(text)
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        return (date - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _name(outcome: Answer | TransportError) -> str:
    return str(outcome.status) if isinstance(outcome, Answer) else outcome.reason
