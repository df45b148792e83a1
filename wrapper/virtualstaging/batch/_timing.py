"""Pauses between requests that fail, and how long a search goes on."""

from virtualstaging import errors
from virtualstaging._core.steps import Flow, Moment, Sleep

LOOK_EVERY = 10.0
"""Seconds between looks for what a call has made, at most."""

LONGEST_GAP = LOOK_EVERY + 60.0
"""Seconds between the ends of two looks, at most, with which a search goes on."""

_PATIENCE = 900.0
"""Seconds for which a server that does not answer is tried again."""

_LONGEST_PAUSE = 60.0


class Pauses:
    """Pauses that grow, until patience is at its end."""

    def __init__(self) -> None:
        self._next = 1.0
        self._left = _PATIENCE

    def after(self, error: errors.VirtualStagingError) -> Flow[None]:
        """Pause, or raise the error."""
        asked = error.retry_after if isinstance(error, errors.RateLimitError) else None
        seconds = max(self._next, asked or 0.0)
        if seconds > self._left:
            raise error
        self._left -= seconds
        self._next = min(self._next * 2, _LONGEST_PAUSE)
        yield Sleep(seconds)


class Search:
    """Knows for how long there was a look every few seconds.

    After a gap, as of a laptop that was asleep or without a network, that counts anew: what was on
    its way before may have gone on only then.
    """

    def __init__(self) -> None:
        self._since = 0.0
        self._last: Moment | None = None

    def looked(self, begun: Moment, ended: Moment) -> float:
        """Seconds from the end of the first look to the beginning of this one, without a gap."""
        last, self._last = self._last, ended
        if last is None or _elapsed(last, ended) > LONGEST_GAP:
            self._since = ended.monotonic
        return max(0.0, begun.monotonic - self._since)


def _elapsed(earlier: Moment, later: Moment) -> float:
    """Seconds between two moments, by whichever clock shows more: some stand still in sleep."""
    by_date = (later.epoch_ms - earlier.epoch_ms) / 1000
    return max(later.monotonic - earlier.monotonic, by_date)
