"""What the mock keeps at most, and what a plan allows."""

from dataclasses import dataclass

PHOTOS = 100_000
"""Photos a period that a plan allows where nothing else is asked for: room for any test."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is kept and what a plan allows.

    Args:
        photos: photos a period for each kind of processing; each key has its own plan.
        renders: renders kept, over all keys; the oldest go first.
        render_bytes: bytes of request bodies that the kept renders may come from.
        accounts: keys with an account of their own; the one unused for longest goes first.
    """

    photos: int = PHOTOS
    renders: int = 10_000
    render_bytes: int = 256 * 1024 * 1024
    accounts: int = 10_000

    def __post_init__(self) -> None:
        for name, least in (("photos", 0), ("renders", 1), ("render_bytes", 1), ("accounts", 1)):
            if getattr(self, name) < least:
                raise ValueError(f"{name} must be {least} or more, not {getattr(self, name)!r}.")
