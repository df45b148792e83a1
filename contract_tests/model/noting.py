"""Keeps the failures that are raised inside hypothesis: those that it raises may be less clear."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from contract_tests.exchange import Answer, Failure, OutOfReach

Noted = Failure | OutOfReach


def noted(call: Callable[..., Answer], caught: list[Noted]) -> Callable[..., Answer]:
    """A call whose failures are appended."""

    def call_noted(*args: Any, **more: Any) -> Answer:
        with noting(caught):
            return call(*args, **more)

    return call_noted


@contextmanager
def noting(caught: list[Noted]) -> Iterator[None]:
    """Failures that pass through are appended."""
    try:
        yield
    except (Failure, OutOfReach) as failure:
        caught.append(failure)
        raise
