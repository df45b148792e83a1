"""What callers hand in to be waited for, checked and brought into one form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from virtualstaging._core.reading import Reading, read_render
from virtualstaging._core.requests import check_id
from virtualstaging.errors import ValidationError
from virtualstaging_api.models import Render, Variation

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
