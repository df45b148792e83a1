"""Configurations: what is to be done with a photo.

Each function returns one of the generated models; its values are checked against the spec when a
call is made with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from virtualstaging._core.discreet import discreet
from virtualstaging.errors import ValidationError

if TYPE_CHECKING:
    from virtualstaging._photos import Photo
    from virtualstaging_api.models import (
        CountedDayToDuskConfig,
        CountedEnhancementConfig,
        CountedStagingConfig,
        DayToDuskConfig,
        EnhancementConfig,
        RemovalMode,
        RemoveFurniture,
        RoomType,
        SkyStyle,
        StagingConfig,
        Style,
    )

Config: TypeAlias = "StagingConfig | DayToDuskConfig | EnhancementConfig"
CountedConfig: TypeAlias = (
    "CountedStagingConfig | CountedDayToDuskConfig | CountedEnhancementConfig"
)

__all__ = ["BulkRender", "Config", "CountedConfig", "counted", "declutter", "dusk", "enhancement"]
__all__ += ["staging"]


@dataclass(frozen=True, slots=True)
class BulkRender:
    """One render of `renders.create_bulk`.

    Args:
        photo: The photo: URL, data URL, path, bytes or an open binary file.
        config: One configuration; or several, each with its number of variations (`counted`).
        variation_count: How many variations to make of each configuration without a number, 1 to
            20; a render holds at most 20.
    """

    photo: "Photo"
    config: "Config | Sequence[Config | CountedConfig]"
    variation_count: int = 1


@discreet
def staging(
    *,
    room_type: "RoomType",
    style: "Style",
    base_variation_id: str | None = None,
    remove_furniture: "RemovalMode | None" = None,
    mask_url: str | None = None,
    watermark: bool | None = None,
    output_resolution: "Literal['default', 1536] | None" = None,
) -> "StagingConfig":
    """Furnish a room, and remove what stands in it first if asked to.

    Args:
        room_type: living, bed, kitchen, dining, home_office, outdoor, kids_room or bathroom
            (seen in public programs).
        style: standard, modern, scandinavian, industrial, midcentury, luxury, farmhouse or coastal
            (seen in public programs).
        base_variation_id: The id of a removal variation of the same render to build on; goes
            without remove_furniture.
        remove_furniture: "on", "off", or "auto" to decide by the photo.
        mask_url: What to remove: the `result_url` of `images.analyze`. Needs remove_furniture.
        watermark: Whether the result is marked “virtually staged”.
        output_resolution: The long edge in pixels: 1536, or "default", at least 1536 and up to
            3072.

    Raises:
        ValidationError: A mask without remove_furniture.
    """
    from virtualstaging_api.models import AddFurniture, StagingConfig
    from virtualstaging_api.types import UNSET

    if mask_url is not None and remove_furniture is None:
        raise ValidationError("mask_url says what to remove: it needs remove_furniture.")
    furniture = AddFurniture(room_type=room_type, style=style)
    if base_variation_id is not None:
        furniture.base_variation_id = base_variation_id
    config = StagingConfig(add_furniture=furniture)
    if remove_furniture is not None:
        config.remove_furniture = _removal(remove_furniture, mask_url)
    config.add_virtually_staged_watermark = UNSET if watermark is None else watermark
    config.output_resolution = UNSET if output_resolution is None else output_resolution
    return config


@discreet
def declutter(
    *,
    mode: "RemovalMode" = "on",
    mask_url: str | None = None,
    watermark: bool | None = None,
    output_resolution: "Literal['default', 1536] | None" = None,
) -> "StagingConfig":
    """Remove the furniture of a room and add none.

    Args:
        mode: "on", "off", or "auto" to decide by the photo.
        mask_url: What to remove: the `result_url` of `images.analyze`.
        watermark: Whether the result is marked “virtually staged”.
        output_resolution: The long edge in pixels: 1536, or "default", at least 1536 and up to
            3072.
    """
    from virtualstaging_api.models import StagingConfig
    from virtualstaging_api.types import UNSET

    return StagingConfig(
        remove_furniture=_removal(mode, mask_url),
        add_virtually_staged_watermark=UNSET if watermark is None else watermark,
        output_resolution=UNSET if output_resolution is None else output_resolution,
    )


def dusk(*, sky_style: "SkyStyle" = "dusk") -> "DayToDuskConfig":
    """Turn a photo taken by day into one taken at dusk.

    Args:
        sky_style: dusk, golden or blue.
    """
    from virtualstaging_api.models import DayToDuskConfig

    return DayToDuskConfig(sky_style=sky_style)


def enhancement() -> "EnhancementConfig":
    """Improve the light and colour of a photo. The spelling of its type in the API is assumed."""
    from virtualstaging_api.models import EnhancementConfig

    return EnhancementConfig()


@discreet
def counted(config: "Config", variation_count: int) -> "CountedConfig":
    """A configuration with the number of variations to make of it, for renders with several.

    Args:
        config: The configuration.
        variation_count: 1 to 20; a render holds at most 20 in all.
    """
    from virtualstaging_api import models

    data = {**config.to_dict(), "variation_count": variation_count}
    if isinstance(config, models.StagingConfig):
        return models.CountedStagingConfig.from_dict(data)
    if isinstance(config, models.DayToDuskConfig):
        return models.CountedDayToDuskConfig.from_dict(data)
    return models.CountedEnhancementConfig.from_dict(data)


def _removal(mode: "RemovalMode", mask_url: str | None) -> "RemoveFurniture":
    from virtualstaging_api.models import RemoveFurniture

    removal = RemoveFurniture(mode=mode)
    if mask_url is not None:
        removal.mask_url = mask_url
    return removal
