# Made from _async/renders.py by scripts/unasync.py (make fix): edit that one.

"""Renders: photos sent for processing."""

from collections.abc import Sequence
from typing import Any

import virtualstaging as vs
from virtualstaging._core.secret import discreet
from virtualstaging_api import models

from .engine import Engine


@discreet
class Renders:
    """Photos sent for processing: `client.renders`."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    def create(
        self,
        photo: "vs.Photo | tuple[vs.Photo, ...] | list[vs.Photo]",
        config: "vs.Config | Sequence[vs.Config | vs.CountedConfig]",
        *,
        variation_count: int = 1,
        webhook_url: str | None = None,
        wait_for_completion: bool = False,
    ) -> "vs.Render":
        """Create a render: `POST /renders`. It charges one photo of the plan's quota, whatever the
        number of variations (seen in public programs).

        Args:
            photo: URL, data URL, path, bytes or open binary file. Two photos of one room, of the
                same size and in landscape: multi-view staging (beta), see
                `images.check_multi_view`.
            config: What to do, by `staging`, `declutter`, `dusk` or `enhancement`; or several,
                each with its number of variations (`counted`).
            variation_count: How many variations to make, 1 to 20; with several configs, of each
                without a number of its own.
            webhook_url: Where the API is to send an event for each variation that ends.
            wait_for_completion: Whether the answer comes only when all variations have ended. That
                takes minutes: it is sent to the API's host for long calls, with a timeout of 15
                minutes, and a broken connection leaves the outcome unknown. `client.wait` is the
                better way.

        Returns:
            The render with the variations that were asked for, queued unless they were waited for.
            If the answer was lost and the render was found afterwards, it may be unfinished even
            then.

        Raises:
            ImageError: A photo cannot be used; nothing was sent.
            PermissionDeniedError: 403, as when the plan's photos are used up.
            APIConnectionError: No connection could be made; nothing was created.
            UnknownOutcomeError: It was sent, and whether the API carried it out is not known. It
                was not sent again.
            UnexpectedResponseError: The answer is not the spec's; `render_ids` names what was
                created.
        """
        from virtualstaging._operations.creates import create_render

        flow = create_render(
            self._engine.session, photo, config, variation_count, webhook_url, wait_for_completion
        )
        return self._engine.run("create_render", flow)

    def create_bulk(
        self,
        renders: "Sequence[vs.BulkRender]",
        *,
        webhook_url: str | None = None,
        wait_for_completion: bool = False,
    ) -> "list[vs.Render]":
        """Create several renders in one call: `POST /renders/bulk`. Each charges one photo. That
        the body is a list called `renders` is assumed.

        Args:
            renders: What to create.
            webhook_url: Where the API is to send an event for each variation that ends.
            wait_for_completion: As of `create`.

        Returns:
            The renders, in the order of the request.

        Raises what `create` raises.
        """
        from virtualstaging._operations.creates import create_renders_bulk

        flow = create_renders_bulk(self._engine.session, renders, webhook_url, wait_for_completion)
        return self._engine.run("create_renders_bulk", flow)

    def get(
        self,
        render_id: str,
        *,
        include_variations: bool = False,
        variations_limit: int = 20,
        variations_cursor: str | None = None,
        variations_order: "models.GetRenderVariationsOrder" = "asc",
    ) -> "vs.Render":
        """Get one render: `GET /renders/{render_id}`.

        Args:
            render_id: Its id.
            include_variations: Whether the answer carries `variations`.
            variations_limit: How many, 1 to 100.
            variations_cursor: The id of the variation to start after.
            variations_order: By creation, "asc" or "desc".

        Raises:
            NotFoundError: 404, no such render.
        """
        from virtualstaging._operations.reads import get_render

        flow = get_render(
            self._engine.session,
            render_id,
            include_variations,
            variations_limit,
            variations_cursor,
            variations_order,
        )
        return self._engine.run("get_render", flow)

    def list(
        self,
        *,
        limit: int = 20,
        cursor: str | None = None,
        order: "models.ListRendersOrder" = "desc",
    ) -> "vs.Page[vs.Render]":
        """List the renders: `GET /renders`, as a page that iterates over **all** of them.

        Args:
            limit: How many a page holds, 1 to 100.
            cursor: The id of the render to start after.
            order: By creation, "desc" for the newest first, or "asc".
        """
        from virtualstaging._core.paging import page_item
        from virtualstaging._operations.reads import list_renders

        from .pages import Page

        def more(after: str | None) -> dict[str, Any]:
            flow = list_renders(self._engine.session, limit, after, order)
            return self._engine.run("list_renders", flow)

        def first() -> "vs.Page[vs.Render]":
            return Page(more(cursor), page_item, more)

        return first()
