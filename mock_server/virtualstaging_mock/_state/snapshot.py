"""The state of a mock as JSON data: to keep, to put back, to begin a test with.

A file written by hand may leave out most of it: a variation is done unless it says otherwise, and
`key` may stand in place of `owner`.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from virtualstaging_mock._faults.rules import FaultRuleError, fingerprint
from virtualstaging_mock.mock import Mock

from .jobs import Analysis, Job, Photo, Variation
from .render import Render
from .snapshot_form import FORMAT, STATE
from .state_file import SnapshotError
from .world import World

_Json = dict[str, Any]


__all__ = ["FORMAT", "SnapshotError", "dump", "load"]


def dump(mock: Mock) -> _Json:
    """The whole state: worlds, photos, planted faults. No API key is in it, only fingerprints."""
    with mock.exclusively():
        return _dump(mock)


def _dump(mock: Mock) -> _Json:
    backend, now_ms = mock.backend, mock.clock.now_ms()
    worlds = list(backend.worlds.values())
    photos: dict[str, str] = {}
    for world in worlds:
        for photo in _photos_of(world):
            data = backend.photos.bytes_of(photo)
            if data is not None and photo.digest is not None:
                photos[photo.digest] = base64.b64encode(data).decode()
    return {
        "format": FORMAT,
        "now_ms": now_ms,
        "worlds": [_world_json(world, now_ms) for world in worlds],
        "photos": photos,
        "faults": mock.faults.rules_json(),
    }


def load(mock: Mock, state: Any) -> None:
    """Put a state in place of the present one. Times are kept: what was due by now has ended.

    Raises:
        SnapshotError: the state is malformed; the present one then stays as it is.
    """
    problem = next(iter(STATE.iter_errors(state)), None)
    if problem is not None:
        where = ".".join(str(part) for part in problem.instance_path) or "the state"
        raise SnapshotError(f"This is no state of the mock: {where}: {problem.message[:300]}")
    now_ms = state.get("now_ms", mock.clock.now_ms())
    drafts = [_draft(world, now_ms) for world in state["worlds"]]
    _unique(drafts)
    try:
        photos = [
            base64.b64decode(text, validate=True) for text in state.get("photos", {}).values()
        ]
    except ValueError:
        raise SnapshotError("A photo in the state is not valid base64.") from None
    with mock.exclusively():
        try:
            mock.faults.replace(state.get("faults", []))
        except FaultRuleError as error:
            raise SnapshotError(f"faults: {error}") from None
        _apply(mock, drafts, photos, now_ms)


@dataclass(slots=True)
class _Draft:
    """A world that is checked and ready to be put in place."""

    world: World
    used: Mapping[str, int]
    renders: list[tuple[Render, list[Variation]]]
    analyses: list[Analysis]


def _draft(data: _Json, now_ms: int) -> _Draft:
    owner = data["owner"] if "owner" in data else fingerprint(data["key"])
    world = World(owner, data.get("began_ms", now_ms))
    world.webhook_secret = data.get("webhook_secret")
    renders = [_render(render, now_ms) for render in data.get("renders", [])]
    renders.sort(key=lambda pair: pair[0].created_ms)
    analyses = [
        Analysis(
            **_job(analysis, now_ms),
            photo=_photo(analysis.get("photo", {})),
            webhook_url=analysis.get("webhook_url"),
        )
        for analysis in data.get("analyses", [])
    ]
    things = sum(1 + len(variations) for _, variations in renders) + len(analyses)
    world.ids_drawn = data.get("ids_drawn", things)
    return _Draft(world, data.get("used", {}), renders, analyses)


def _render(data: _Json, now_ms: int) -> tuple[Render, list[Variation]]:
    variations = [
        Variation(
            **_job(variation, now_ms),
            render_id=data["id"],
            kind=variation.get("kind"),
            config=variation.get("config"),
            base_id=variation.get("base_id"),
            views=variation.get("views"),
            deleted=variation.get("deleted", False),
        )
        for variation in data.get("variations", [])
    ]
    render = Render(
        id=data["id"],
        number=0,
        created_ms=data.get("created_ms", now_ms),
        photos=tuple(_photo(photo) for photo in data.get("photos", [{}])),
        webhook_url=data.get("webhook_url"),
        weight=data.get("weight", 0),
        asked_for=data.get("asked_for", len(variations)),
    )
    return render, variations


def _job(data: _Json, now_ms: int) -> _Json:
    created = data.get("created_ms", min(now_ms, data.get("due_ms", now_ms)))
    due = data.get("due_ms", created)
    return {
        "id": data["id"],
        "created_ms": created,
        "start_ms": data.get("start_ms", created),
        "promised_ms": data.get("promised_ms", due),
        "due_ms": due,
        "error": data.get("error"),
        "looks": data.get("looks", 0),
    }


def _photo(data: _Json) -> Photo:
    return Photo(data.get("url"), data.get("digest"), data.get("broken", False))


def _unique(drafts: list[_Draft]) -> None:
    seen: set[str] = set()
    for draft in drafts:
        names = [draft.world.owner, *(analysis.id for analysis in draft.analyses)]
        for render, variations in draft.renders:
            names += [render.id, *(variation.id for variation in variations)]
        for name in names:
            if name in seen:
                raise SnapshotError(f"The state holds {name!r} twice.")
            seen.add(name)


def _apply(mock: Mock, drafts: list[_Draft], photos: list[bytes], now_ms: int) -> None:
    backend, clock = mock.backend, mock.clock
    backend.reset()
    for photo in photos:
        backend.photos.take("data:image/any;base64," + base64.b64encode(photo).decode())
    if not clock.follows_wall and now_ms > clock.now_ms():
        clock.advance((now_ms - clock.now_ms()) / 1000)
    for draft in drafts:
        backend.worlds[draft.world.owner] = draft.world
        draft.world.used(now_ms).update(draft.used)
    pairs = [(draft.world, *pair) for draft in drafts for pair in draft.renders]
    for world, render, variations in sorted(pairs, key=lambda entry: entry[1].created_ms):
        render.number = world.renders.next_number()
        backend.keep(world, render)
        world.add_variations(render, variations)
        for variation in variations:
            if not variation.ended(clock.now_ms()):
                backend.watch(world, render, variation)
    for draft in drafts:
        for analysis in draft.analyses:
            draft.world.add_analysis(analysis)


def _photos_of(world: World) -> Iterator[Photo]:
    for render in world.renders:
        yield from render.photos
    for analysis in list(world.analyses.values()):
        yield analysis.photo


def _world_json(world: World, now_ms: int) -> _Json:
    return {
        "owner": world.owner,
        "began_ms": world.began_ms,
        "webhook_secret": world.webhook_secret,
        "ids_drawn": world.ids_drawn,
        "used": dict(world.used(now_ms)),
        "renders": [_render_json(render) for render in world.renders],
        "analyses": [
            {
                **_job_json(analysis),
                "photo": _photo_json(analysis.photo),
                "webhook_url": analysis.webhook_url,
            }
            for analysis in list(world.analyses.values())
        ],
    }


def _render_json(render: Render) -> _Json:
    return {
        "id": render.id,
        "created_ms": render.created_ms,
        "photos": [_photo_json(photo) for photo in render.photos],
        "webhook_url": render.webhook_url,
        "weight": render.weight,
        "asked_for": render.asked_for,
        "variations": [
            {
                **_job_json(variation),
                "kind": variation.kind,
                "config": variation.config,
                "base_id": variation.base_id,
                "views": variation.views,
                "deleted": variation.deleted,
            }
            for variation in list(render.variations.values())
        ],
    }


def _job_json(job: Job) -> _Json:
    names = ("id", "created_ms", "start_ms", "promised_ms", "due_ms", "error", "looks")
    return {name: getattr(job, name) for name in names}


def _photo_json(photo: Photo) -> _Json:
    return {"url": photo.url, "digest": photo.digest, "broken": photo.broken}
