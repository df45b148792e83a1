"""Draws what is wanted, with a caption."""

import contextlib
import hashlib
from itertools import chain
from random import Random
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, ImageEnhance

from .furniture import furniture_of, place, room_name
from .label import caption, watermark
from .light import emptied, evening, lift, sky_of, tinted
from .solids import furnish, silhouette
from .source import PictureError, decode, size_of
from .style import palette_of
from .wanted import Wanted

SHORT_EDGE, LONG_EDGE = 1536, 3072
"""Long edge of a result in pixels: 1536, or for "default" at least that and up to the other."""
THUMBNAIL_EDGE = 320
PLAIN_SIZE = (1536, 1024)
"""Size of what is drawn where there is no photo, in pixels."""


def paint(wanted: Wanted) -> Image.Image:
    """Draw the picture; a photo that cannot be decoded is replaced by a room that says so."""
    try:
        return _paint(wanted, wanted.photo, "")
    except PictureError as error:
        return _paint(wanted, None, f"The photo could not be used: {error}.")


def paint_mask(photo: bytes | None, source: str, seed: int) -> Image.Image:
    """The furniture mask of a photo: white where furniture is taken to stand, one bit a pixel."""
    try:
        width, height = PLAIN_SIZE if photo is None else size_of(photo)
    except PictureError:
        width, height = PLAIN_SIZE
    name = source if photo is None else hashlib.sha256(photo).hexdigest()
    random = Random(f"mask/{name}/{seed}")
    pieces = furniture_of("living", palette_of("standard"), 1, random)
    standing = [piece for piece in pieces if any(solid.stands for solid in piece)]
    chosen = [piece for piece in standing if random.random() < 0.75] or standing
    size = _scaled(width, height, min(SHORT_EDGE, max(width, height)))
    return silhouette(size, [*chain(*chosen)], mirrored=random.random() < 0.5)


def _paint(wanted: Wanted, photo: bytes | None, trouble: str) -> Image.Image:
    size = _size(wanted, photo)
    before = _before(wanted, photo, size)
    if wanted.kind == "before":
        if photo is None:
            caption(before, "Before", trouble or _origin(wanted, None))
        return before
    result = _changed(wanted, photo, before)
    caption(result, _title(wanted), trouble or _origin(wanted, photo))
    if wanted.config.get("add_virtually_staged_watermark") is True:
        watermark(result)
    if wanted.kind == "thumbnail":
        result.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS)
    return result


def _size(wanted: Wanted, photo: bytes | None) -> tuple[int, int]:
    width, height = PLAIN_SIZE if photo is None else size_of(photo)
    edge = SHORT_EDGE
    if wanted.kind == "result" and wanted.config.get("output_resolution", "default") == "default":
        edge = min(LONG_EDGE, max(SHORT_EDGE, width, height))
    elif wanted.kind == "thumbnail":
        edge = 2 * THUMBNAIL_EDGE
    return _scaled(width, height, edge)


def _scaled(width: int, height: int, edge: int) -> tuple[int, int]:
    scale = edge / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _before(wanted: Wanted, photo: bytes | None, size: tuple[int, int]) -> Image.Image:
    """The photo, or a drawing in its place that suits what is to be done with it."""
    if photo is not None:
        return decode(photo, size)
    if wanted.config.get("type") == "daytodusk":
        return place("house", size, _view(wanted))
    room = _empty(wanted, size)
    if wanted.config.get("type") == "enhancement":
        dull = ImageEnhance.Brightness(ImageEnhance.Color(room).enhance(0.6)).enhance(0.62)
        return ImageEnhance.Contrast(dull).enhance(0.8)
    if _clears(wanted):
        return _furnished(room, "living", "standard", 1, f"old/{_view(wanted)}", wanted.view)
    return room


def _empty(wanted: Wanted, size: tuple[int, int]) -> Image.Image:
    """A room without furniture, or a terrace."""
    outdoor = (_staged_as(wanted) or ("",))[0] == "outdoor"
    return place("terrace" if outdoor else "room", size, _view(wanted))


def _view(wanted: Wanted) -> str:
    return f"{wanted.source}/{wanted.view}"


def _changed(wanted: Wanted, photo: bytes | None, before: Image.Image) -> Image.Image:
    kind = wanted.config.get("type")
    if kind == "daytodusk":
        sky_style = str(wanted.config.get("sky_style"))
        if photo is None:
            return place("house", before.size, _view(wanted), sky_of(sky_style))
        return evening(before, sky_style)
    if kind == "enhancement":
        return lift(before)
    if _clears(wanted):
        before = _empty(wanted, before.size) if photo is None else emptied(before)
    staged = _staged_as(wanted)
    if wanted.variation_type == "removal" or staged is None:
        return before
    room_type, style = staged
    lit = tinted(before, palette_of(style).tint)
    seed = f"{wanted.source}/{wanted.number}/{wanted.seed}/{wanted.view}"
    turn = wanted.number + wanted.view
    return _furnished(lit, room_type, style, wanted.number, seed, turn)


def _furnished(
    room: Image.Image, room_type: str, style: str, number: int, seed: str, turn: int
) -> Image.Image:
    pieces = furniture_of(room_type, palette_of(style), number, Random(seed))
    return furnish(room, [*chain(*pieces)], mirrored=turn % 2 == 0)


def _clears(wanted: Wanted) -> bool:
    """Whether furniture is removed, by this variation or by the one it builds on."""
    removal = wanted.config.get("remove_furniture")
    furniture = wanted.config.get("add_furniture")
    removed = isinstance(removal, dict) and removal.get("mode") != "off"
    based = isinstance(furniture, dict) and "base_variation_id" in furniture
    return wanted.variation_type == "removal" or removed or based


def _staged_as(wanted: Wanted) -> tuple[str, str] | None:
    """Room type and style, of a staging or of one made through v1."""
    config: Any = wanted.config.get("add_furniture", wanted.config)
    if not isinstance(config, dict) or "room_type" not in config:
        return None
    return str(config["room_type"]), str(config.get("style"))


def _title(wanted: Wanted) -> str:
    kind, staged = wanted.config.get("type"), _staged_as(wanted)
    if kind == "daytodusk":
        what = f"Day to dusk · {wanted.config.get('sky_style')}"
    elif kind == "enhancement":
        what = "Enhanced"
    elif wanted.variation_type == "removal" or staged is None:
        what = "Furniture removed"
    else:
        what = f"{room_name(staged[0])} · {staged[1]}"
    return f"{what} · variation {wanted.number}"


def _origin(wanted: Wanted, photo: bytes | None) -> str:
    """From what it was made; of a link without its query, which may be a secret."""
    if photo is not None:
        return "Made by the mock server from the photo that was sent"
    with contextlib.suppress(ValueError):
        parts = urlsplit(wanted.source)
        if parts.scheme in ("http", "https") and parts.hostname:
            link = f"{parts.hostname}{parts.path}"
            return f"Drawn in place of {link}: the mock server does not fetch links"
    return "Drawn by the mock server in place of a photo"
