"""From photos and configurations to the bodies of requests, and to what is asked for."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from virtualstaging._core.requests import (
    most_variations,
)
from virtualstaging._core.steps import Flow, Work
from virtualstaging._recovery.order import Order, order
from virtualstaging.configs import BulkRender, Config, CountedConfig, counted
from virtualstaging.errors import ValidationError
from virtualstaging_api import models

if TYPE_CHECKING:
    from virtualstaging._photos import Photo

T = TypeVar("T")


def listed(name: str, value: Sequence[T]) -> Sequence[T]:
    if not isinstance(value, Sequence):
        raise ValidationError(f"{name} must be a list, not {type(value).__name__}.")
    return value


def is_several(value: object) -> bool:
    return isinstance(value, list | tuple)


def image_url(photo: "Photo") -> Flow[str]:
    """A photo as the API takes it. Reading a file blocks, so it is a step of its own."""
    from virtualstaging import _photos

    if isinstance(photo, str) and photo.startswith(("http://", "https://")):
        return _photos.image_url(photo)
    url: str = yield Work(partial(_photos.image_url, photo))
    return url


def render_body(
    urls: list[str], config: "Config | Sequence[Config | CountedConfig]", variation_count: int
) -> (
    models.CreateSingleConfigRenderRequest
    | models.CreateMultiConfigRenderRequest
    | models.CreateMultiViewRenderRequest
):
    if is_several(config):
        if len(urls) != 1:
            raise ValidationError("A multi-view render takes one config, not several.")
        configs = counted_configs(config, variation_count)
        return models.CreateMultiConfigRenderRequest(configs=configs, image_url=urls[0])
    single = checked_config(config)
    if len(urls) == 1:
        return models.CreateSingleConfigRenderRequest(
            config=single, variation_count=variation_count, image_url=urls[0]
        )
    if not isinstance(single, models.StagingConfig):
        raise ValidationError("A multi-view render takes a staging config.")
    return models.CreateMultiViewRenderRequest(
        config=single, variation_count=variation_count, image_urls=urls
    )


def bulk_item(url: str, one: BulkRender) -> models.SingleConfigRender | models.MultiConfigRender:
    if is_several(one.config):
        configs = counted_configs(one.config, one.variation_count)
        return models.MultiConfigRender(configs=configs, image_url=url)
    return models.SingleConfigRender(
        config=checked_config(one.config), variation_count=one.variation_count, image_url=url
    )


def counted_configs(configs: Any, variation_count: int) -> list["CountedConfig"]:
    """Each with its number; together no more than a render holds (seen in public programs)."""
    each = [checked_config(one, counted_too=True) for one in configs]
    all_counted = [
        one if hasattr(one, "variation_count") else counted(one, variation_count) for one in each
    ]
    counts = [one.variation_count for one in all_counted]
    total = sum(count for count in counts if isinstance(count, int))
    if total > most_variations():
        raise ValidationError(
            f"The configs ask for {total} variations together; "
            f"a render holds at most {most_variations()}."
        )
    return all_counted


def checked_config(config: Any, *, counted_too: bool = False) -> Any:
    kinds: tuple[type, ...] = (
        models.StagingConfig,
        models.DayToDuskConfig,
        models.EnhancementConfig,
    )
    if counted_too:
        kinds += (
            models.CountedStagingConfig,
            models.CountedDayToDuskConfig,
            models.CountedEnhancementConfig,
        )
    if not isinstance(config, kinds):
        raise ValidationError(
            "config must be what staging(), declutter(), dusk() or enhancement() returns, "
            f"not {type(config).__name__}."
        )
    return config


def order_of(config: Any, variation_count: int, render_id: str | None = None) -> Order:
    configs = config if is_several(config) else [config]
    try:
        return order(
            [(one.to_dict(), getattr(one, "variation_count", variation_count)) for one in configs],
            render_id,
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise ValidationError(f"The config cannot be sent: {error}. Nothing was sent.") from None
