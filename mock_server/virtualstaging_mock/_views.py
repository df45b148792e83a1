"""What is in the worlds, as the API answers it."""

from collections.abc import Sequence
from typing import Any

from ._backend import Backend
from ._jobs import Analysis, Variation
from ._links import FileId
from ._render import Render
from ._row import page_of
from ._world import World

Payload = dict[str, Any]
PAGE = 20
"""The variations that a render in a list carries along: a page of them by default."""


def result_of(backend: Backend, variation: Variation, now_ms: int) -> Any:
    """The links to a variation's result, freshly signed: an array for multi-view staging."""
    if variation.views is None:
        return _links(backend, variation.id, None, now_ms)
    return [_links(backend, variation.id, view, now_ms) for view in range(variation.views)]


def variation_view(backend: Backend, variation: Variation, now_ms: int) -> Payload:
    """A variation as it stands now."""
    status = variation.status(now_ms)
    view: Payload = {"id": variation.id}
    if variation.kind is not None:
        view["type"] = variation.kind
    view["render_id"] = variation.render_id
    view["created_at"] = variation.created_ms
    view["status"] = status
    if status == "done":
        view["result"] = result_of(backend, variation, now_ms)
    if variation.base_id is not None:
        view["base_variation_id"] = variation.base_id
    view["eta"] = None if status == "deleted" else variation.eta(now_ms)
    if variation.config is not None:
        view["config"] = variation.config
    return view


def variations_page(
    backend: Backend,
    render: Render,
    now_ms: int,
    *,
    after: Variation | None = None,
    limit: int = PAGE,
    newest_first: bool = False,
) -> Payload:
    """A page of a render's variations; `total_count` counts those that are done (seed)."""
    everything = list(render.variations.values())
    items, more = page_of(everything, after, limit, newest_first=newest_first)
    return {
        "total_count": _completed(render, now_ms),
        "next_cursor": items[-1].id if more else None,
        "items": [variation_view(backend, variation, now_ms) for variation in items],
    }


def asked_page(
    backend: Backend, render: Render, asked: Sequence[Variation], now_ms: int
) -> Payload:
    """The variations that a render was created with: as asked for, without a removal (observed)."""
    return {
        "total_count": _completed(render, now_ms),
        "next_cursor": None,
        "items": [variation_view(backend, variation, now_ms) for variation in asked],
    }


def render_view(render: Render, now_ms: int, variations: Payload | None = None) -> Payload:
    """A render as it stands now, with a page of its variations where one is given."""
    view: Payload = {
        "id": render.id,
        "created_at": render.created_ms,
        "queued_at": render.created_ms,
        "eta": render.eta(now_ms),
    }
    if variations is not None:
        view["variations"] = variations
    return view


def renders_page(
    backend: Backend, world: World, now_ms: int, renders: Sequence[Render], more: bool
) -> Payload:
    """A page of renders, each with the first page of its variations."""
    return {
        "total_count": world.completed(now_ms),
        "next_cursor": renders[-1].id if more else None,
        "items": [
            render_view(render, now_ms, variations_page(backend, render, now_ms))
            for render in renders
        ],
    }


def analysis_view(
    backend: Backend, analysis: Analysis, now_ms: int, percentage: float | None
) -> Payload:
    """An analysis as it stands now."""
    status = analysis.status(now_ms)
    view: Payload = {
        "id": analysis.id,
        "created_at": analysis.created_ms,
        "result_url": mask_link(backend, analysis, now_ms),
        # The API names no state between queued and done for analyses.
        "status": "queued" if status == "rendering" else status,
    }
    if status == "done" and percentage is not None:
        view["percentage_masked"] = percentage
    return view


def mask_link(backend: Backend, analysis: Analysis, now_ms: int) -> str:
    """A fresh link to the mask of an analysis."""
    return backend.links.sign(FileId(analysis.id, "mask"), now_ms)


def _completed(render: Render, now_ms: int) -> int:
    return sum(one.status(now_ms) == "done" for one in render.variations.values())


def _links(backend: Backend, owner: str, view: int | None, now_ms: int) -> Payload:
    result, optimized, thumbnail = backend.links.sign_results(owner, view, now_ms)
    return {"url": result, "optimized_url": optimized, "thumbnail_url": thumbnail}
