"""Operations that create nothing, so that they may be repeated."""

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from virtualstaging._core import parsing
from virtualstaging._core.answers import fetch, perform
from virtualstaging._core.requests import (
    Call,
    list_call,
    prepared,
    render_call,
    variation_call,
)
from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow
from virtualstaging.render import Render
from virtualstaging_api import models

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

    return perform(session, Call("get_user", _get_kwargs, parsing.reader(models.Account)))


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


def check_multi_view(
    session: Session, first: "Photo", second: "Photo"
) -> Flow[models.MultiViewCompatibility]:
    """Do two photos go together?"""
    from virtualstaging._photos import sent
    from virtualstaging_api.api.images.check_multi_view import _get_kwargs

    urls = [(yield from sent(first)), (yield from sent(second))]
    body = models.MultiViewCompatibilityRequest(image_urls=urls)
    build = partial(_get_kwargs, body=body)
    parse = parsing.reader(models.MultiViewCompatibility)
    call = Call("check_multi_view", build, parse, body="MultiViewCompatibilityRequest")
    return (yield from perform(session, call))
