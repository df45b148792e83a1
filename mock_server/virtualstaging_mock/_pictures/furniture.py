"""What stands in each kind of room."""

from collections.abc import Callable
from random import Random

from .pieces import (
    BACK,
    armchair,
    art,
    bed,
    bookshelf,
    cabinet,
    chair,
    floor_lamp,
    nightstand,
    pendant,
    plant,
    round_table,
    rug,
    sofa,
    table,
    table_lamp,
)
from .space import Group
from .style import Colour, Palette, blend, shade


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
