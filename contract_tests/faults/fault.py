"""What a planted fault is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["client", "server"]


@dataclass(frozen=True)
class Fault:
    """One fault, as someone might have made it.

    Args:
        side: Where it is.
        kind: What it is a fault in.
        name: Short, and its own.
        sentence: What goes wrong.
        planted: Plants it, and takes it away again at the end of the context.
        first: Words in the names of the tests that most probably catch it: these run first.
    """

    side: Side
    kind: str
    name: str
    sentence: str
    planted: Callable[[], AbstractContextManager[None]] = field(repr=False)
    first: tuple[str, ...] = ()

    def matches(self, word: str) -> bool:
        """Whether its side, kind or name holds a word."""
        return word in f"{self.side} {self.kind} {self.name}"
