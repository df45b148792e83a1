"""The rules that the document cannot say, each with its source.

Sources as in the document: docs, observed, assumed.
"""

from collections.abc import Mapping
from typing import Any

from virtualstaging_mock._spec.validation import Refused
from virtualstaging_mock._state.jobs import Photo, Render, Variation

from .call import Call

MOST_VARIATIONS = 20
"""Of one render, over all requests (observed).

A removal that the API makes by itself is not counted: a request for 20 would otherwise be refused
although its own number is allowed (assumed).
"""

Config = Mapping[str, Any]


def charge(call: Call, photos: Mapping[str, int]) -> None:
    """Charge one photo for each render (observed), or refuse if too few are left (docs: 403).

    Args:
        call: whose plan it is, and when.
        photos: how many are charged as `staging`, and how many as `imageEditing`.
    """
    used = call.account.used(call.at_ms)
    for kind, number in photos.items():
        left = call.backend.limits.photos - used[kind]
        if number > left:
            raise Refused(
                403,
                f"The plan's {kind} photos of this period are used up: "
                f"{number} asked for, {max(0, left)} left.",
            )
    for kind, number in photos.items():
        used[kind] += number


def check_room(render: Render | None, asked: int, field: str) -> None:
    """Refuse what would give a render more than 20 variations (observed)."""
    there = 0 if render is None else render.asked_for
    if there + asked > MOST_VARIATIONS:
        raise Refused(
            400,
            f"{field}: a render holds at most {MOST_VARIATIONS} variations; "
            f"it has {there} and {asked} more are asked for.",
            field,
        )


def check_base(render: Render | None, config: Config, field: str) -> Variation | None:
    """The removal variation that a config builds on: one of the same render (observed)."""
    furniture = config.get("add_furniture")
    base_id = None if furniture is None else furniture.get("base_variation_id")
    if base_id is None:
        return None
    base = None if render is None else render.variations.get(base_id)
    if base is None or base.kind != "removal" or base.deleted:
        name = f"{field}.add_furniture.base_variation_id"
        raise Refused(400, f"{name} names no removal variation of this render.", name)
    return base


def removes_first(config: Config) -> bool:
    """Whether furniture is removed before other is added: a removal is then made by itself (docs).

    Mode `auto` decides by the photo; here there is something to remove in every photo (assumed).
    """
    removal = config.get("remove_furniture")
    return removal is not None and removal["mode"] != "off" and "add_furniture" in config


def kind_of(config: Config) -> str:
    """The type of the variations that a config makes: emptying a room is `removal` (seed, docs)."""
    if config["type"] != "staging":
        return str(config["type"])
    return "staging" if "add_furniture" in config else "removal"


def judge_pair(
    sizes: tuple[tuple[int, int] | None, tuple[int, int] | None], photos: tuple[Photo, Photo]
) -> tuple[bool, bool, str | None]:
    """Whether two photos go together: same dimensions, landscape (docs).

    Different sizes or an unreadable photo make it impossible; portrait photos are possible but may
    not look as good (assumed). Photos that cannot be looked at are judged by their links: the same
    link twice does not go together, any others do (assumed).

    Returns:
        compatible, hard_rejected, rejection_reason.
    """
    if any(photo.broken for photo in photos):
        return False, True, "One of the photos could not be read."
    if (photos[0].url, photos[0].digest) == (photos[1].url, photos[1].digest):
        return False, True, "The two photos are the same."
    first, second = sizes
    if first is None or second is None:
        return True, False, None
    if first != second:
        shown = " and ".join(f"{width} x {height}" for width, height in (first, second))
        return False, True, f"The photos differ in size: {shown} pixels."
    if first[0] < first[1]:
        return False, False, "The photos are in portrait; landscape gives better results."
    return True, False, None
