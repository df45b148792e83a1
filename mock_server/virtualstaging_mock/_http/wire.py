"""Headers that every answer has."""

import functools
import time

from .reply import Reply

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 (one line)


@functools.lru_cache(maxsize=4)
def http_date(seconds: int) -> str:
    """A time as the Date header has it."""
    # The standard library's own takes four modules and 3 ms to load for this.
    at = time.gmtime(seconds)
    day, month = _DAYS[at.tm_wday], _MONTHS[at.tm_mon - 1]
    clock = f"{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02}"
    return f"{day}, {at.tm_mday:02} {month} {at.tm_year} {clock} GMT"


def wire_headers(reply: Reply, now_ms: int) -> list[tuple[str, str]]:
    """An answer's headers with those that every one has: its length, and the mock's time.

    Clients can learn from the Date how far the mock's clock is from their own.
    """
    headers = list(reply.headers.items())
    headers.append(("date", http_date(now_ms // 1000)))
    if reply.status >= 200 and reply.status not in (204, 304):
        headers.append(("content-length", str(len(reply.body))))
    return headers
