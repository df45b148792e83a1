"""Downloads one image: again after failures, from where it was cut off, with a fresh link."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from virtualstaging._core.retries import LONGEST_RETRY_AFTER, retry_after
from virtualstaging._core.session import Session
from virtualstaging._core.steps import (
    Answer,
    Fetch,
    Flow,
    Moment,
    Now,
    RejectedError,
    Sleep,
    TransportError,
    Work,
)
from virtualstaging.errors import DownloadError

from .links import Link
from .part import PartFile

Renewal: TypeAlias = Callable[[Link], Flow[Link]]
"""Reads the variation again and returns the same link, freshly signed."""

DOWNLOAD_SECONDS = 600.0
"""Seconds that one image may take, all attempts together: no host can hold a caller for ever."""

_EXPIRED = frozenset({400, 401, 403, 410})
"""How file hosts answer to a link that has expired. They agree on no status."""
_RENEWALS = 2
_REDIRECTS = 5
_REDIRECT = frozenset({301, 302, 303, 307, 308})
_AGAIN = frozenset({206, 408, 416, 425, 429, 500, 502, 503, 504})

logger = logging.getLogger("virtualstaging")


def download_file(session: Session, link: Link, part: PartFile, renew: Renewal) -> Flow[Path]:
    """Download one image and return its path.

    Raises:
        DownloadError: It could not be downloaded whole. Nothing is left of it.
    """
    problem: str
    try:
        yield Work(part.open)
        yield from _fill(session, link, part, renew)
        path: Path = yield Work(part.keep)
    except RejectedError as error:
        problem = str(error)
    else:
        return path
    finally:
        part.discard()
    raise _error(link, part, problem)


def _fill(session: Session, link: Link, part: PartFile, renew: Renewal) -> Flow[None]:
    attempt = renewals = 0
    now: Moment = yield Now()
    deadline = now.monotonic + DOWNLOAD_SECONDS
    while True:
        outcome = yield from _follow(link, part, deadline - now.monotonic)
        now = yield Now()
        if isinstance(outcome, Answer) and outcome.status in _EXPIRED and renewals < _RENEWALS:
            logger.info("variation %s: the link has expired and is renewed", link.variation_id)
            link = yield from renew(link)
            renewals += 1
            continue
        problem = yield from _problem(outcome, part)
        if problem is None:
            return
        pause = yield from _pause(session, outcome, attempt)
        if (
            pause is None
            or attempt >= session.policy.max_retries
            or now.monotonic + pause >= deadline
        ):
            raise _error(link, part, problem, outcome)
        logger.info("variation %s: download again in %.2f s", link.variation_id, pause)
        yield Sleep(pause)
        now = yield Now()
        attempt += 1


def _follow(link: Link, part: PartFile, seconds: float) -> Flow[Answer | TransportError]:
    """Fetch, following redirects by hand: a signed link goes to no other protocol, nor into the
    clear.
    """
    url = link.url
    for _ in range(_REDIRECTS + 1):
        _check_url(url)
        try:
            answer: Answer = yield Fetch(url, part.resume_headers, part, seconds)
        except TransportError as failure:
            return failure.with_traceback(None)
        if answer.status not in _REDIRECT:
            return answer
        onward = urljoin(url, answer.headers.get("location", ""))
        if url.startswith("https:") and not onward.startswith("https:"):
            raise RejectedError("its host redirects from https to something less safe")
        url = onward
    raise RejectedError("its host redirects too often")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise RejectedError("its link is no URL") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RejectedError("its link is neither http nor https")


def _problem(outcome: Answer | TransportError, part: PartFile) -> Flow[str | None]:
    """Why the image is not there yet, or None: it is."""
    if isinstance(outcome, TransportError):
        return outcome.reason
    if not part.taking:
        return f"its host answered {outcome.status}"
    missing: str | None = yield Work(part.missing)
    return missing


def _pause(session: Session, outcome: Answer | TransportError, attempt: int) -> Flow[float | None]:
    """Seconds until the next attempt, or None: it would be of no use."""
    pause = session.policy.pause(attempt)
    if isinstance(outcome, TransportError):
        return None if outcome.final else pause
    if outcome.status == 200:
        return pause
    if outcome.status not in _AGAIN:
        return None
    asked = yield from retry_after(outcome)
    if asked is None:
        return pause
    return asked if asked <= LONGEST_RETRY_AFTER else None


def _error(
    link: Link, part: PartFile, problem: str, outcome: Answer | TransportError | None = None
) -> DownloadError:
    # The link is signed: no more of it than its host may be seen.
    try:
        host = urlsplit(link.url).hostname
    except ValueError:
        host = None
    return DownloadError(
        f"Variation {link.variation_id}: the result could not be downloaded from "
        f"{host or 'its host'}: {problem}.",
        path=part.target.path,
        status=outcome.status if isinstance(outcome, Answer) else None,
    )
