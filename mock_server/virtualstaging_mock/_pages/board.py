"""What the page shows: the newest renders, requests and deliveries, as plain data."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from virtualstaging_mock._record.requests import RequestRecord
from virtualstaging_mock._secrets import redact
from virtualstaging_mock._state.account import Account
from virtualstaging_mock._state.jobs import Photo, Render, Variation
from virtualstaging_mock._state.links import FileId, FileKind
from virtualstaging_mock.mock import Mock

_RENDERS = 12
_ROWS = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a mock is to be shown.

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


def board_of(mock: Mock, choice: Choice | None = None) -> dict[str, Any]:
    """What the page shows of a mock: at most 12 renders, 40 requests and 40 deliveries."""
    with mock.exclusively():
        return _board(mock, choice or Choice())


def _board(mock: Mock, choice: Choice) -> dict[str, Any]:
    now_ms = mock.clock.now_ms()
    kept = list(mock.backend.renders())
    chosen = [pair for pair in reversed(kept) if _is_chosen(*pair, choice, now_ms)]
    rest = iter(chosen)
    if choice.before:
        rest = itertools.dropwhile(lambda pair: pair[1].id != choice.before, chosen)
        next(rest, None)
    shown = list(itertools.islice(rest, _RENDERS))
    more = bool(shown) and shown[-1] is not chosen[-1]
    requests = [one for one in reversed(list(mock.requests)) if _is_wanted(one, choice)]
    deliveries = mock.deliveries.log()[: -_ROWS - 1 : -1]
    return {
        "now_ms": now_ms,
        "time": datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        "clock": clock_text(mock),
        "choice": choice,
        "accounts": list(mock.backend.accounts),
        "renders": [_render(mock, account.owner, render, now_ms) for account, render in shown],
        "renders_chosen": len(chosen),
        "renders_in_all": len(kept),
        "older": choice.without(before=shown[-1][1].id) if more else None,
        "requests": requests[:_ROWS],
        "requests_chosen": len(requests),
        "requests_in_all": mock.requests.seen,
        "deliveries": [{**one, "body": redact(one["body"])} for one in deliveries],
        "faults": mock.faults.as_json(),
        "findings": [*map(asdict, reversed(mock.checks.findings()))],
    }


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


def _render(mock: Mock, owner: str, render: Render, now_ms: int) -> dict[str, Any]:
    variations = list(render.variations.values())
    views = render.views or 1
    before = [
        _picture(render.id, "before", view if views > 1 else None, _name_of(photo))
        for view, photo in enumerate(render.photos)
    ]
    return {
        "id": render.id,
        "key": owner,
        "age": ago(now_ms - render.created_ms),
        "before": before,
        "variations": [_variation(mock, variation, now_ms) for variation in variations],
        "under_way": not render.ended(now_ms),
    }


def _variation(mock: Mock, variation: Variation, now_ms: int) -> dict[str, Any]:
    status, eta = variation.status(now_ms), variation.eta(now_ms)
    whole = max(1, variation.due_ms - variation.created_ms)
    progress = max(0, min(99, 100 * (now_ms - variation.created_ms) // whole))
    if mock.clock.mode == "polls":
        progress = 100 * variation.looks // mock.clock.polls
    views = [None] if variation.views is None else range(variation.views)
    pictures = [_picture(variation.id, "result", view) for view in views]
    return {
        "id": variation.id,
        "label": " · ".join(_label(variation)),
        "status": status,
        "progress": progress,
        "seconds_left": None if eta is None else (eta - now_ms) / 1000,
        "pictures": pictures if status == "done" else [],
        "error": variation.error if status == "error" else None,
    }


def _picture(owner: str, kind: FileKind, view: int | None, name: str = "") -> dict[str, str]:
    """A picture: its name for people, its file, and a small form of it."""
    file = str(FileId(owner, kind, view))
    small = str(FileId(owner, "thumbnail", view)) if kind == "result" else file
    return {"name": name or file, "file": file, "small": small}


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
