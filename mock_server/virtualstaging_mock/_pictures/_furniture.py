"""What stands in each kind of room. Measures in metres; `BACK` is where the far wall is."""

from collections.abc import Callable
from random import Random

from ._space import Group
from ._style import Colour, Palette, blend, shade

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


def _living(palette: Palette, accent: Colour, random: Random) -> list[Group]:
    shift = random.uniform(-0.25, 0.25)
    return [
        rug(-1.5 + shift, 2.9, 3.0, 1.9, palette),
        art(-0.75 + shift, 1.35, 0.62, 0.78, palette, accent),
        art(0.05 + shift, 1.35, 0.62, 0.78, palette, blend(accent, palette.fabric, 0.6)),
        sofa(-1.15 + shift, 4.3, 2.3, palette, accent),
        floor_lamp(-1.55 + shift, 4.75, palette),
        plant(1.65 + shift, 4.7, 1.15, palette),
        round_table(0.0 + shift, 3.65, 0.5, 0.4, palette),
        armchair(1.15 + shift, 3.05, palette, blend(accent, palette.linen, 0.25)),
    ]


def _bed(palette: Palette, accent: Colour, random: Random) -> list[Group]:
    shift = random.uniform(-0.25, 0.2)
    return [
        rug(-1.35 + shift, 2.5, 2.7, 1.7, palette),
        art(-0.55 + shift, 1.45, 1.1, 0.66, palette, accent),
        nightstand(-1.45 + shift, palette, accent),
        nightstand(0.99 + shift, palette, accent),
        bed(-0.88 + shift, 1.76, palette, accent),
        plant(1.95 + shift, 4.6, 1.1, palette),
    ]


def _dining(palette: Palette, accent: Colour, random: Random) -> list[Group]:
    shift = random.uniform(-0.2, 0.2)
    seat = blend(accent, palette.fabric, 0.35)
    groups = [
        rug(-1.5 + shift, 2.6, 3.0, 2.2, palette),
        art(-0.5 + shift, 1.4, 1.0, 0.7, palette, accent),
        cabinet(-1.0 + shift, 4.9, 2.0, 0.78, 0.42, shade(palette.wood, 0.9), 4),
        table(-0.95 + shift, 3.2, 1.9, 0.9, 0.76, palette),
        pendant(-0.4 + shift, 3.6, palette),
        pendant(0.4 + shift, 3.6, palette),
        plant(1.85 + shift, 4.8, 1.2, palette),
    ]
    for place in (-0.75, -0.1, 0.5):
        groups.append(chair(place + shift, 4.05, palette, seat))
        groups.append(chair(place + shift, 2.75, palette, seat, back_near=True))
    return groups


def _kitchen(palette: Palette, accent: Colour, random: Random) -> list[Group]:
    front = blend(palette.linen, palette.fabric, random.choice((0.1, 0.5, 0.9)))
    stone = shade(palette.linen, 0.96)
    groups = [
        cabinet(-2.3, 4.75, 4.6, 0.88, 0.62, front, 7),
        Group(near=4.74).box((-2.34, 0.88, 4.72), (4.68, 0.04, 0.66), stone, shadow=False),
        cabinet(-2.3, 5.0, 1.5, 0.7, 0.36, front, 3, y=1.5),
        cabinet(0.8, 5.0, 1.5, 0.7, 0.36, front, 3, y=1.5),
        Group(near=4.99).box((-0.45, 1.62, 4.95), (0.9, 0.5, 0.4), palette.metal, shadow=False),
        cabinet(-1.1, 3.4, 2.2, 0.88, 0.8, blend(front, palette.wood, 0.75), 4),
        Group(near=3.39).box((-1.2, 0.88, 3.36), (2.4, 0.05, 0.88), stone, shadow=False),
        pendant(-0.55, 3.7, palette),
        pendant(0.55, 3.7, palette),
    ]
    for place in (-0.75, 0.0, 0.75):
        stool = Group(near=2.9)
        stool.drum((place, 0, 3.05), 0.17, 0.02, palette.metal)
        stool.drum((place, 0.02, 3.05), 0.03, 0.6, palette.metal, shadow=False)
        groups.append(stool.drum((place, 0.62, 3.05), 0.19, 0.07, accent, shadow=False))
    return groups


def _home_office(palette: Palette, accent: Colour, random: Random) -> list[Group]:
    desk = table(-0.95, 4.1, 1.7, 0.75, 0.75, palette)
    desk.box((-0.4, 0.87, 4.55), (0.75, 0.44, 0.03), (34, 36, 40), shadow=False)
    desk.flat(
        [(-0.37, 0.9, 4.55), (0.32, 0.9, 4.55), (0.32, 1.28, 4.55), (-0.37, 1.28, 4.55)],
        blend((52, 62, 78), accent, 0.35),
    )
    desk.box((-0.08, 0.75, 4.56), (0.1, 0.12, 0.05), palette.metal, shadow=False)
    table_lamp(desk, -0.75, 0.75, 4.5, accent)
    return [
        rug(-1.4, 2.7, 2.8, 1.8, palette),
        art(-0.85, 1.5, 0.55, 0.7, palette, accent),
        art(-0.15, 1.5, 0.55, 0.7, palette, palette.fabric),
        bookshelf(1.2, 5.0, palette, random),
        desk,
        chair(-0.3, 3.5, palette, blend(accent, palette.fabric, 0.4), back_near=True),
        plant(-1.75, 4.7, 1.2, palette),
    ]


def _kids_room(palette: Palette, accent: Colour, random: Random) -> list[Group]:
    others = [colour for colour in palette.accents if colour != accent]
    chest = Group(near=3.5).box((1.0, 0, 3.5), (0.8, 0.42, 0.45), others[0])
    chest.ball((1.2, 0.54, 3.7), 0.13, accent)
    chest.ball((1.5, 0.52, 3.65), 0.1, palette.linen)
    small = Group(near=3.4).cushion((-0.25, 0, 3.3), (0.5, 0.28, 0.45), others[-1])
    return [
        rug(-0.9, 2.8, 1.9, 1.5, palette),
        art(-1.2, 1.4, 0.5, 0.5, palette, accent),
        art(-0.55, 1.4, 0.5, 0.5, palette, others[0]),
        bed(-1.5, 1.0, palette, accent),
        nightstand(-0.35, palette, accent),
        bookshelf(0.75, 5.0, palette, random),
        chest,
        small,
    ]


def _bathroom(palette: Palette, accent: Colour, random: Random) -> list[Group]:
    white = (246, 247, 247)
    shift = random.uniform(-0.15, 0.15)
    mirror = Group(near=79).flat(
        [
            (-0.9 + shift, 1.1, BACK - 0.03),
            (0.3 + shift, 1.1, BACK - 0.03),
            (0.3 + shift, 1.95, BACK - 0.03),
            (-0.9 + shift, 1.95, BACK - 0.03),
        ],
        (206, 220, 226),
    )
    vanity = cabinet(-1.0 + shift, 4.85, 1.4, 0.8, 0.5, palette.wood, 3)
    vanity.box((-1.03 + shift, 0.8, 4.82), (1.46, 0.05, 0.55), white, shadow=False)
    vanity.drum((-0.3 + shift, 0.85, 5.08), 0.18, 0.1, white, top=0.22, shadow=False)
    tub = Group(near=3.9)
    x, z, w, d = 0.75 + shift, 3.9, 1.0, 1.4
    tub.cushion((x, 0, z), (w, 0.56, d), white)
    for inset, low, colour in ((0.07, 0.56, (206, 212, 214)), (0.12, 0.5, (176, 208, 216))):
        x1, x2, z1, z2 = x + inset, x + w - inset, z + inset, z + d - inset
        tub.flat([(x1, low, z1), (x2, low, z1), (x2, low, z2), (x1, low, z2)], colour)
    return [
        rug(-0.9 + shift, 3.6, 1.3, 0.8, palette),
        mirror,
        vanity,
        tub,
        plant(-1.75 + shift, 4.8, 1.0, palette),
        Group(near=4.5).drum((0.6 + shift, 0, 4.6), 0.15, 0.45, accent),
    ]


def _outdoor(palette: Palette, accent: Colour, random: Random) -> list[Group]:
    shift = random.uniform(-0.2, 0.2)
    parasol = Group(near=4.0)
    parasol.drum((1.5 + shift, 0, 4.3), 0.2, 0.05, palette.metal)
    parasol.drum((1.5 + shift, 0.05, 4.3), 0.025, 2.0, palette.metal, shadow=False)
    parasol.drum((1.5 + shift, 1.95, 4.3), 1.0, 0.35, palette.linen, top=0.02, shadow=False)
    return [
        rug(-1.5 + shift, 2.9, 2.9, 1.9, palette),
        sofa(-1.2 + shift, 4.2, 2.2, palette, accent),
        round_table(-0.1 + shift, 3.5, 0.45, 0.38, palette),
        armchair(1.0 + shift, 3.0, palette, palette.linen),
        plant(-1.75 + shift, 4.5, 1.2, palette),
        parasol,
    ]


_ROOMS: dict[str, Callable[[Palette, Colour, Random], list[Group]]] = {
    "living": _living,
    "bed": _bed,
    "kitchen": _kitchen,
    "dining": _dining,
    "home_office": _home_office,
    "outdoor": _outdoor,
    "kids_room": _kids_room,
    "bathroom": _bathroom,
}


def furniture_of(room_type: str, palette: Palette, number: int, random: Random) -> list[Group]:
    """The furniture of a room; `number` chooses the accent colour."""
    accent = palette.accents[(number - 1) % len(palette.accents)]
    return _ROOMS.get(room_type, _living)(palette, accent, random)
