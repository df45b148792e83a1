"""How far a batch is, on standard error: one line that changes on a terminal, else some lines."""

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ._output import printable, say

if TYPE_CHECKING:
    from virtualstaging._sync.batch import BatchRun

_WORDS = {
    "planned": "to be sent",
    "sending": "sending",
    "waiting": "waiting",
    "done": "done",
    "unfetched": "not downloaded",
    "failed": "failed",
    "refused": "refused",
    "doubt": "in doubt",
    "abandoned": "given up",
}
_OPEN = ("planned", "sending", "waiting")


def line(counts: Mapping[str, int]) -> str:
    """How many rows there are in each state."""
    parts = [f"{counts[state]} {word}" for state, word in _WORDS.items() if counts.get(state)]
    return f"{sum(counts.values())} rows: {', '.join(parts)}"


@contextmanager
def following(run: "BatchRun", *, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show how far a run is while the block runs. Gives a function that says a line."""
    if quiet:
        yield lambda _: None
        return
    on_terminal = sys.stderr.isatty()
    ended = threading.Event()
    lock = threading.Lock()
    speed = _Speed(run.counts)

    def show(text: str) -> None:
        with lock:
            if on_terminal:
                sys.stderr.write("\r\x1b[K")
            say(text)

    def follow() -> None:
        last = ""
        while not ended.wait(0.5 if on_terminal else 15.0):
            text = line(counts := run.counts) + speed.shown(counts)
            if text != last:
                with lock:
                    _show(text, on_terminal=on_terminal)
            last = text

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield show
    finally:
        ended.set()
        thread.join()
        if on_terminal:
            sys.stderr.write("\r\x1b[K")


def _show(text: str, *, on_terminal: bool) -> None:
    if on_terminal:
        sys.stderr.write(f"\r\x1b[K{printable(text)}")
        sys.stderr.flush()
    else:
        say(text)


class _Speed:
    """How fast rows come to their end.

    Args:
        counts: Rows in each state at the beginning.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._at = time.monotonic()
        self._left = _left(counts)

    def shown(self, counts: Mapping[str, int]) -> str:
        """In words, as soon as it is known."""
        seconds, left = time.monotonic() - self._at, _left(counts)
        if left >= self._left or seconds < 1:
            return ""
        rate = (self._left - left) / seconds
        return f"; {rate * 60:.0f} a minute, {_spoken(left / rate)} left"


def _left(counts: Mapping[str, int]) -> int:
    return sum(counts.get(state, 0) for state in _OPEN)


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
