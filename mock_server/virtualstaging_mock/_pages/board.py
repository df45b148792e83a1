"""What the page shows: the newest renders, requests and deliveries, as plain data."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from virtualstaging_mock._record.requests import RequestRecord
from virtualstaging_mock._secrets import redact
from virtualstaging_mock._state.jobs import Variation
from virtualstaging_mock._state.links import FileId
from virtualstaging_mock._state.render import Render
from virtualstaging_mock.mock import Mock


@dataclass(frozen=True, slots=True)
class VariationCard:
    """One variation. `pictures` are file ids; `progress` is in percent."""

    id: str
    label: str
    status: str
    progress: int
    seconds_left: float | None
    pictures: tuple[str, ...]
    error: str | None


@dataclass(frozen=True, slots=True)
class RenderCard:
    """One render. `before` are the file ids of the photos that were sent."""

    id: str
    key: str
    age: str
    before: tuple[str, ...]
    source: str
    variations: tuple[VariationCard, ...]
    under_way: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the page."""

    now_ms: int
    time: str
    clock: str
    renders: tuple[RenderCard, ...]
    renders_in_all: int
    requests: tuple[RequestRecord, ...]
    requests_in_all: int
    deliveries: tuple[dict[str, Any], ...]
    faults: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]


def board_of(mock: Mock, *, renders: int = 12, rows: int = 40) -> Board:
    """Look at a mock.

    Args:
        mock: which one.
        renders: how many renders are shown at most.
        rows: how many requests and deliveries are shown at most.
    """
    with mock.exclusively():
        return _board(mock, renders, rows)


def _board(mock: Mock, renders: int, rows: int) -> Board:
    now_ms = mock.clock.now_ms()
    kept = list(mock.backend.renders())
    newest = itertools.islice(reversed(kept), renders)
    return Board(
        now_ms=now_ms,
        time=datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        clock=clock_text(mock),
        renders=tuple(_render(mock, world.owner, render, now_ms) for world, render in newest),
        renders_in_all=len(kept),
        requests=tuple(reversed(list(mock.requests)))[:rows],
        requests_in_all=mock.requests.seen,
        deliveries=tuple(
            {**one, "body": redact(one["body"])}
            for one in tuple(reversed(mock.events.deliveries.log()))[:rows]
        ),
        faults=tuple(mock.faults.as_json()),
        findings=tuple(finding.as_json() for finding in reversed(mock.checks.findings())),
    )


def clock_text(mock: Mock) -> str:
    """The clock's mode in words."""
    clock = mock.clock
    if clock.mode == "wall":
        return "shows real time" if clock.speed == 1 else f"{clock.speed:g} times as fast"
    if clock.mode == "polls":
        return f"done at look {clock.polls}"
    return {"manual": "stands still until advanced", "instant": "everything is done at once"}[
        clock.mode
    ]


def ago(milliseconds: int) -> str:
    """A span of time for people."""
    seconds = max(0, milliseconds) / 1000
    for size, name in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.0f} {name} ago"
    return f"{seconds:.0f} s ago"


def _render(mock: Mock, owner: str, render: Render, now_ms: int) -> RenderCard:
    several = len(render.photos) > 1
    variations = list(render.variations.values())
    return RenderCard(
        id=render.id,
        key=owner,
        age=ago(now_ms - render.created_ms),
        before=tuple(
            str(FileId(render.id, "before", view if several else None))
            for view in range(len(render.photos))
        ),
        source=", ".join(_source(photo.url) for photo in render.photos),
        variations=tuple(_variation(mock, variation, now_ms) for variation in variations),
        under_way=any(v.status(now_ms) in ("queued", "rendering") for v in variations),
    )


def _variation(mock: Mock, variation: Variation, now_ms: int) -> VariationCard:
    status = variation.status(now_ms)
    eta = variation.eta(now_ms)
    whole = max(1, variation.due_ms - variation.created_ms)
    progress = max(0, min(99, 100 * (now_ms - variation.created_ms) // whole))
    if mock.clock.mode == "polls":
        progress = 100 * variation.looks // mock.clock.polls
    return VariationCard(
        id=variation.id,
        label=" · ".join(_label(variation)),
        status=status,
        progress=100 if status in ("done", "error", "deleted") else progress,
        seconds_left=None if eta is None else (eta - now_ms) / 1000,
        pictures=_pictures(variation) if status == "done" else (),
        error=variation.error if status == "error" else None,
    )


def _pictures(variation: Variation) -> tuple[str, ...]:
    views = [None] if variation.views is None else range(variation.views)
    return tuple(str(FileId(variation.id, "result", view)) for view in views)


def _label(variation: Variation) -> Iterator[str]:
    config = variation.config or {}
    if variation.kind == "removal":
        yield "furniture removed"
        return
    furniture = config.get("add_furniture", config)
    if isinstance(furniture, dict) and "room_type" in furniture:
        yield str(furniture["room_type"]).replace("_", " ")
        yield str(furniture.get("style", ""))
    elif "sky_style" in config:
        yield f"day to dusk: {config['sky_style']}"
    elif "remove_furniture" in config:
        yield "furniture removed"
    else:
        yield str(variation.kind or config.get("type", "variation"))


def _source(url: str | None) -> str:
    """Where a photo came from, without the query of its link, which may be a secret."""
    return "sent as a data URL" if url is None else redact(url.partition("?")[0])[:200]
