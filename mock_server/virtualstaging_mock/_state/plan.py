"""How long jobs take and how they end: decided when they are made, by seed and number alone."""

import hashlib
import math
import struct
from dataclasses import dataclass

SECONDS = {"staging": 15.0, "removal": 8.0, "daytodusk": 10.0, "enhancement": 6.0, "analysis": 2.0}
"""Typical processing times, in seconds: the API takes seconds to minutes, the rest is assumed."""
_SPREAD = 0.3
_ID_BYTES = 10
_PARTS = struct.Struct(">4I")
_WHOLE = 2**32
_NEXT = 0x9E3779B9
"""The golden ratio of 2**32: adding it again and again visits all parts of the range evenly."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What decides the plans of jobs.

    Args:
        seed: the same seed and the same calls give the same plans.
        failure_rate: the share of jobs that end in an error, 0 to 1.
        eta_error: how far ends may be from etas, as a share of the promised time, 0 to 1.
        duration: stretches all processing times; 0 makes jobs end at once.
    """

    seed: int = 0
    failure_rate: float = 0.0
    eta_error: float = 0.1
    duration: float = 1.0

    def __post_init__(self) -> None:
        for name in ("failure_rate", "eta_error"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be 0 to 1, not {getattr(self, name)!r}.")
        if not (math.isfinite(self.duration) and self.duration >= 0):
            raise ValueError(f"duration must be 0 or more, not {self.duration!r}.")


class Course:
    """The course of jobs of one kind that were asked for together; the n-th ends in its own way.

    Args:
        pace: the settings.
        drawn: what was drawn for them.
        typical_ms: how long such jobs take, in milliseconds.

    Attributes:
        queued_ms: how long they stay in the queue, in milliseconds after they could start.
        promised_ms: after how many milliseconds they are expected to end.
    """

    __slots__ = (
        "_failing",
        "_fails",
        "_lasts",
        "_late",
        "_queued",
        "_working",
        "promised_ms",
        "queued_ms",
    )

    def __init__(self, pace: Pace, drawn: bytes, typical_ms: float) -> None:
        self._lasts: int
        self._fails: int
        a, b, self._lasts, self._fails = _PARTS.unpack_from(drawn, _ID_BYTES)
        self._queued = queued = typical_ms * (0.05 + 0.05 / _WHOLE * a)
        self._working = working = typical_ms * (1 - _SPREAD + 2 * _SPREAD / _WHOLE * b)
        self._late = pace.eta_error * working
        self._failing = pace.failure_rate * _WHOLE
        self.queued_ms = int(queued)
        self.promised_ms = int(queued + working)

    def end(self, n: int) -> tuple[int, bool]:
        """After how many milliseconds the n-th ends, and whether in an error.

        It never ends while it would still be queued.
        """
        late = self._late * (2 / _WHOLE * ((self._lasts + n * _NEXT) % _WHOLE) - 1)
        fails = (self._fails + n * _NEXT) % _WHOLE < self._failing
        return int(self._queued + self._working + late), fails


def draw(pace: Pace, owner: str, number: int) -> bytes:
    """Draw what decides an id and a course.

    Args:
        pace: has the seed.
        owner: a fingerprint of the key.
        number: which draw of this key it is: no other gives the same.
    """
    text = f"{pace.seed}/{owner}/{number}".encode()
    return hashlib.blake2b(text, digest_size=_ID_BYTES + _PARTS.size).digest()


def name_of(drawn: bytes) -> str:
    """The id that was drawn, without a prefix."""
    return drawn[:_ID_BYTES].hex()
