"""Variations: the images made of a render."""

from collections.abc import Sequence

import virtualstaging as vs
from virtualstaging._core.secret import discreet

from .engine import AsyncEngine


@discreet
class AsyncVariations:
    """The images made of a render: `client.variations`."""

    def __init__(self, engine: "AsyncEngine") -> None:
        self._engine = engine

    async def create(
        self,
        render_id: str,
        config: "vs.Config",
        *,
        variation_count: int = 1,
        wait_for_completion: bool = False,
    ) -> "list[vs.Variation]":
        """Add variations to a render: `POST /renders/{render_id}/variations`. Free of charge (seen
        in public programs). Events go to the webhook_url that the render was created with.

        Args:
            render_id: The render to add to.
            config: What to do.
            variation_count: How many, 1 to 20; a render holds at most 20 (seen in public
                programs).
            wait_for_completion: As of `renders.create`.

        Raises what `renders.create` raises; NotFoundError if there is no such render.
        """
        from virtualstaging._operations.creates import create_variations

        flow = create_variations(
            self._engine.session, render_id, config, variation_count, wait_for_completion
        )
        return await self._engine.run("create_variations", flow)

    async def create_bulk(
        self, variations: "Sequence[vs.BulkVariation]", *, wait_for_completion: bool = False
    ) -> "list[vs.Variation]":
        """Add variations to several renders: `POST /renders/variations/bulk`. Free of charge. That
        the body is a list called `variations` is assumed.

        Args:
            variations: `BulkVariation(render_id=…, config=…, variation_count=…)` objects.
            wait_for_completion: As of `renders.create`.

        Raises what `renders.create` raises; NotFoundError if there is no such render.
        """
        from virtualstaging._operations.creates import create_variations_bulk

        flow = create_variations_bulk(self._engine.session, variations, wait_for_completion)
        return await self._engine.run("create_variations_bulk", flow)

    async def get(self, render_id: str, variation_id: str) -> "vs.Variation":
        """Get one variation: `GET /renders/{render_id}/variations/{variation_id}`. The links of its
        result are signed anew at each read, and expire: download at once.

        Args:
            render_id: The render it belongs to.
            variation_id: Its id.

        Raises:
            NotFoundError: 404, no such render.
        """
        from virtualstaging._operations.reads import get_variation

        flow = get_variation(self._engine.session, render_id, variation_id)
        return await self._engine.run("get_variation", flow)
