"""The colours of each style, and names for people."""

from collections.abc import Callable
from dataclasses import dataclass

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


PALETTES: dict[str, Palette] = {
    "standard": Palette(
        wood=(158, 116, 78),
        fabric=(140, 146, 153),
        linen=(238, 235, 229),
        metal=(96, 98, 102),
        rug=(205, 198, 186),
        accents=((94, 125, 150), (176, 118, 84), (122, 140, 104)),
        tint=(255, 250, 243),
    ),
    "modern": Palette(
        wood=(74, 60, 52),
        fabric=(88, 94, 102),
        linen=(232, 233, 235),
        metal=(42, 44, 48),
        rug=(186, 188, 192),
        accents=((206, 164, 66), (63, 110, 122), (166, 74, 62)),
        tint=(246, 249, 255),
    ),
    "scandinavian": Palette(
        wood=(206, 172, 130),
        fabric=(198, 200, 198),
        linen=(248, 246, 242),
        metal=(60, 62, 64),
        rug=(228, 223, 214),
        accents=((138, 160, 148), (205, 158, 138), (110, 134, 158)),
        tint=(252, 253, 255),
    ),
    "industrial": Palette(
        wood=(112, 78, 52),
        fabric=(122, 76, 48),
        linen=(206, 202, 196),
        metal=(38, 38, 40),
        rug=(128, 122, 116),
        accents=((170, 86, 48), (84, 92, 88), (188, 150, 92)),
        tint=(255, 246, 235),
    ),
    "midcentury": Palette(
        wood=(150, 90, 50),
        fabric=(60, 108, 106),
        linen=(240, 232, 216),
        metal=(178, 140, 72),
        rug=(214, 190, 152),
        accents=((212, 136, 48), (186, 82, 54), (110, 122, 62)),
        tint=(255, 247, 234),
    ),
    "luxury": Palette(
        wood=(62, 44, 38),
        fabric=(214, 204, 190),
        linen=(246, 242, 236),
        metal=(196, 160, 88),
        rug=(192, 182, 170),
        accents=((28, 66, 76), (98, 44, 66), (184, 150, 84)),
        tint=(255, 249, 240),
    ),
    "farmhouse": Palette(
        wood=(172, 136, 98),
        fabric=(222, 212, 194),
        linen=(246, 242, 232),
        metal=(58, 54, 50),
        rug=(196, 178, 154),
        accents=((112, 128, 106), (150, 92, 70), (92, 112, 132)),
        tint=(255, 250, 240),
    ),
    "coastal": Palette(
        wood=(200, 178, 148),
        fabric=(236, 234, 228),
        linen=(250, 250, 248),
        metal=(150, 156, 160),
        rug=(216, 210, 194),
        accents=((74, 128, 164), (118, 172, 176), (224, 168, 132)),
        tint=(246, 252, 255),
    ),
    "hamptons": Palette(
        wood=(226, 220, 210),
        fabric=(240, 238, 234),
        linen=(252, 251, 249),
        metal=(170, 164, 150),
        rug=(206, 204, 198),
        accents=((46, 78, 122), (128, 152, 176), (196, 178, 142)),
        tint=(250, 252, 255),
    ),
    "american": Palette(
        wood=(122, 74, 46),
        fabric=(170, 150, 124),
        linen=(240, 232, 218),
        metal=(120, 96, 60),
        rug=(166, 112, 90),
        accents=((124, 52, 48), (52, 74, 98), (104, 116, 76)),
        tint=(255, 248, 236),
    ),
    "southwestern": Palette(
        wood=(146, 92, 56),
        fabric=(204, 156, 118),
        linen=(244, 232, 214),
        metal=(84, 62, 50),
        rug=(190, 110, 76),
        accents=((64, 140, 138), (202, 96, 54), (222, 174, 84)),
        tint=(255, 244, 228),
    ),
}

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
