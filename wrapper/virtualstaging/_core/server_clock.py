"""What the server's clock shows. This machine's own date is never compared with the server's."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .steps import Answer, Moment


class ServerClock:
    """The server's time, as the `Date` of its last answer told it."""

    def __init__(self) -> None:
        self._told: tuple[float, float] | None = None

    def note(self, answer: Answer, received: Moment) -> None:
        """An answer has come; its `Date` tells the server's time, if it has one."""
        date = http_date(answer.headers.get("date", ""))
        if date is not None:
            self._told = (date, received.monotonic)

    def epoch_ms(self, monotonic: float) -> float | None:
        """The server's epoch milliseconds at a moment of ours; None if it never told its time."""
        told = self._told
        return None if told is None else told[0] + (monotonic - told[1]) * 1000


def http_date(text: str) -> float | None:
    """Epoch milliseconds of an HTTP date, or None if it is not one."""
    try:
        date = parsedate_to_datetime(text)
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        return (date - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
