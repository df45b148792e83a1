"""What the page shows: the newest renders, requests and deliveries, as plain data."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from virtualstaging_mock._record.requests import RequestRecord
from virtualstaging_mock._secrets import redact
from virtualstaging_mock._state.account import Account
from virtualstaging_mock._state.jobs import Photo, Render, Variation
from virtualstaging_mock._state.links import FileId
from virtualstaging_mock.mock import Mock


@dataclass(frozen=True, slots=True)
class PictureCard:
    """One picture: its name for people, its file id, and that of a small form of it."""

    name: str
    file: str
    small: str


@dataclass(frozen=True, slots=True)
class VariationCard:
    """One variation. `progress` is in percent."""

    id: str
    label: str
    status: str
    progress: int
    seconds_left: float | None
    pictures: tuple[PictureCard, ...]
    error: str | None


@dataclass(frozen=True, slots=True)
class RenderCard:
    """One render. `before` are the photos that were sent."""

    id: str
    key: str
    age: str
    before: tuple[PictureCard, ...]
    variations: tuple[VariationCard, ...]
    under_way: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What of it is to be shown.

    Attributes:
        key: of one key alone, by its fingerprint.
        state: renders that are `under way`, `done` or `failed`; others with any.
        refused: only requests that were refused or broke off.
        text: only requests in whose path or message this stands.
        before: renders made before this one.
    """

    key: str = ""
    state: str = ""
    refused: bool = False
    text: str = ""
    before: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Choice":
        """What a query asks for."""
        return cls(
            query.get("key", ""),
            query.get("state", ""),
            query.get("refused", "") == "1",
            query.get("text", "").strip()[:200],
            query.get("before", ""),
        )

    def without(self, *names: str, **more: str) -> str:
        """The query of the same choice, changed."""
        fields = {"key": self.key, "state": self.state, "refused": "1" if self.refused else ""}
        fields |= {"text": self.text, "before": self.before, **dict.fromkeys(names, ""), **more}
        return urlencode({name: value for name, value in fields.items() if value})


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the page."""

    now_ms: int
    time: str
    clock: str
    choice: Choice
    keys: tuple[str, ...]
    renders: tuple[RenderCard, ...]
    renders_chosen: int
    renders_in_all: int
    older: str | None
    requests: tuple[RequestRecord, ...]
    requests_chosen: int
    requests_in_all: int
    deliveries: tuple[dict[str, Any], ...]
    faults: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]


def board_of(
    mock: Mock, choice: Choice | None = None, *, renders: int = 12, rows: int = 40
) -> Board:
    """Look at a mock.

    Args:
        mock: which one.
        choice: what of it.
        renders: how many renders are shown at most.
        rows: how many requests and deliveries are shown at most.
    """
    with mock.exclusively():
        return _board(mock, choice or Choice(), renders, rows)


def _board(mock: Mock, choice: Choice, renders: int, rows: int) -> Board:
    now_ms = mock.clock.now_ms()
    kept = list(mock.backend.renders())
    chosen = [pair for pair in reversed(kept) if _is_chosen(*pair, choice, now_ms)]
    if choice.before:
        rest = itertools.dropwhile(lambda pair: pair[1].id != choice.before, chosen)
        shown = list(itertools.islice(rest, 1, renders + 1))
    else:
        shown = chosen[:renders]
    more = bool(shown) and shown[-1] is not chosen[-1]
    requests = [one for one in reversed(list(mock.requests)) if _is_wanted(one, choice)]
    return Board(
        choice=choice,
        keys=tuple(mock.backend.accounts),
        renders_chosen=len(chosen),
        older=choice.without(before=shown[-1][1].id) if more else None,
        requests_chosen=len(requests),
        now_ms=now_ms,
        time=datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        clock=clock_text(mock),
        renders=tuple(_render(mock, account.owner, render, now_ms) for account, render in shown),
        renders_in_all=len(kept),
        requests=tuple(requests[:rows]),
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
    variations = list(render.variations.values())
    return RenderCard(
        id=render.id,
        key=owner,
        age=ago(now_ms - render.created_ms),
        before=tuple(_before(render)),
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


def _pictures(variation: Variation) -> tuple[PictureCard, ...]:
    views: Iterable[int | None] = [None] if variation.views is None else range(variation.views)
    files = [(FileId(variation.id, "result", view), view) for view in views]
    return tuple(
        PictureCard(str(file), str(file), str(FileId(variation.id, "thumbnail", view)))
        for file, view in files
    )


def _before(render: Render) -> Iterator[PictureCard]:
    for view, photo in enumerate(render.photos):
        file = str(FileId(render.id, "before", view if len(render.photos) > 1 else None))
        yield PictureCard(_name_of(photo), file, file)


def _name_of(photo: Photo) -> str:
    """What a photo is called: as in its link, without what may be secret there."""
    if photo.url is None:
        return f"{(photo.digest or 'photo')[:12]} (sent as data)"
    path = redact(photo.url.partition("?")[0].partition("#")[0])
    return path.rstrip("/").rpartition("/")[2][:80] or "photo"


def _is_chosen(account: Account, render: Render, choice: Choice, now_ms: int) -> bool:
    if choice.key and account.owner != choice.key:
        return False
    if not choice.state:
        return True
    statuses = {variation.status(now_ms) for variation in render.variations.values()}
    if choice.state == "failed":
        return "error" in statuses
    return bool(statuses & {"queued", "rendering"}) == (choice.state == "under way")


def _is_wanted(request: RequestRecord, choice: Choice) -> bool:
    if choice.key and request.key != choice.key:
        return False
    if choice.refused and request.status is not None and request.status < 400:
        return False
    return choice.text.lower() in f"{request.method} {request.path} {request.message or ''}".lower()


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
