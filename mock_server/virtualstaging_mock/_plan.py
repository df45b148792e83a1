"""How long a job takes and how it ends: decided when it is made, by the seed and its id alone."""

import hashlib
import math
from dataclasses import dataclass

_SECONDS = {"staging": 15.0, "removal": 8.0, "daytodusk": 10.0, "enhancement": 6.0, "analysis": 2.0}
"""Typical processing times, in seconds: the API takes seconds to minutes, the rest is assumed."""
_SPREAD = 0.3


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


@dataclass(frozen=True, slots=True)
class Plan:
    """A job's course, in milliseconds after it could start, and whether it fails."""

    queued_ms: int
    promised_ms: int
    takes_ms: int
    fails: bool


def draw_id(prefix: str, seed: int, owner: str, number: int) -> str:
    """An id that no other thing has: ids of all kinds are drawn from one row of numbers."""
    text = f"{seed}/{owner}/{number}".encode()
    return f"{prefix}_{hashlib.blake2b(text, digest_size=10).hexdigest()}"


def draw_plan(pace: Pace, job_id: str, kind: str) -> Plan:
    """Plan a job.

    Args:
        pace: the seed and the settings.
        job_id: the id of the variation or analysis.
        kind: its type; decides how long it typically takes.
    """
    digest = hashlib.blake2b(f"{pace.seed}/{job_id}".encode(), digest_size=16).digest()
    a, b, c, d = (int.from_bytes(digest[i : i + 4], "big") / 2**32 for i in range(0, 16, 4))
    typical = _SECONDS.get(kind, 10.0) * 1000 * pace.duration
    queued = typical * 0.05 * (1 + a)
    promised = queued + typical * (1 + _SPREAD * (2 * b - 1))
    takes = queued + (promised - queued) * (1 + pace.eta_error * (2 * c - 1))
    return Plan(round(queued), round(promised), round(takes), d < pace.failure_rate)
