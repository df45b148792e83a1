"""Makes jobs: how long they take and how they end is decided then, by seed and number alone."""

import hashlib
import math
import struct
from dataclasses import dataclass
from typing import Any

from virtualstaging_mock._clock import Clock

from .jobs import FAILED, Analysis, Photo, Render, Variation

SECONDS = {"staging": 15.0, "removal": 8.0, "daytodusk": 10.0, "enhancement": 6.0, "analysis": 2.0}
"""Typical processing times, in seconds: the API takes seconds to minutes, the rest is assumed."""
BROKEN_PHOTO = "The image could not be read."
NO_BASE = "The removal that it builds on has failed."
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


def variations_of(
    clock: Clock,
    pace: Pace,
    render: Render,
    drawn: bytes,
    kind: str | None,
    config: dict[str, Any],
    count: int,
    base: Variation | None,
) -> list[Variation]:
    """Variations that are asked for together; those with a base start when it has ended.

    Args:
        clock: gives them their times.
        pace: the settings.
        render: whose they are.
        drawn: what was drawn for them.
        kind: their type; None for those made through v1.
        config: as the API echoes it.
        count: how many.
        base: the removal variation that they build on.
    """
    error = BROKEN_PHOTO if render.broken else None
    if error is None and base is not None and base.error is not None:
        error = NO_BASE
    course = _course(clock, pace, drawn, kind or "staging")
    name, first_ms = name_of(drawn), clock.stamp_ms(count)
    after_ms, expected_ms = (0, 0) if base is None else (base.due_ms, base.promised_ms)
    base_id, views = None if base is None else base.id, render.views

    def variation(n: int) -> Variation:
        takes_ms, fails = course.end(n)
        created_ms = first_ms + n
        ready_ms = max(after_ms, created_ms)
        start_ms = ready_ms + course.queued_ms
        promised_ms = max(created_ms, expected_ms) + course.promised_ms
        job = f"v_{name}{n:02x}", created_ms, start_ms, promised_ms, ready_ms + takes_ms
        failed = FAILED if fails and error is None else error
        return Variation(*job, failed, 0, False, render.id, kind, config, base_id, views)

    return [variation(n) for n in range(count)]


def analysis_of(clock: Clock, pace: Pace, drawn: bytes, photo: Photo) -> Analysis:
    """An analysis of a photo."""
    course, created_ms = _course(clock, pace, drawn, "analysis"), clock.stamp_ms()
    takes_ms, fails = course.end(0)
    return Analysis(
        f"a_{name_of(drawn)}",
        created_ms,
        created_ms + course.queued_ms,
        created_ms + course.promised_ms,
        created_ms + takes_ms,
        BROKEN_PHOTO if photo.broken else FAILED if fails else None,
        photo=photo,
    )


def _course(clock: Clock, pace: Pace, drawn: bytes, kind: str) -> Course:
    usual_ms = SECONDS.get(kind, 10.0) * 1000 * pace.duration
    course = Course(pace, drawn, 0 if clock.mode == "instant" else clock.span_ms(usual_ms))
    if clock.mode == "polls":
        course.promised_ms = 0  # no wait is needed: the next read may be the last
    return course
