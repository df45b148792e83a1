"""Operations that create, and may charge."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from virtualstaging._core import parsing
from virtualstaging._core.requests import (
    Call,
    check_id,
)
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow
from virtualstaging._recovery.creating import create, parsed_findings
from virtualstaging._recovery.search import look_again
from virtualstaging.configs import BulkRender, Config, CountedConfig
from virtualstaging.errors import UnknownOutcomeError, ValidationError
from virtualstaging.render import Render, remember_photos
from virtualstaging_api import models
from virtualstaging_api.types import UNSET

from .bodies import (
    bulk_item,
    checked_config,
    image_url,
    listed,
    order_of,
    render_body,
)

if TYPE_CHECKING:
    from virtualstaging._photos import Photo

T = TypeVar("T")


def create_render(
    session: Session,
    photo: "Photo | tuple[Photo, ...] | list[Photo]",
    config: "Config | Sequence[Config | CountedConfig]",
    variation_count: int,
    webhook_url: str | None,
    wait_for_completion: bool,
) -> Flow[Render]:
    """A new render of one photo, or of two of one room."""
    urls: list[str] = []
    photos = photo if isinstance(photo, list | tuple) else [photo]
    for one in photos:
        urls.append((yield from image_url(one)))
    call = new_render(urls, config, variation_count, webhook_url, wait_for_completion)
    render: Render = yield from create(session, call, (order_of(config, variation_count),))
    return remember_photos(render, photos)


def new_render(
    urls: list[str],
    config: "Config | Sequence[Config | CountedConfig]",
    variation_count: int,
    webhook_url: str | None,
    wait_for_completion: bool,
) -> Call[Render]:
    """The call for a new render of photos that are given as the API takes them."""
    from virtualstaging_api.api.renders.create_render import _get_kwargs

    body = render_body(urls, config, variation_count)
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
    for one in listed("renders", renders):
        if not isinstance(one, BulkRender):
            raise ValidationError("renders must hold BulkRender(photo, config, …) objects.")
        url = yield from image_url(one.photo)
        items.append(bulk_item(url, one))
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
    orders = tuple(order_of(one.config, one.variation_count) for one in renders)
    created: list[Render] = yield from create(session, call, orders)
    return [remember_photos(one, [sent.photo]) for one, sent in zip(created, renders, strict=True)]


def create_variations(
    session: Session,
    render_id: str,
    config: "Config",
    variation_count: int,
    wait_for_completion: bool,
) -> Flow[list[models.Variation]]:
    """Further variations of a render."""
    call = new_variations(render_id, config, variation_count, wait_for_completion)
    return create(session, call, (order_of(config, variation_count, render_id),))


def new_variations(
    render_id: str, config: "Config", variation_count: int, wait_for_completion: bool
) -> Call[list[models.Variation]]:
    """The call for further variations of a render."""
    from virtualstaging_api.api.variations.create_variations import _get_kwargs

    checked_config(config)
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

    for one in listed("variations", variations):
        if not isinstance(one, models.BulkVariation):
            raise ValidationError("variations must hold BulkVariation(render_id=…, …) objects.")
        check_id("render_id", one.render_id)
        checked_config(one.config)
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
    orders = tuple(order_of(one.config, one.variation_count, one.render_id) for one in variations)
    return create(session, call, orders)


def analyze_image(
    session: Session, photo: "Photo", webhook_url: str | None
) -> Flow[models.Analysis]:
    """A furniture mask of a photo. There is no list of analyses: a lost one cannot be looked up."""
    from virtualstaging_api.api.images.analyze_image import _get_kwargs

    url = yield from image_url(photo)
    body = models.AnalyzeRequest(
        image_url=url, webhook_url=UNSET if webhook_url is None else webhook_url
    )
    build = partial(_get_kwargs, body=body)
    parse = parsing.analysis
    call = Call("analyze_image", build, parse, body="AnalyzeRequest")
    return (yield from create(session, call, ()))


def reconcile(session: Session, error: UnknownOutcomeError) -> Flow[Any]:
    """What the call of an unknown outcome has made, as that call would have returned it."""
    found = yield from look_again(session, error)
    if found is None:
        return None
    operation = str(error.operation)
    parse = _PARSERS[operation]
    return parsed_findings(session, operation, parse, found)


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "create_render": parsing.render,
    "create_renders_bulk": parsing.renders,
    "create_variations": parsing.variations,
    "create_variations_bulk": parsing.variations,
}


def _of_length(parse: Callable[[Any], list[Render]], length: int) -> Callable[[Any], list[Render]]:
    """Renders are told apart by their place in the answer, so each must be there."""

    def parse_all(data: Any) -> list[Render]:
        found = parse(data)
        if len(found) != length:
            raise ValueError(f"{length} renders were ordered, the answer names {len(found)}")
        return found

    return parse_all
