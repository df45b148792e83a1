"""One result of a benchmark, and how results are printed and stored."""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ratio:
    """What was measured on both sides in one run, and the bound that it has to keep, if any."""

    what: str
    peer: str
    ours: float
    theirs: float
    unit: str
    at_most: float | None = None

    @property
    def ratio(self) -> float:
        """Ours over theirs."""
        return self.ours / self.theirs

    @property
    def kept(self) -> bool:
        """Whether the bound is kept."""
        return self.at_most is None or self.ratio <= self.at_most

    def __str__(self) -> str:
        bound = "" if self.at_most is None else f", at most {_fraction(self.at_most)}"
        verdict = "" if self.kept else "   OVER THE BOUND"
        return (
            f"{self.what:<52} {self.ours:9.2f} : {self.theirs:9.2f} {self.unit:<4}"
            f"{self.peer:<24} {_fraction(self.ratio):>7}{bound}{verdict}"
        )


def _fraction(ratio: float) -> str:
    return f"1/{1 / ratio:.3g}" if ratio < 1 else f"{ratio:.3g}"


def environment() -> dict[str, str]:
    """This process's, but that modules are compiled once, as pip does it when it installs them."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def printed(results: Iterable[Ratio]) -> int:
    """Print each as it comes; 1 if a bound is exceeded.

    A file that the command line names gets them as JSON, for the plots.
    """
    print(f"{'':<52} {'ours':>9} : {'theirs':>9}")
    done = []
    for one in results:
        print(one, flush=True)
        done.append(one)
    for name in sys.argv[1:]:
        Path(name).write_text(json.dumps([asdict(one) for one in done]), encoding="utf-8")
    return 0 if all(one.kept for one in done) else 1
