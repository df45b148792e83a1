"""Headers that every answer has."""

import email.utils
import functools

from ._reply import Reply


@functools.lru_cache(maxsize=4)
def http_date(seconds: int) -> str:
    """A time as the Date header has it."""
    return email.utils.formatdate(seconds, usegmt=True)


def wire_headers(reply: Reply, now_ms: int) -> list[tuple[str, str]]:
    """An answer's headers with those that every one has: its length, and the mock's time.

    Clients may tell the difference between the mock's clock and their own by the Date.
    """
    headers = list(reply.headers.items())
    headers.append(("date", http_date(now_ms // 1000)))
    if reply.status >= 200 and reply.status not in (204, 304):
        headers.append(("content-length", str(len(reply.body))))
    return headers
