"""Single pieces of furniture. Measures in metres; `BACK` is where the far wall is."""

from random import Random

from .space import Group
from .style import Colour, Palette, blend, shade

BACK = 5.4
"""Distance from the eye to the far wall."""


def rug(x: float, z: float, w: float, d: float, palette: Palette) -> Group:
    """A rug with a border; it lies under everything."""
    group = Group(near=90)
    for inset, colour in ((0.0, shade(palette.rug, 0.86)), (0.07, palette.rug)):
        x1, x2, z1, z2 = x + inset, x + w - inset, z + inset, z + d - inset
        group.flat([(x1, 0, z1), (x2, 0, z1), (x2, 0, z2), (x1, 0, z2)], colour)
    return group


def art(x: float, y: float, w: float, h: float, palette: Palette, accent: Colour) -> Group:
    """A framed picture on the far wall."""
    z = BACK - 0.04
    group = Group(near=80)

    def sheet(inset: float, colour: Colour) -> None:
        x1, x2, y1, y2 = x + inset, x + w - inset, y + inset, y + h - inset
        group.flat([(x1, y1, z), (x2, y1, z), (x2, y2, z), (x1, y2, z)], colour)

    sheet(0.0, shade(palette.metal, 1.0))
    sheet(0.03, palette.linen)
    low, middle = y + h * 0.2, y + h * 0.55
    group.flat(
        [
            (x + w * 0.2, low, z),
            (x + w * 0.8, low, z),
            (x + w * 0.66, middle, z),
            (x + w * 0.45, middle + h * 0.16, z),
        ],
        accent,
    )
    group.flat(
        [(x + w * 0.34, low, z), (x + w * 0.8, low, z), (x + w * 0.8, y + h * 0.46, z)],
        blend(accent, palette.wood, 0.6),
    )
    return group


def floor_lamp(x: float, z: float, palette: Palette) -> Group:
    """A floor lamp with a lit shade."""
    group = Group(near=z - 0.2)
    group.drum((x, 0, z), 0.15, 0.03, palette.metal)
    group.drum((x, 0.03, z), 0.018, 1.35, palette.metal, shadow=False)
    return group.drum((x, 1.36, z), 0.22, 0.28, (255, 240, 206), top=0.16, shadow=False)


def table_lamp(group: Group, x: float, y: float, z: float, accent: Colour) -> Group:
    """A lamp that stands on something."""
    group.drum((x, y, z), 0.06, 0.2, accent, top=0.03, shadow=False)
    return group.drum((x, y + 0.2, z), 0.14, 0.18, (255, 240, 208), top=0.1, shadow=False)


def plant(x: float, z: float, height: float, palette: Palette) -> Group:
    """A plant in a pot."""
    group = Group(near=z - 0.2)
    group.drum((x, 0, z), 0.13, 0.3, blend(palette.linen, palette.wood, 0.3), top=0.17)
    green = (88, 122, 76)
    for dx, dy, size, tone in (
        (-0.15, 0.45, 0.16, 0.75),
        (0.17, 0.5, 0.17, 0.8),
        (0.0, 0.62, 0.2, 0.9),
        (-0.12, 0.8, 0.17, 1.0),
        (0.13, 0.88, 0.15, 1.05),
        (0.0, 1.0, 0.14, 1.12),
    ):
        group.ball((x + dx * height, dy * height, z), size * height, shade(green, tone), 1.15)
    return group


def sofa(x: float, z: float, w: float, palette: Palette, accent: Colour) -> Group:
    """A sofa that faces the eye."""
    fabric, depth = palette.fabric, 0.9
    group = Group(near=z)
    for foot in (x + 0.06, x + w - 0.14):
        group.box((foot, 0, z + 0.06), (0.08, 0.12, 0.08), palette.wood)
    group.box((x, 0.12, z + depth - 0.22), (w, 0.72, 0.22), shade(fabric, 0.92))
    group.box((x, 0.12, z + 0.04), (w, 0.2, depth - 0.2), shade(fabric, 0.86))
    seats = 3 if w > 1.9 else 2
    inner = (w - 0.36) / seats
    for seat in range(seats):
        left = x + 0.18 + seat * inner
        group.cushion((left, 0.42, z + 0.5), (inner - 0.02, 0.42, 0.16), fabric)
    for seat in range(seats):
        left = x + 0.18 + seat * inner
        group.cushion((left, 0.3, z), (inner - 0.02, 0.17, 0.55), shade(fabric, 1.05))
    for arm in (x, x + w - 0.18):
        group.cushion((arm, 0.12, z), (0.18, 0.46, depth - 0.12), shade(fabric, 0.97))
    group.cushion((x + 0.24, 0.46, z + 0.3), (0.38, 0.34, 0.12), accent)
    return group.cushion((x + w - 0.64, 0.46, z + 0.32), (0.36, 0.32, 0.12), palette.linen)


def armchair(x: float, z: float, palette: Palette, colour: Colour) -> Group:
    """An armchair."""
    group = Group(near=z)
    for foot in (x + 0.04, x + 0.66):
        group.box((foot, 0, z + 0.05), (0.06, 0.18, 0.06), palette.wood)
    group.cushion((x + 0.04, 0.3, z + 0.5), (0.68, 0.56, 0.2), shade(colour, 0.92))
    group.cushion((x + 0.1, 0.18, z), (0.56, 0.24, 0.56), colour)
    for arm in (x, x + 0.64):
        group.cushion((arm, 0.18, z), (0.12, 0.4, 0.6), shade(colour, 0.96))
    return group


def round_table(x: float, z: float, radius: float, height: float, palette: Palette) -> Group:
    """A round table on one leg, with a vase."""
    group = Group(near=z - radius)
    group.drum((x, 0, z), radius * 0.5, 0.03, palette.metal)
    group.drum((x, 0.03, z), 0.05, height - 0.07, palette.metal, shadow=False)
    return group.drum((x, height - 0.04, z), radius, 0.04, palette.wood, shadow=False)


def table(x: float, z: float, w: float, d: float, height: float, palette: Palette) -> Group:
    """A table with four legs."""
    group = Group(near=z)
    for leg_z in (z + d - 0.1, z + 0.04):
        for leg_x in (x + 0.05, x + w - 0.11):
            group.box((leg_x, 0, leg_z), (0.06, height - 0.05, 0.06), shade(palette.wood, 0.85))
    return group.box((x, height - 0.05, z), (w, 0.05, d), palette.wood, shadow=False)


def chair(
    x: float, z: float, palette: Palette, colour: Colour, *, back_near: bool = False
) -> Group:
    """A dining chair; `back_near` turns its back to the eye."""
    group = Group(near=z)
    for leg_z in (z + 0.36, z + 0.02):
        for leg_x in (x + 0.02, x + 0.39):
            group.box((leg_x, 0, leg_z), (0.04, 0.44, 0.04), palette.wood)
    back = (x, 0.5, z if back_near else z + 0.38)
    if not back_near:
        group.cushion(back, (0.45, 0.42, 0.05), colour)
    group.cushion((x, 0.43, z), (0.45, 0.08, 0.42), shade(colour, 1.05))
    return group.cushion(back, (0.45, 0.42, 0.05), colour) if back_near else group


def cabinet(
    x: float, z: float, w: float, h: float, d: float, colour: Colour, doors: int, *, y: float = 0.0
) -> Group:
    """A cabinet with door joints."""
    group = Group(near=z)
    group.box((x, y, z), (w, h, d), colour, shadow=y == 0)
    for door in range(doors):
        left = x + w * door / doors + 0.015
        right = x + w * (door + 1) / doors - 0.015
        low, high = y + 0.04, y + h - 0.03
        corners = [(left, low, z), (right, low, z), (right, high, z), (left, high, z)]
        group.flat(corners, shade(colour, 1.0))
    return group


def bookshelf(x: float, z: float, palette: Palette, random: Random) -> Group:
    """A bookshelf with books."""
    group = Group(near=z)
    w, h = 0.9, 1.9
    group.box((x, 0, z), (w, h, 0.32), shade(palette.wood, 0.72))
    for board in range(5):
        low = 0.06 + board * 0.37
        left, right, high = x + 0.04, x + w - 0.04, low + 0.32
        corners = [(left, low, z), (right, low, z), (right, high, z), (left, high, z)]
        group.flat(corners, shade(palette.wood, 0.45))
        at = left + 0.02
        while at < right - 0.14 and random.random() < 0.93:
            thick, tall = random.uniform(0.03, 0.07), random.uniform(0.18, 0.29)
            colour = random.choice((*palette.accents, palette.linen, palette.fabric))
            corners = [
                (at, low, z),
                (at + thick, low, z),
                (at + thick, low + tall, z),
                (at, low + tall, z),
            ]
            group.flat(corners, colour)
            at += thick + 0.006
    return group


def bed(x: float, w: float, palette: Palette, accent: Colour) -> Group:
    """A double bed with its head against the far wall."""
    foot, length = BACK - 2.35, 2.1
    group = Group(near=foot)
    group.box((x - 0.06, 0.0, BACK - 0.22), (w + 0.12, 1.15, 0.12), palette.wood)
    group.box((x, 0.08, foot), (w, 0.22, length), shade(palette.wood, 0.9))
    group.cushion((x + 0.02, 0.28, foot + 0.02), (w - 0.04, 0.24, length - 0.1), palette.linen)
    group.box((x - 0.02, 0.3, foot - 0.02), (w + 0.04, 0.23, 0.95), palette.fabric, shadow=False)
    group.box((x - 0.03, 0.32, foot + 0.18), (w + 0.06, 0.225, 0.4), accent, shadow=False)
    pillows = 2
    for pillow in range(pillows):
        wide = w / pillows - 0.1
        left = x + 0.05 + pillow * (wide + 0.1)
        group.cushion((left, 0.52, BACK - 0.6), (wide, 0.34, 0.2), palette.linen)
        group.cushion((left + wide * 0.2, 0.52, BACK - 0.78), (wide * 0.6, 0.25, 0.14), accent)
    return group


def nightstand(x: float, palette: Palette, accent: Colour) -> Group:
    """A nightstand with a lamp."""
    z = BACK - 0.6
    group = cabinet(x, z, 0.46, 0.5, 0.4, palette.wood, 1)
    return table_lamp(group, x + 0.23, 0.5, z + 0.2, accent)


def pendant(x: float, z: float, palette: Palette) -> Group:
    """A lamp hanging from the ceiling."""
    group = Group(near=z)
    group.drum((x, 1.95, z), 0.008, 0.65, palette.metal, shadow=False)
    return group.drum((x, 1.72, z), 0.24, 0.24, palette.metal, top=0.08, shadow=False)
