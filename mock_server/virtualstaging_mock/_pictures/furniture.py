"""What stands in each kind of room, and what is drawn in place of a photo: rows of tables."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .light import gradient
from .solids import Solid, Vector, draw, mirror, zoom_of
from .style import Colour, Palette, curve, mix, read_table, rgb, shade

Colours = Mapping[str, Colour]
ROOMS = read_table("rooms.toml")
_SCENES = read_table("scenes.toml")
_DAY = ((104, 160, 214), (164, 200, 230), (222, 234, 240))
_LAMP: Colour = (255, 206, 120)


def room_name(room_type: str) -> str:
    """The name of a room for people."""
    room = ROOMS.get(room_type)
    return room["name"] if room else room_type.replace("_", " ").capitalize()


def furniture_of(
    room_type: str, palette: Palette, number: int, random: Random
) -> list[list[Solid]]:
    """The furniture of a room, piece by piece; `number` chooses the accent colour."""
    accents = palette.accents
    colours = {
        **palette.colours,
        "accent": accents[(number - 1) % len(accents)],
        "other": accents[number % len(accents)],
        "front": random.choice((palette.colours["linen"], palette.colours["fabric"])),
    }
    rows = ROOMS.get(room_type, ROOMS["living"])["pieces"].strip().splitlines()
    shift = random.uniform(-0.2, 0.2)
    return [list(_solids(row, colours, random, (shift, 0, 0))) for row in rows]


def place(
    name: str, size: tuple[int, int], seed: str, evening: tuple[Colour, ...] = ()
) -> Image.Image:
    """Draw a `room`, `terrace` or `house`, empty; the same seed gives the same.

    `evening` has the colours of its sky from the top down; windows are lit then.
    """
    random, scene = Random(f"{name}/{seed}"), _SCENES["places"][name]
    colours = {part: rgb(random.choice(choice)) for part, choice in scene["colours"].items()}
    if evening:
        colours = {part: shade(colour, 0.45) for part, colour in colours.items()}
        colours["pane"] = _LAMP
    mirrored, shift = random.random() < 0.5, random.uniform(-1, 1) * scene["shift"]
    rows = scene["pieces"].strip().splitlines()
    solids = [solid for row in rows for solid in _solids(row, colours, random, (shift, 0, 0))]
    zoom = zoom_of(size)
    picture = gradient((size[0] * zoom, size[1] * zoom), evening or _DAY)
    draw(picture, solids, scene["horizon"])
    picture = picture.reduce(zoom)
    if evening:
        picture = _glowing(picture, [one for one in solids if one.colour == _LAMP], scene)
    elif name == "room":
        picture = _daylight(picture)
    return mirror(picture) if mirrored else picture


def _glowing(picture: Image.Image, lamps: list[Solid], scene: dict[str, Any]) -> Image.Image:
    """The picture with light around the lamps."""
    small = Image.new("RGB", (picture.width // 8 + 1, picture.height // 8 + 1))
    draw(small, lamps, scene["horizon"])
    soft = small.filter(ImageFilter.GaussianBlur(max(small.size) / 40))
    glow = soft.resize(picture.size, Image.Resampling.BICUBIC)
    return Image.blend(picture, ImageChops.screen(picture, glow), 0.6)


def _daylight(picture: Image.Image) -> Image.Image:
    """Soft light from above, darker towards the corners."""
    glow = Image.new("L", (64, 64), 0)
    ImageDraw.Draw(glow).ellipse((-2, -10, 66, 62), fill=255)
    glow = glow.filter(ImageFilter.GaussianBlur(14)).resize(picture.size, Image.Resampling.BICUBIC)
    return Image.composite(picture, picture.point(curve(lambda level: level * 0.84, 3)), glow)


def _solids(
    row: str,
    colours: Colours,
    random: Random,
    origin: Vector = (0, 0, 0),
    scale: Vector = (1, 1, 1),
) -> Iterator[Solid]:
    """The solids of a row of a table, moved to `origin` and stretched by `scale`."""
    kind, *numbers = row.split()
    x, y, z, w, h, d = (float(number) for number in numbers[:6])
    at = (origin[0] + x * scale[0], origin[1] + y * scale[1], origin[2] + z * scale[2])
    size = (w * scale[0], h * scale[1], d * scale[2])
    colour = mix(numbers[6], colours) if len(numbers) > 6 else (0, 0, 0)
    extra = float(numbers[7]) if len(numbers) > 7 else 1.0
    solid = Solid(kind, at, size, colour, extra)
    if kind in _SCENES["pieces"]:
        for part in _SCENES["pieces"][kind].strip().splitlines():
            yield from _solids(part, {**colours, "colour": colour}, random, at, size)
    elif kind in _REPEATED:
        yield from _REPEATED[kind](solid, colours, random)
    else:
        yield solid


def _doors(cabinet: Solid, _colours: Colours, _random: Random) -> Iterator[Solid]:
    """A box with a number of doors in its front."""
    (x, y, z), (w, h, _) = cabinet.at, cabinet.size
    yield cabinet._replace(kind="box")
    wide = w / cabinet.top
    for door in range(int(cabinet.top)):
        at, size = (x + door * wide + 0.015, y + 0.04, z), (wide - 0.03, h - 0.07, 0.0)
        yield Solid("sheet", at, size, cabinet.colour)


def _books(shelves: Solid, colours: Colours, random: Random) -> Iterator[Solid]:
    """A number of shelves above each other, with books."""
    (x, y, z), (w, h, _) = shelves.at, shelves.size
    tall = h / shelves.top
    covers = [colours[name] for name in ("accent", "other", "linen", "fabric")]
    for shelf in range(int(shelves.top)):
        low, at = y + shelf * tall, x + 0.02
        yield Solid("sheet", (x, low, z), (w, tall * 0.87, 0), shelves.colour)
        while at < x + w - 0.1 and random.random() < 0.93:
            thick, high = random.uniform(0.03, 0.07), tall * random.uniform(0.48, 0.8)
            yield Solid("sheet", (at, low, z), (thick, high, 0), random.choice(covers))
            at += thick + 0.006


def _boards(floor: Solid, _colours: Colours, random: Random) -> Iterator[Solid]:
    """Floor boards that lead away from the camera."""
    (x, y, z), (w, _, d) = floor.at, floor.size
    wide = 0.16
    for column in range(round(w / wide)):
        start, end = z, z + random.uniform(0.1, 1)
        while start < z + d:
            end = min(end, z + d)
            tone = shade(floor.colour, random.uniform(0.93, 1.06))
            size = (wide - 0.006, 0, end - start)
            yield Solid("sheet", (x + column * wide, y, start), size, tone)
            start, end = end, end + random.uniform(0.9, 1.8)


_REPEATED = {"doors": _doors, "books": _books, "boards": _boards}
