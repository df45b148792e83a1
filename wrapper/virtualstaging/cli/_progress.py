"""What is shown while photos are worked on, on standard error: a bar, lines, or nothing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ._output import in_words_of_the_command, printable, say


class Progress:
    """Shows how far a job is; this one shows nothing."""

    def show(self, text: str) -> None:
        """Show a line: something has happened."""

    def reach(self, done: int) -> None:
        """So many variations have ended by now."""


class Lines(Progress):
    """A line for each thing that happens: for logs, and for terminals without rich."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0

    def show(self, text: str) -> None:
        """Show a line: something has happened."""
        say(text)

    def reach(self, done: int) -> None:
        """So many variations have ended by now."""
        if done != self._done:
            self._done = done
            say(f"{done} of {self._total} variations have ended")


@contextmanager
def shown(total: int, *, quiet: bool) -> Iterator[Progress]:
    """Progress towards so many variations, while the block runs."""
    if quiet:
        yield Progress()
        return
    if sys.stderr.isatty():
        try:
            import rich.progress as _  # noqa: F401
        except ImportError:  # the extra `cli` is not installed: lines do as well
            pass
        else:
            with _bar(total) as bar:
                yield bar
            return
    yield Lines(total)


@contextmanager
def _bar(total: int) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress as RichProgress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )

    with RichProgress(*columns, console=console) as rich:
        task = rich.add_task("variations", total=total)

        class Bar(Progress):
            def show(self, text: str) -> None:
                said = printable(in_words_of_the_command(text))
                console.print(said, markup=False, highlight=False)

            def reach(self, done: int) -> None:
                rich.update(task, completed=done)

        yield Bar()
