"""The state of a mock as JSON data: to keep, to put back, to begin a test with.

A file written by hand may leave out most of it: a variation is done unless it says otherwise, and
`key` may stand in place of `owner`.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from virtualstaging_mock._faults.faults import Faults
from virtualstaging_mock._faults.rules import FaultRuleError
from virtualstaging_mock._secrets import fingerprint

from .account import Account
from .backend import Backend
from .jobs import Analysis, Photo, Render, Variation
from .snapshot_form import FORMAT, OBJECTS, STATE
from .state_file import SnapshotError

_Json = dict[str, Any]


def dump(backend: Backend, faults: Faults) -> _Json:
    """The whole state: accounts, photos, planted faults. No API key is in it, only fingerprints."""
    now_ms = backend.clock.now_ms()
    accounts = list(backend.accounts.values())
    photos: dict[str, str] = {}
    for photo in (photo for account in accounts for photo in _photos_of(account)):
        data = backend.photos.bytes_of(photo)
        if data is not None and photo.digest is not None:
            photos[photo.digest] = base64.b64encode(data).decode()
    return {
        "format": FORMAT,
        "now_ms": now_ms,
        "accounts": [
            {
                "owner": account.owner,
                "began_ms": account.began_ms,
                "webhook_secret": account.webhook_secret,
                "ids_drawn": account.ids_drawn,
                "used": dict(account.used(now_ms)),
                "renders": [_plain(render) for render in account.renders],
                "analyses": [_plain(analysis) for analysis in account.analyses.values()],
            }
            for account in accounts
        ],
        "photos": photos,
        "faults": faults.rules_json(),
    }


def load(backend: Backend, faults: Faults, state: Any) -> None:
    """Put a state in place of the present one. Times are kept: what was due by now has ended.

    Raises:
        SnapshotError: the state is malformed; the present one then stays as it is.
    """
    problem = next(iter(STATE.iter_errors(state)), None)
    if problem is not None:
        where = ".".join(str(part) for part in problem.instance_path) or "the state"
        raise SnapshotError(f"This is no state of the mock: {where}: {problem.message[:300]}")
    now_ms = state.get("now_ms", backend.clock.now_ms())
    drafts = [_draft(account, now_ms) for account in state["accounts"]]
    _check_unique(drafts)
    try:
        photos = [
            base64.b64decode(text, validate=True) for text in state.get("photos", {}).values()
        ]
    except ValueError:
        raise SnapshotError("A photo in the state is not valid base64.") from None
    try:
        faults.replace(state.get("faults", []))
    except FaultRuleError as error:
        raise SnapshotError(f"faults: {error}") from None
    _apply(backend, drafts, photos, now_ms)


@dataclass(slots=True)
class _Draft:
    """A account that is checked and ready to be put in place."""

    account: Account
    used: Mapping[str, int]
    renders: list[Render]
    analyses: list[Analysis]


def _draft(data: _Json, now_ms: int) -> _Draft:
    owner = data["owner"] if "owner" in data else fingerprint(data["key"])
    account = Account(owner, data.get("began_ms", now_ms))
    account.webhook_secret = data.get("webhook_secret")
    renders = [_render(render, now_ms) for render in data.get("renders", [])]
    renders.sort(key=lambda render: render.created_ms)
    analyses = [_analysis(analysis, now_ms) for analysis in data.get("analyses", [])]
    things = sum(1 + len(render.variations) for render in renders) + len(analyses)
    account.ids_drawn = data.get("ids_drawn", things)
    return _Draft(account, data.get("used", {}), renders, analyses)


def _render(data: _Json, now_ms: int) -> Render:
    variations = {
        one["id"]: Variation(**{**one, **_times(one, now_ms), "render_id": data["id"]})
        for one in data.get("variations", [])
    }
    if len(variations) < len(data.get("variations", [])):
        raise SnapshotError(f"The state holds a variation of {data['id']!r} twice.")
    usual: _Json = {"created_ms": now_ms, "asked_for": len(variations), "number": 0}
    photos = tuple(Photo(**photo) for photo in data.get("photos", [{}]))
    return Render(**{**usual, **data, "photos": photos, "variations": variations})


def _analysis(data: _Json, now_ms: int) -> Analysis:
    photo = Photo(**data.get("photo", {}))
    return Analysis(**{**data, **_times(data, now_ms), "photo": photo})


def _times(data: _Json, now_ms: int) -> _Json:
    """The times of a job, with what follows for those that are left out."""
    created = data.get("created_ms", min(now_ms, data.get("due_ms", now_ms)))
    due = data.get("due_ms", created)
    return {
        "created_ms": created,
        "start_ms": data.get("start_ms", created),
        "promised_ms": data.get("promised_ms", due),
        "due_ms": due,
    }


def _check_unique(drafts: list[_Draft]) -> None:
    seen: set[str] = set()
    for draft in drafts:
        names = [draft.account.owner, *(analysis.id for analysis in draft.analyses)]
        for render in draft.renders:
            names += [render.id, *render.variations]
        for name in names:
            if name in seen:
                raise SnapshotError(f"The state holds {name!r} twice.")
            seen.add(name)


def _apply(backend: Backend, drafts: list[_Draft], photos: list[bytes], now_ms: int) -> None:
    clock = backend.clock
    backend.reset()
    for photo in photos:
        backend.photos.take("data:image/any;base64," + base64.b64encode(photo).decode())
    if not clock.follows_wall and now_ms > clock.now_ms():
        clock.advance((now_ms - clock.now_ms()) / 1000)
    for draft in drafts:
        backend.accounts[draft.account.owner] = draft.account
        draft.account.used(now_ms).update(draft.used)
    pairs = [(draft.account, render) for draft in drafts for render in draft.renders]
    for account, render in sorted(pairs, key=lambda pair: pair[1].created_ms):
        render.number = account.renders.next_number()
        backend.keep(account, render)
        variations, render.variations = list(render.variations.values()), {}
        account.add_variations(render, variations)
        for variation in variations:
            if not variation.ended(clock.now_ms()):
                backend.watch(account, render, variation)
    for draft in drafts:
        for analysis in draft.analyses:
            draft.account.add_analysis(analysis)


def _photos_of(account: Account) -> Iterator[Photo]:
    for render in account.renders:
        yield from render.photos
    for analysis in account.analyses.values():
        yield analysis.photo


def _plain(value: Any) -> Any:
    """Plain data: of our own objects the fields that the form lists, in its order."""
    form = OBJECTS.get(type(value))
    if form is not None:
        return {name: _plain(getattr(value, name)) for name in form["properties"]}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict) and any(isinstance(one, Variation) for one in value.values()):
        return [_plain(one) for one in value.values()]
    return value
