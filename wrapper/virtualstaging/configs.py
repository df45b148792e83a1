"""Configurations: what is to be done with a photo.

Each function returns one of the generated models. A room type or style that is none of the spec's
is refused here, unless it is a `NewValue`; everything else is checked against the spec when a call
is made with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import virtualstaging as vs
from virtualstaging._core.requests import NewValue as NewValue
from virtualstaging._core.secret import cleaned, discreet
from virtualstaging.errors import ValidationError
from virtualstaging_api import enums, models

if TYPE_CHECKING:
    Config: TypeAlias = models.StagingConfig | models.DayToDuskConfig | models.EnhancementConfig
    CountedConfig: TypeAlias = (
        models.CountedStagingConfig
        | models.CountedDayToDuskConfig
        | models.CountedEnhancementConfig
    )
else:  # when they are asked for: models take time to import

    def __getattr__(name):
        if name not in ("Config", "CountedConfig"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        prefix = name.removesuffix("Config")
        kinds = ("StagingConfig", "DayToDuskConfig", "EnhancementConfig")
        return reduce(or_, (getattr(models, prefix + kind) for kind in kinds))


__all__ = ["BulkRender", "Config", "CountedConfig", "counted", "declutter", "dusk", "enhancement"]
__all__ += ["NewValue", "staging"]


@dataclass(frozen=True, slots=True)
class BulkRender:
    """One render of `renders.create_bulk`.

    Args:
        photo: The photo: URL, data URL, path, bytes or an open binary file.
        config: One configuration; or several, each with its number of variations (`counted`).
        variation_count: How many variations to make of each configuration without a number, 1 to
            20; a render holds at most 20.
    """

    photo: "vs.Photo"
    config: "vs.Config | Sequence[vs.Config | vs.CountedConfig]"
    variation_count: int = 1


@discreet
def staging(
    *,
    room_type: "models.RoomType",
    style: "models.Style",
    base_variation_id: str | None = None,
    remove_furniture: "models.RemovalMode | None" = None,
    mask_url: str | None = None,
    watermark: bool | None = None,
    output_resolution: "Literal['default', 1536] | None" = None,
) -> "models.StagingConfig":
    """Furnish a room, and remove what stands in it first if asked to.

    Args:
        room_type: One of `RoomType`, as "living".
        style: One of `Style`, as "modern".
        base_variation_id: The id of a removal variation of the same render to build on; goes
            without remove_furniture.
        remove_furniture: "on", "off", or "auto" to decide by the photo.
        mask_url: What to remove: the `result_url` of `images.analyze`. Needs remove_furniture.
        watermark: Whether the result is marked “virtually staged”.
        output_resolution: The long edge in pixels: 1536, or "default", at least 1536 and up to
            3072.

    Raises:
        ValidationError: A value that is none of the spec's and no `NewValue`; a mask without
            remove_furniture.
    """
    if mask_url is not None and remove_furniture is None:
        raise ValidationError("mask_url says what to remove: it needs remove_furniture.")
    furniture = models.AddFurniture(
        room_type=_known("room_type", room_type, enums.RoomType),
        style=_known("style", style, enums.Style),
    )
    if base_variation_id is not None:
        furniture.base_variation_id = base_variation_id
    config = models.StagingConfig(add_furniture=furniture)
    if remove_furniture is not None:
        config.remove_furniture = _removal("remove_furniture", remove_furniture, mask_url)
    config.add_virtually_staged_watermark = watermark
    config.output_resolution = output_resolution
    return config


@discreet
def declutter(
    *,
    mode: "models.RemovalMode" = "on",
    mask_url: str | None = None,
    watermark: bool | None = None,
    output_resolution: "Literal['default', 1536] | None" = None,
) -> "models.StagingConfig":
    """Remove the furniture of a room and add none.

    Args:
        mode: "on", "off", or "auto" to decide by the photo.
        mask_url: What to remove: the `result_url` of `images.analyze`.
        watermark: Whether the result is marked “virtually staged”.
        output_resolution: The long edge in pixels: 1536, or "default", at least 1536 and up to
            3072.

    Raises:
        ValidationError: A mode that is none of the spec's and no `NewValue`.
    """
    return models.StagingConfig(
        remove_furniture=_removal("mode", mode, mask_url),
        add_virtually_staged_watermark=watermark,
        output_resolution=output_resolution,
    )


def dusk(*, sky_style: "models.SkyStyle" = "dusk") -> "models.DayToDuskConfig":
    """Turn a photo taken by day into one taken at dusk.

    Args:
        sky_style: One of `SkyStyle`, as "golden".

    Raises:
        ValidationError: A value that is none of the spec's and no `NewValue`.
    """
    return models.DayToDuskConfig(sky_style=_known("sky_style", sky_style, enums.SkyStyle))


def enhancement() -> "models.EnhancementConfig":
    """Improve the light and colour of a photo. The spelling of its type in the API is assumed."""
    return models.EnhancementConfig()


@discreet
def counted(config: "vs.Config", variation_count: int) -> "vs.CountedConfig":
    """A configuration with the number of variations to make of it, for renders with several.

    Args:
        config: The configuration.
        variation_count: 1 to 20; a render holds at most 20 in all.
    """
    data = {**config.to_dict(), "variation_count": variation_count}
    if isinstance(config, models.StagingConfig):
        return models.CountedStagingConfig.from_dict(data)
    if isinstance(config, models.DayToDuskConfig):
        return models.CountedDayToDuskConfig.from_dict(data)
    return models.CountedEnhancementConfig.from_dict(data)


def _removal(name: str, mode: str, mask_url: str | None) -> "models.RemoveFurniture":
    removal = models.RemoveFurniture(mode=_known(name, mode, enums.RemovalMode))
    if mask_url is not None:
        removal.mask_url = mask_url
    return removal


def _known(name: str, value: Any, known: type[StrEnum]) -> str:
    """The value, if the spec has it or the caller insists."""
    if isinstance(value, NewValue):
        return value
    if isinstance(value, str) and value in list(known):
        return str(value)
    from difflib import get_close_matches

    text = value if isinstance(value, str) else ""
    near = get_close_matches(text.lower(), known, 1)
    advice = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(known)}."
    shown = cleaned(repr(value))
    raise ValidationError(
        f"{name} is {shown}: {advice} A value that the API has and this version does not know "
        f"is sent as NewValue({shown}). Nothing was sent."
    )
