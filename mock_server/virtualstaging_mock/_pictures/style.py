"""The colours of each style, and names for people."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    """What a style's furniture is made of. `accents` are chosen from by the variation's number."""

    wood: Colour
    fabric: Colour
    linen: Colour
    metal: Colour
    rug: Colour
    accents: tuple[Colour, ...]
    tint: Colour


def _read() -> Iterator[tuple[str, Palette]]:
    text = Path(__file__).with_name("palettes.toml").read_text(encoding="utf-8")
    for name, colours in tomllib.loads(text).items():
        accents = tuple(tuple(colour) for colour in colours.pop("accents"))
        yield name, Palette(**{part: tuple(c) for part, c in colours.items()}, accents=accents)


PALETTES = dict(_read())

ROOM_NAMES = {
    "living": "Living room",
    "bed": "Bedroom",
    "kitchen": "Kitchen",
    "dining": "Dining room",
    "home_office": "Home office",
    "outdoor": "Outdoor",
    "kids_room": "Kids' room",
    "bathroom": "Bathroom",
}


def palette_of(style: str) -> Palette:
    """The palette of a style; the standard one for a style without its own."""
    return PALETTES.get(style, PALETTES["standard"])


def room_name(room_type: str) -> str:
    """The name of a room for people."""
    return ROOM_NAMES.get(room_type, room_type.replace("_", " ").capitalize())


def shade(colour: Colour, factor: float) -> Colour:
    """A lighter (above 1) or darker colour."""
    red, green, blue = (min(255, round(part * factor)) for part in colour)
    return red, green, blue


def curve(change: Callable[[int], float], bands: int = 1) -> list[int]:
    """A table for `Image.point`: what each level of each band becomes."""
    return [min(255, max(0, round(change(level)))) for level in range(256)] * bands


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """Between two colours: 0 is the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
