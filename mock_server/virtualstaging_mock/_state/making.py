"""Makes jobs with what decides them: when they start, are promised and end, and whether well."""

from typing import Any

from virtualstaging_mock._clock import Clock

from .jobs import FAILED, Analysis, Variation
from .plan import SECONDS, Course, Pace, name_of
from .render import Render

BROKEN_PHOTO = "The image could not be read."
NO_BASE = "The removal that it builds on has failed."


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
    base_id, after_ms, expected_ms = None, 0, 0
    if base is not None:
        base_id, after_ms, expected_ms = base.id, base.due_ms, base.promised_ms
    render_id, views, made = render.id, render.views, []
    for n in range(count):
        created_ms = first_ms + n
        takes_ms, fails = course.end(n)
        ready_ms = max(after_ms, created_ms)
        made.append(
            Variation(
                f"v_{name}{n:02x}",
                created_ms,
                ready_ms + course.queued_ms,
                max(created_ms, expected_ms) + course.promised_ms,
                ready_ms + takes_ms,
                FAILED if fails and error is None else error,
                0,
                False,
                render_id,
                kind,
                config,
                base_id,
                views,
            )
        )
    return made


def analysis_of(clock: Clock, pace: Pace, drawn: bytes) -> Analysis:
    """An analysis, without its photo."""
    course, created_ms = _course(clock, pace, drawn, "analysis"), clock.stamp_ms()
    takes_ms, fails = course.end(0)
    return Analysis(
        f"a_{name_of(drawn)}",
        created_ms,
        created_ms + course.queued_ms,
        created_ms + course.promised_ms,
        created_ms + takes_ms,
        FAILED if fails else None,
    )


def _course(clock: Clock, pace: Pace, drawn: bytes, kind: str) -> Course:
    usual_ms = SECONDS.get(kind, 10.0) * 1000 * pace.duration
    course = Course(pace, drawn, 0 if clock.mode == "instant" else clock.span_ms(usual_ms))
    if clock.mode == "polls":
        course.promised_ms = 0  # nobody needs to wait: the next look may be the last
    return course
