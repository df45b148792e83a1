"""Result files: signed links checked, pictures drawn when they are first read."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from virtualstaging_mock._http.reply import Reply

from .backend import Backend
from .jobs import Photo
from .links import FileId, NoFile


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that decides a file, taken from the state, so that a thread can draw it."""

    file: FileId
    photo: Photo
    config: Mapping[str, object]
    kind: str
    number: int


def find(backend: Backend, file: FileId) -> Drawing:
    """What a file shows.

    Raises:
        NoFile: what it belongs to is gone or not done.
    """
    now_ms = backend.clock.now_ms()
    if file.kind == "mask":
        analysis = backend.find_analysis(file.owner)
        if analysis is None or analysis.status(now_ms) != "done":
            raise NoFile(404, "Not found. The analysis is not done, or is no longer kept.")
        return Drawing(file, analysis.photo, {}, "analysis", 1)
    if file.kind == "before":
        render = backend.find_render(file.owner)
        if render is None or (file.view or 0) >= len(render.photos):
            raise NoFile(404, "Not found. The render is no longer kept.")
        # What is drawn in place of a photo depends on its config: a house for day to dusk.
        first = next(iter(render.variations.values()), None)
        config = {} if first is None else first.config or {}
        kind = "staging" if first is None else first.kind or "staging"
        return Drawing(file, render.photos[file.view or 0], config, kind, 1)
    owner = backend.find_variation(file.owner)
    if owner is None or owner[2].status(now_ms) != "done":
        raise NoFile(404, "Not found. The variation is not done, or is no longer kept.")
    _, render, variation = owner
    photo = render.photos[min(file.view or 0, len(render.photos) - 1)]
    kind = variation.kind or "staging"
    return Drawing(file, photo, variation.config or {}, kind, variation.number + 1)


def draw(backend: Backend, drawing: Drawing, headers: Mapping[str, str]) -> Reply:
    """Draw the file and answer with it, with the range asked for, or with 304."""
    from virtualstaging_mock._pictures import PictureError, Wanted

    photos = backend.photos
    data = photos.follow(drawing.photo)
    wanted = Wanted(
        kind=drawing.file.kind,
        photo=data,
        source=drawing.photo.source,
        config=drawing.config,
        variation_type=drawing.kind,
        number=drawing.number,
        seed=backend.pace.seed,
        view=drawing.file.view or 0,
    )
    try:
        picture = photos.pictures.draw(wanted)
    except PictureError as error:
        return _error(404, f"Not found. The picture could not be made: {error}.")
    return _part(picture.media_type, picture.body, picture.etag, headers)


def _part(media_type: str, body: bytes, etag: str, headers: Mapping[str, str]) -> Reply:
    common = {"content-type": media_type, "etag": etag, "accept-ranges": "bytes"}
    common["cache-control"] = "private, max-age=3600"
    if headers.get("if-none-match") == etag:
        return Reply(304, common)
    span = headers.get("range")
    if span is None or headers.get("if-range", etag) != etag:
        return Reply(200, common, body)
    found = _range(span, len(body))
    if found is None:
        return Reply(200, common, body)
    first, last = found
    if first >= len(body):
        return Reply(416, {**common, "content-range": f"bytes */{len(body)}"})
    common["content-range"] = f"bytes {first}-{last}/{len(body)}"
    return Reply(206, common, body[first : last + 1])


def _range(span: str, length: int) -> tuple[int, int] | None:
    """First and last byte of a single range; None for one that is malformed and so ignored."""
    unit, _, rest = span.partition("=")
    first, dash, last = rest.strip().partition("-")
    if unit.strip() != "bytes" or not dash or "," in rest or len(rest) > 40:
        return None
    if first.isascii() and first.isdigit():
        if last and not (last.isascii() and last.isdigit() and int(last) >= int(first)):
            return None
        return int(first), min(int(last), length - 1) if last else length - 1
    if not first and last.isascii() and last.isdigit() and int(last):
        return max(0, length - int(last)), length - 1
    return None


def _error(status: int, message: str) -> Reply:
    return Reply(status, {"content-type": "application/json"}, orjson.dumps({"message": message}))
