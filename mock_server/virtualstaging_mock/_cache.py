"""The latest things of a kind, kept in memory within a bound."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class BoundedCache(Generic[T]):
    """Things by name; those unused for longest go when the bound is passed. Safe for threads.

    Args:
        most_bytes: how many bytes all of them may have; one alone may have more.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._kept: OrderedDict[str, tuple[T, int]] = OrderedDict()
            self._bytes = 0

    def sizes(self) -> list[int]:
        """How many bytes each has."""
        with self._lock:
            return [size for _, size in self._kept.values()]

    def get(self, name: str) -> T | None:
        """The thing of this name, or None."""
        with self._lock:
            if name not in self._kept:
                return None
            self._kept.move_to_end(name)
            return self._kept[name][0]

    def put(self, name: str, thing: T, size: int) -> None:
        """Keep a thing that has `size` bytes."""
        with self._lock:
            if name not in self._kept:
                self._kept[name] = thing, size
                self._bytes += size
            self._kept.move_to_end(name)
            while self._bytes > self._most_bytes and len(self._kept) > 1:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._bytes -= dropped
