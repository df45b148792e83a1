"""What is in the accounts, as the API answers it."""

from collections.abc import Sequence
from typing import Any

from virtualstaging_mock._http.hosts import files_origin

from .account import Account
from .backend import Backend
from .jobs import Analysis, Render, Variation
from .links import LIFETIME_MS, SHORTEST_LIFE_MS, FileId
from .row import page_of

Payload = dict[str, Any]
PAGE = 20
"""The variations that a render in a list carries along: a page of them by default."""


class View:
    """The state as one answer, or one event, shows it: at one instant, with links made for it.

    Args:
        backend: the state.
        host: the Host header by which it was asked for, which the links follow.

    Attributes:
        now_ms: the instant, in epoch milliseconds.
    """

    __slots__ = ("_backend", "_host", "now_ms")

    def __init__(self, backend: Backend, host: str) -> None:
        self._backend = backend
        self._host = host
        self.now_ms = backend.clock.now_ms()

    def result(self, variation: Variation) -> Any:
        """The links to a variation's result, freshly signed: an array for multi-view staging."""
        if variation.views is None:
            return self._links(variation.id, None)
        return [self._links(variation.id, view) for view in range(variation.views)]

    def mask_link(self, analysis: Analysis) -> str:
        """A fresh link to the mask of an analysis."""
        links = self._backend.links
        return links.sign(self._origin(), FileId(analysis.id, "mask"), self._expires_ms())

    def variation(self, variation: Variation) -> Payload:
        """A variation as it stands."""
        status, eta = variation.status(self.now_ms), None
        if status in ("queued", "rendering"):
            eta = variation.eta(self.now_ms)
        view: Payload = {"id": variation.id}
        if variation.kind is not None:
            view["type"] = variation.kind
        view["render_id"] = variation.render_id
        view["created_at"] = variation.created_ms
        view["status"] = status
        if status == "done":
            view["result"] = self.result(variation)
        if variation.base_id is not None:
            view["base_variation_id"] = variation.base_id
        view["eta"] = eta
        if variation.config is not None:
            view["config"] = variation.config
        return view

    def variations(
        self,
        render: Render,
        *,
        after: Variation | None = None,
        limit: int = PAGE,
        newest_first: bool = False,
    ) -> Payload:
        """A page of a render's variations."""
        everything = list(render.variations.values())
        items, more = page_of(everything, after, limit, newest_first)
        return self._page(render, items, more)

    def render(self, render: Render, variations: Payload | None = None) -> Payload:
        """A render as it stands, with a page of its variations where one is given."""
        view: Payload = {
            "id": render.id,
            "created_at": render.created_ms,
            "queued_at": render.created_ms,
            "eta": render.eta(self.now_ms),
        }
        if variations is not None:
            view["variations"] = variations
        return view

    def new_render(self, render: Render, asked_for: Sequence[Variation]) -> Payload:
        """A new render, with the variations asked for and no removal made first (observed)."""
        return self.render(render, self._page(render, asked_for, False))

    def renders(self, account: Account, renders: Sequence[Render], more: bool) -> Payload:
        """A page of renders, each with the first page of its variations."""
        return {
            "total_count": account.completed(self.now_ms),
            "next_cursor": renders[-1].id if more else None,
            "items": [self.render(render, self.variations(render)) for render in renders],
        }

    def analysis(self, analysis: Analysis, percentage: float | None = None) -> Payload:
        """An analysis as it stands, with how much its mask covers where that is known."""
        status = analysis.status(self.now_ms)
        view: Payload = {
            "id": analysis.id,
            "created_at": analysis.created_ms,
            "result_url": self.mask_link(analysis),
            # The API names no state between queued and done for analyses.
            "status": "queued" if status == "rendering" else status,
        }
        if percentage is not None:
            view["percentage_masked"] = percentage
        return view

    def _page(self, render: Render, items: Sequence[Variation], more: bool) -> Payload:
        """Some of a render's variations; `total_count` counts all that are done (seed)."""
        now_ms, done = self.now_ms, 0
        for one in render.variations.values():
            if now_ms >= one.due_ms and one.error is None and not one.deleted:
                done += 1
        return {
            "total_count": done,
            "next_cursor": items[-1].id if more else None,
            "items": [self.variation(variation) for variation in items],
        }

    def _links(self, owner: str, view: int | None) -> Payload:
        result, optimized, thumbnail = self._backend.links.sign_results(
            self._origin(), owner, view, self._expires_ms()
        )
        return {"url": result, "optimized_url": optimized, "thumbnail_url": thumbnail}

    def _origin(self) -> str:
        fixed, usual = self._backend.files_origin, self._backend.usual_files_origin
        return fixed or files_origin(self._host) or usual

    def _expires_ms(self) -> int:
        return self.now_ms + max(SHORTEST_LIFE_MS, self._backend.clock.span_ms(LIFETIME_MS))
