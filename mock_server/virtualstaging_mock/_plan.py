"""How long a job takes and how it ends: decided when it is made, by the seed and its id alone."""

import hashlib
import math
import struct
from dataclasses import dataclass

_SECONDS = {"staging": 15.0, "removal": 8.0, "daytodusk": 10.0, "enhancement": 6.0, "analysis": 2.0}
"""Typical processing times, in seconds: the API takes seconds to minutes, the rest is assumed."""
_SPREAD = 0.3
_ID_BYTES = 10
_PARTS = struct.Struct(">4I")
_WHOLE = 2**32


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


@dataclass(slots=True)
class Plan:
    """A job's course, in milliseconds after it could start, and whether it fails.

    Not frozen: that would double the time it takes to make one.
    """

    queued_ms: int
    promised_ms: int
    takes_ms: int
    fails: bool


def draw_job(pace: Pace, owner: str, number: int, kind: str) -> tuple[str, Plan]:
    """Draw the id of a job, without its prefix, and plan it.

    Args:
        pace: the seed and the settings.
        owner: a fingerprint of the key.
        number: which of all things of this key it is: no other thing gets this id.
        kind: its type; decides how long it typically takes.
    """
    digest = _digest(pace, owner, number)
    a, b, c, d = _PARTS.unpack_from(digest, _ID_BYTES)
    typical = _SECONDS.get(kind, 10.0) * 1000 * pace.duration
    queued = typical * (0.05 + 0.05 / _WHOLE * a)
    working = typical * (1 - _SPREAD + 2 * _SPREAD / _WHOLE * b)
    takes = queued + working * (1 + pace.eta_error * (2 / _WHOLE * c - 1))
    plan = Plan(int(queued), int(queued + working), int(takes), d < pace.failure_rate * _WHOLE)
    return digest[:_ID_BYTES].hex(), plan


def draw_id(pace: Pace, owner: str, number: int) -> str:
    """Draw the id of something that is no job, from the same row of numbers."""
    return _digest(pace, owner, number)[:_ID_BYTES].hex()


def _digest(pace: Pace, owner: str, number: int) -> bytes:
    text = f"{pace.seed}/{owner}/{number}".encode()
    return hashlib.blake2b(text, digest_size=_ID_BYTES + _PARTS.size).digest()
