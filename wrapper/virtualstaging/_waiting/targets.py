"""What callers hand in to be waited for, checked and brought into one form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from virtualstaging._core.checks import check_id
from virtualstaging._core.reading import Reading, read_render
from virtualstaging.errors import ValidationError
from virtualstaging_api.models import Render, Variation

DEFAULT_TIMEOUT = 900.0
"""Seconds. A render takes seconds to minutes; programs in use give up after a quarter of an hour,
and what is pending that long rarely comes."""

PRICES = {"low-latency": 0.05, "balanced": 0.25, "frugal": 2.0}

Waitable = Render | Variation | str
Ended = Render | Variation


class Key(NamedTuple):
    """A render, or one variation of it."""

    render_id: str
    variation_id: str | None = None

    @property
    def name(self) -> str:
        """The id that its caller knows it by."""
        return self.variation_id or self.render_id


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to wait for.

    Args:
        key: Its ids.
        given: What the caller handed in.
        reading: What is known of the render from it.
        variation: The JSON of the variation that was handed in.
    """

    key: Key
    given: Waitable
    reading: Reading | None = None
    variation: Mapping[str, Any] | None = None


def targets(items: Iterable[Waitable]) -> list[Target]:
    """Check what is to be waited for. `ValidationError` for what cannot be."""
    if isinstance(items, str | Render | Variation) or not isinstance(items, Iterable):
        items = [items]
    return [_target(item) for item in items]


def _target(item: Waitable) -> Target:
    if isinstance(item, Render):
        check_id("render_id", item.id)
        return Target(Key(item.id), item, read_render(item.to_dict()))
    if isinstance(item, Variation):
        check_id("render_id", item.render_id)
        check_id("variation_id", item.id)
        return Target(Key(item.render_id, item.id), item, variation=item.to_dict())
    if isinstance(item, str):
        check_id("render_id", item)
        return Target(Key(item), item)
    raise ValidationError(
        f"wait takes renders, variations and ids of renders, not {type(item).__name__}."
    )


def seconds(timeout: float | None) -> float:
    """How long a wait may take. `ValidationError` for what is no number of seconds, or endless."""
    if timeout is None:
        return DEFAULT_TIMEOUT
    if isinstance(timeout, bool) or not isinstance(timeout, int | float):
        raise ValidationError(f"timeout must be a number of seconds, not {timeout!r}.")
    if not 0 <= timeout < 1e8:
        raise ValidationError("timeout must be 0 or more seconds, and finite: no wait is endless.")
    return float(timeout)


def price(poll: str | float) -> float:
    """Seconds of waiting that one look is worth. `ValidationError` for what is none."""
    if isinstance(poll, str) and poll in PRICES:
        return PRICES[poll]
    if isinstance(poll, str | bool) or not isinstance(poll, int | float):
        raise ValidationError(f"poll must be one of {', '.join(PRICES)}, or seconds; not {poll!r}.")
    if not 0.001 <= poll <= 1000:
        raise ValidationError(
            "poll must be 0.001 to 1000 seconds: how much waiting a look is worth."
        )
    return float(poll)
