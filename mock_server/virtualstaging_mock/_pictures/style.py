"""Colours: of each style, and arithmetic with them."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from PIL import ImageColor

Colour = tuple[int, int, int]


class Palette(NamedTuple):
    """A style's colours by name, the accents of its variations, and the tint of its light."""

    colours: Mapping[str, Colour]
    accents: tuple[Colour, ...]
    tint: Colour


def read_table(name: str) -> dict[str, Any]:
    """The TOML file of this name beside this module."""
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def rgb(text: str) -> Colour:
    """The colour that is written as #rrggbb."""
    red, green, blue = ImageColor.getrgb(text)[:3]
    return red, green, blue


def _palettes() -> dict[str, Palette]:
    palettes = {}
    for name, style in read_table("palettes.toml").items():
        accents = tuple(rgb(accent) for accent in style.pop("accents"))
        colours = {part: rgb(colour) for part, colour in style.items()}
        palettes[name] = Palette(colours, accents, colours.pop("tint"))
    return palettes


PALETTES = _palettes()


def palette_of(style: str) -> Palette:
    """The palette of a style; the standard one for a style without its own."""
    return PALETTES.get(style, PALETTES["standard"])


def shade(colour: tuple[float, ...], factor: float) -> Colour:
    """A lighter (above 1) or darker colour."""
    red, green, blue = (min(255, round(band * factor)) for band in colour)
    return red, green, blue


def mix(text: str, colours: Mapping[str, Colour]) -> Colour:
    """The colour that is written as `NAME`, `#rrggbb`, `A+B` (their mean) or `A*0.9` (darker)."""
    names, _, tone = text.partition("*")
    parts = [colours[name] if name in colours else rgb(name) for name in names.split("+")]
    mean = tuple(sum(band) / len(parts) for band in zip(*parts, strict=True))
    return shade(mean, float(tone or 1))


def curve(change: Callable[[int], float], bands: int = 1) -> list[int]:
    """A table for `Image.point`: what each level of each band becomes."""
    return [min(255, max(0, round(change(level)))) for level in range(256)] * bands
