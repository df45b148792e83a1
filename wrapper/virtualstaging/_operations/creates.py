"""Operations that create, and may charge."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from virtualstaging._core import parsing
from virtualstaging._core.requests import Call, check_id, most_variations
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow
from virtualstaging._photos import Photo, names_of, sent
from virtualstaging._recovery.creating import create
from virtualstaging._recovery.order import Order, order
from virtualstaging.configs import BulkRender, Config, CountedConfig, counted
from virtualstaging.errors import ValidationError
from virtualstaging.render import Render
from virtualstaging_api import models
from virtualstaging_api.types import UNSET

T = TypeVar("T")


def create_render(
    session: Session,
    photo: Photo | tuple[Photo, ...] | list[Photo],
    config: Config | Sequence[Config | CountedConfig],
    variation_count: int,
    webhook_url: str | None,
    wait_for_completion: bool,
) -> Flow[Render]:
    """A new render of one photo, or of two of one room."""
    photos = photo if isinstance(photo, list | tuple) else [photo]
    urls: list[str] = []
    for one in photos:
        urls.append((yield from sent(one)))
    call = new_render(urls, config, variation_count, webhook_url, wait_for_completion)
    render: Render = yield from create(session, call, (_order_of(config, variation_count),))
    render.photos = names_of(photos)
    return render


def new_render(
    urls: list[str],
    config: Config | Sequence[Config | CountedConfig],
    variation_count: int,
    webhook_url: str | None,
    wait_for_completion: bool,
) -> Call[Render]:
    """The call for a new render of photos that are given as the API takes them."""
    from virtualstaging_api.api.renders.create_render import _get_kwargs

    body = _render_body(urls, config, variation_count)
    body.webhook_url = UNSET if webhook_url is None else webhook_url
    body.wait_for_completion = wait_for_completion
    return Call(
        "create_render",
        partial(_get_kwargs, body=body),
        parsing.render,
        body=type(body).__name__,
        long=wait_for_completion,
    )


def create_renders_bulk(
    session: Session,
    renders: Sequence[BulkRender],
    webhook_url: str | None,
    wait_for_completion: bool,
) -> Flow[list[Render]]:
    """Several new renders."""
    from virtualstaging_api.api.renders.create_renders_bulk import _get_kwargs

    items: list[models.SingleConfigRender | models.MultiConfigRender] = []
    for one in _listed("renders", renders):
        if not isinstance(one, BulkRender):
            raise ValidationError("renders must hold BulkRender(photo, config, …) objects.")
        items.append(_bulk_item((yield from sent(one.photo)), one))
    body = models.CreateRendersBulkRequest(
        renders=items,
        webhook_url=UNSET if webhook_url is None else webhook_url,
        wait_for_completion=wait_for_completion,
    )
    call = Call(
        "create_renders_bulk",
        partial(_get_kwargs, body=body),
        _of_length(parsing.renders, len(items)),
        body="CreateRendersBulkRequest",
        long=wait_for_completion,
    )
    orders = tuple(_order_of(one.config, one.variation_count) for one in renders)
    created: list[Render] = yield from create(session, call, orders)
    for render, one in zip(created, renders, strict=True):
        render.photos = names_of([one.photo])
    return created


def create_variations(
    session: Session,
    render_id: str,
    config: Config,
    variation_count: int,
    wait_for_completion: bool,
) -> Flow[list[models.Variation]]:
    """Further variations of a render."""
    call = new_variations(render_id, config, variation_count, wait_for_completion)
    return create(session, call, (_order_of(config, variation_count, render_id),))


def new_variations(
    render_id: str, config: Config, variation_count: int, wait_for_completion: bool
) -> Call[list[models.Variation]]:
    """The call for further variations of a render."""
    from virtualstaging_api.api.variations.create_variations import _get_kwargs

    _checked_config(config)
    body = models.CreateVariationsRequest(
        config=config, variation_count=variation_count, wait_for_completion=wait_for_completion
    )
    return Call(
        "create_variations",
        partial(_get_kwargs, render_id, body=body),
        parsing.variations,
        {"render_id": render_id},
        body="CreateVariationsRequest",
        long=wait_for_completion,
    )


def create_variations_bulk(
    session: Session, variations: Sequence[models.BulkVariation], wait_for_completion: bool
) -> Flow[list[models.Variation]]:
    """Further variations of several renders."""
    from virtualstaging_api.api.variations.create_variations_bulk import _get_kwargs

    for one in _listed("variations", variations):
        if not isinstance(one, models.BulkVariation):
            raise ValidationError("variations must hold BulkVariation(render_id=…, …) objects.")
        check_id("render_id", one.render_id)
        _checked_config(one.config)
    body = models.CreateVariationsBulkRequest(
        variations=list(variations), wait_for_completion=wait_for_completion
    )
    call = Call(
        "create_variations_bulk",
        partial(_get_kwargs, body=body),
        parsing.variations,
        body="CreateVariationsBulkRequest",
        long=wait_for_completion,
    )
    orders = tuple(_order_of(one.config, one.variation_count, one.render_id) for one in variations)
    return create(session, call, orders)


def analyze_image(session: Session, photo: Photo, webhook_url: str | None) -> Flow[models.Analysis]:
    """A furniture mask of a photo. There is no list of analyses: a lost one cannot be looked up."""
    from virtualstaging_api.api.images.analyze_image import _get_kwargs

    url = yield from sent(photo)
    webhook = UNSET if webhook_url is None else webhook_url
    body = models.AnalyzeRequest(image_url=url, webhook_url=webhook)
    parse = parsing.reader(models.Analysis)
    call = Call("analyze_image", partial(_get_kwargs, body=body), parse, body="AnalyzeRequest")
    return (yield from create(session, call, ()))


def _of_length(parse: Callable[[Any], list[Render]], length: int) -> Callable[[Any], list[Render]]:
    """Which render is whose is known by its place in the answer, so each must be there."""

    def parse_all(data: Any) -> list[Render]:
        found = parse(data)
        if len(found) != length:
            raise ValueError(f"{length} renders were ordered, the answer names {len(found)}")
        return found

    return parse_all


def _listed(name: str, value: Sequence[T]) -> Sequence[T]:
    if not isinstance(value, Sequence):
        raise ValidationError(f"{name} must be a list, not {type(value).__name__}.")
    return value


def _render_body(
    urls: list[str], config: Config | Sequence[Config | CountedConfig], variation_count: int
) -> (
    models.CreateSingleConfigRenderRequest
    | models.CreateMultiConfigRenderRequest
    | models.CreateMultiViewRenderRequest
):
    if isinstance(config, list | tuple):
        if len(urls) != 1:
            raise ValidationError("A multi-view render takes one config, not several.")
        configs = _counted_configs(config, variation_count)
        return models.CreateMultiConfigRenderRequest(configs=configs, image_url=urls[0])
    single = _checked_config(config)
    if len(urls) == 1:
        return models.CreateSingleConfigRenderRequest(
            config=single, variation_count=variation_count, image_url=urls[0]
        )
    if not isinstance(single, models.StagingConfig):
        raise ValidationError("A multi-view render takes a staging config.")
    return models.CreateMultiViewRenderRequest(
        config=single, variation_count=variation_count, image_urls=urls
    )


def _bulk_item(url: str, one: BulkRender) -> models.SingleConfigRender | models.MultiConfigRender:
    if isinstance(one.config, list | tuple):
        configs = _counted_configs(one.config, one.variation_count)
        return models.MultiConfigRender(configs=configs, image_url=url)
    return models.SingleConfigRender(
        config=_checked_config(one.config), variation_count=one.variation_count, image_url=url
    )


def _counted_configs(configs: Any, variation_count: int) -> list[CountedConfig]:
    """Each with its number; together no more than a render holds (seen in public programs)."""
    each = [_checked_config(one, counted_too=True) for one in configs]
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


def _checked_config(config: Any, *, counted_too: bool = False) -> Any:
    if not isinstance(config, Config | CountedConfig if counted_too else Config):
        raise ValidationError(
            "config must be what staging(), declutter(), dusk() or enhancement() returns, "
            f"not {type(config).__name__}."
        )
    return config


def _order_of(config: Any, variation_count: int, render_id: str | None = None) -> Order:
    configs = config if isinstance(config, list | tuple) else [config]
    try:
        return order(
            [(one.to_dict(), getattr(one, "variation_count", variation_count)) for one in configs],
            render_id,
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise ValidationError(f"The config cannot be sent: {error}. Nothing was sent.") from None
