"""The 13 operations, each as a flow."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from virtualstaging._recovery.creating import create, parsed_findings
from virtualstaging._recovery.order import Order, order
from virtualstaging._recovery.search import look_again
from virtualstaging.configs import BulkRender, Config, CountedConfig, counted
from virtualstaging.errors import UnknownOutcomeError, ValidationError
from virtualstaging.render import Render, remember_photos
from virtualstaging_api import models
from virtualstaging_api.types import UNSET

from . import parsing
from .calls import fetch, perform
from .requests import (
    Call,
    check_id,
    list_call,
    most_variations,
    prepared,
    render_call,
    variation_call,
)
from .session import Session
from .steps import Flow, Work

if TYPE_CHECKING:
    from virtualstaging._photos import Photo

T = TypeVar("T")


def get_status(session: Session) -> Flow[None]:
    """Does the API run?"""
    from virtualstaging_api.api.status.get_status import _get_kwargs

    call = Call("get_status", _get_kwargs, parse=lambda _: None)
    yield from fetch(session, prepared(call, session.settings.key))  # its answer has no content


def get_user(session: Session) -> Flow[models.Account]:
    """The user."""
    from virtualstaging_api.api.account.get_user import _get_kwargs

    return perform(session, Call("get_user", _get_kwargs, parsing.account))


def set_webhook_secret(session: Session, secret: str) -> Flow[models.Message]:
    """Set the secret. Setting it twice is the same as once, so it may be repeated."""
    from virtualstaging_api.api.account.set_webhook_secret import _get_kwargs

    body = models.WebhookSecretRequest(webhook_secret=secret)
    build = partial(_get_kwargs, body=body)
    parse = parsing.message
    return perform(session, Call("set_webhook_secret", build, parse, body="WebhookSecretRequest"))


def delete_webhook_secret(session: Session) -> Flow[models.Message]:
    """Remove the secret."""
    from virtualstaging_api.api.account.delete_webhook_secret import _get_kwargs

    return perform(session, Call("delete_webhook_secret", _get_kwargs, parsing.message))


def get_render(
    session: Session,
    render_id: str,
    include_variations: bool,
    variations_limit: int,
    variations_cursor: str | None,
    variations_order: models.GetRenderVariationsOrder,
) -> Flow[Render]:
    """One render."""
    call = render_call(
        partial(parsing.render_of, render_id),
        render_id,
        include_variations=include_variations,
        limit=variations_limit,
        cursor=variations_cursor,
        order=variations_order,
    )
    return perform(session, call)


def list_renders(
    session: Session, limit: int, cursor: str | None, order: models.ListRendersOrder
) -> Flow[dict[str, Any]]:
    """The data of one page of renders: `pages.Page` builds models of its items when asked."""
    return perform(session, list_call(parsing.page, limit, cursor, order))


def get_variation(session: Session, render_id: str, variation_id: str) -> Flow[models.Variation]:
    """One variation."""
    parse = partial(parsing.variation_of, render_id, variation_id)
    return perform(session, variation_call(parse, render_id, variation_id))


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
        urls.append((yield from _image_url(one)))
    call = new_render(urls, config, variation_count, webhook_url, wait_for_completion)
    render: Render = yield from create(session, call, (_order(config, variation_count),))
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
        url = yield from _image_url(one.photo)
        items.append(_bulk_item(url, one))
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
    orders = tuple(_order(one.config, one.variation_count) for one in renders)
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
    return create(session, call, (_order(config, variation_count, render_id),))


def new_variations(
    render_id: str, config: "Config", variation_count: int, wait_for_completion: bool
) -> Call[list[models.Variation]]:
    """The call for further variations of a render."""
    from virtualstaging_api.api.variations.create_variations import _get_kwargs

    _check_config(config)
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
        _check_config(one.config)
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
    orders = tuple(_order(one.config, one.variation_count, one.render_id) for one in variations)
    return create(session, call, orders)


def analyze_image(
    session: Session, photo: "Photo", webhook_url: str | None
) -> Flow[models.Analysis]:
    """A furniture mask of a photo. There is no list of analyses: a lost one cannot be looked up."""
    from virtualstaging_api.api.images.analyze_image import _get_kwargs

    url = yield from _image_url(photo)
    body = models.AnalyzeRequest(
        image_url=url, webhook_url=UNSET if webhook_url is None else webhook_url
    )
    build = partial(_get_kwargs, body=body)
    parse = parsing.analysis
    call = Call("analyze_image", build, parse, body="AnalyzeRequest")
    return (yield from create(session, call, ()))


def check_multi_view(
    session: Session, first: "Photo", second: "Photo"
) -> Flow[models.MultiViewCompatibility]:
    """Do two photos go together?"""
    from virtualstaging_api.api.images.check_multi_view import _get_kwargs

    urls = [(yield from _image_url(first)), (yield from _image_url(second))]
    body = models.MultiViewCompatibilityRequest(image_urls=urls)
    build = partial(_get_kwargs, body=body)
    parse = parsing.compatibility
    call = Call("check_multi_view", build, parse, body="MultiViewCompatibilityRequest")
    return (yield from perform(session, call))


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


def _listed(name: str, value: Sequence[T]) -> Sequence[T]:
    if not isinstance(value, Sequence):
        raise ValidationError(f"{name} must be a list, not {type(value).__name__}.")
    return value


def _is_several(value: object) -> bool:
    return isinstance(value, list | tuple)


def _image_url(photo: "Photo") -> Flow[str]:
    """A photo as the API takes it. Reading a file blocks, so it is a step of its own."""
    from virtualstaging._photos import image_url

    if isinstance(photo, str) and photo.startswith(("http://", "https://")):
        return image_url(photo)
    url: str = yield Work(partial(image_url, photo))
    return url


def _render_body(
    urls: list[str], config: "Config | Sequence[Config | CountedConfig]", variation_count: int
) -> (
    models.CreateSingleConfigRenderRequest
    | models.CreateMultiConfigRenderRequest
    | models.CreateMultiViewRenderRequest
):
    if _is_several(config):
        if len(urls) != 1:
            raise ValidationError("A multi-view render takes one config, not several.")
        configs = _counted(config, variation_count)
        return models.CreateMultiConfigRenderRequest(configs=configs, image_url=urls[0])
    single = _check_config(config)
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
    if _is_several(one.config):
        configs = _counted(one.config, one.variation_count)
        return models.MultiConfigRender(configs=configs, image_url=url)
    return models.SingleConfigRender(
        config=_check_config(one.config), variation_count=one.variation_count, image_url=url
    )


def _counted(configs: Any, variation_count: int) -> list["CountedConfig"]:
    """Each with its number; together no more than a render holds (seen in public programs)."""
    each = [_check_config(one, counted_too=True) for one in configs]
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


def _check_config(config: Any, *, counted_too: bool = False) -> Any:
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


def _order(config: Any, variation_count: int, render_id: str | None = None) -> Order:
    configs = config if _is_several(config) else [config]
    try:
        return order(
            [(one.to_dict(), getattr(one, "variation_count", variation_count)) for one in configs],
            render_id,
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise ValidationError(f"The config cannot be sent: {error}. Nothing was sent.") from None


def _of_length(parse: Callable[[Any], list[Render]], length: int) -> Callable[[Any], list[Render]]:
    """Renders are told apart by their place in the answer, so each must be there."""

    def parse_all(data: Any) -> list[Render]:
        found = parse(data)
        if len(found) != length:
            raise ValueError(f"{length} renders were ordered, the answer names {len(found)}")
        return found

    return parse_all
