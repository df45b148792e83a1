"""Output that never stops the work, and signals that end it as Ctrl-C does."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO


class Stream:
    """In place of standard output or error. When that takes nothing any more, as with `| head -1`,
    a full disk, or a terminal that was closed, what is written is dropped.

    Args:
        inner: The stream itself; None if it was closed from the beginning.
    """

    def __init__(self, inner: TextIO | None) -> None:
        self.inner = inner
        self.broken = inner is None
        """Something that was written is lost."""

    def write(self, text: str) -> int:
        """Write, if that is still of use."""
        self._do("write", text)
        return len(text)

    def flush(self) -> None:
        """Have all of it leave."""
        self._do("flush")

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return self._do("isatty") is True

    def _do(self, method: str, *args: Any) -> Any:
        if not self.broken:
            try:
                return getattr(self.inner, method)(*args)
            except (OSError, ValueError):  # ValueError: it is closed
                self.broken = True
        return None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@contextmanager
def unbroken() -> Iterator[Stream]:
    """Standard output and error never fail in this block. Gives that of output."""
    nowhere = _nowhere()
    before = sys.stdout, sys.stderr
    streams = Stream(before[0]), Stream(before[1])
    sys.stdout, sys.stderr = streams
    try:
        yield streams[0]
    finally:
        sys.stdout, sys.stderr = before
        for stream in streams:
            stream.flush()
            if stream.broken and stream.inner is not None:
                # Python flushes it once more when it ends, and would complain.
                with suppress(OSError, ValueError):
                    os.dup2(nowhere, stream.inner.fileno())
        os.close(nowhere)


def _nowhere() -> int:
    """A file that takes everything. Where a standard stream is closed it takes that place, too:
    else a connection might, and what is meant for people would be sent there.
    """
    number = os.open(os.devnull, os.O_RDWR)
    return number if number > 2 else _nowhere()


class Terminated(KeyboardInterrupt):
    """A signal that asks to end: the same as Ctrl-C, with another exit code.

    Args:
        number: The signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def signals_as_interrupts() -> Iterator[None]:
    """SIGTERM, and the end of the terminal, interrupt what is done in this block."""

    def interrupt(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_IGN)  # the end of a terminal comes twice
        raise Terminated(number)

    kinds = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
    before = {}
    if threading.current_thread() is threading.main_thread():
        for kind in kinds:
            if kind is not None and signal.getsignal(kind) is not signal.SIG_IGN:  # as of nohup
                before[kind] = signal.signal(kind, interrupt)
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
