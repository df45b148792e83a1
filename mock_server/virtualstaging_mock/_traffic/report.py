"""What `check` and `proxy` print: one line for an exchange, more where it departs, a summary."""

from collections import Counter
from collections.abc import Callable, Iterator

from .conformance import Recorded, Verdict


class Report:
    """Counts verdicts and puts them into lines. Equal observations are told once for an operation.

    Args:
        say: takes the lines.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._exchanges = 0
        self._departing = 0
        self._told: Counter[tuple[str, str]] = Counter()

    @property
    def departs(self) -> bool:
        """Whether any exchange contradicted the document."""
        return self._departing > 0

    def add(self, seen: Recorded, verdict: Verdict) -> None:
        """Tell of one exchange."""
        self._exchanges += 1
        self._departing += verdict.departs
        for line in self._lines(seen, verdict):
            self._say(line)

    def end(self, skipped: int = 0) -> None:
        """Tell the sums."""
        departing = f"{self._departing} left the document" if self._departing else "none left it"
        others = f"; {skipped} of other servers skipped" if skipped else ""
        self._say(f"{self._exchanges} exchanges: {departing}{others}.")
        for (operation, text), times in self._told.most_common():
            if times > 1:
                self._say(f"  {times} × {operation}: {text}")

    def _lines(self, seen: Recorded, verdict: Verdict) -> Iterator[str]:
        mark = "✗" if verdict.departs else "✓"
        name = verdict.operation or "no operation"
        yield f"{mark} {self._exchanges:>4} {seen.method} {_shown(seen.path)} {seen.status} {name}"
        for found in verdict.observations:
            told = (name, found.text)
            self._told[told] += 1
            if self._told[told] == 1:
                yield f"       {found.kind}: {found.text}"


def _shown(path: str) -> str:
    """A path fit for a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in path)[:120]
