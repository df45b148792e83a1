"""An empty room, in place of a photo that was only named by a link."""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from .pieces import BACK
from .space import Camera
from .style import Colour, blend, curve, shade

Face = Callable[[list[tuple[float, float, float]], Colour], None]
HALF, CEILING, NEAR = 2.75, 2.65, 0.6
"""Half the room's width, its height, and where the walls leave the picture, in metres."""
_WALLS: tuple[Colour, ...] = ((226, 222, 214), (214, 218, 220), (230, 224, 210), (208, 212, 204))
_FLOORS: tuple[Colour, ...] = ((176, 138, 100), (150, 112, 78), (196, 164, 126), (164, 158, 150))


def empty_room(size: tuple[int, int], seed: str) -> Image.Image:
    """An empty room with a window; the same seed gives the same room."""
    random = Random(f"room/{seed}")
    wall, floor = random.choice(_WALLS), random.choice(_FLOORS)
    large = (size[0] * 2, size[1] * 2) if max(size) <= 1600 else size
    picture = Image.new("RGB", large, wall)
    camera, pen = Camera(*large), ImageDraw.Draw(picture)

    def face(corners: list[tuple[float, float, float]], colour: Colour) -> None:
        pen.polygon([camera.see(*corner) for corner in corners], fill=colour)

    def wall_part(x: float, y: float, w: float, h: float, colour: Colour) -> None:
        face([(x, y, BACK), (x + w, y, BACK), (x + w, y + h, BACK), (x, y + h, BACK)], colour)

    ceiling = shade(blend(wall, (255, 255, 255), 0.6), 0.98)
    face(
        [(-9, CEILING, NEAR), (9, CEILING, NEAR), (9, CEILING, BACK), (-9, CEILING, BACK)], ceiling
    )
    face([(-9, 0, NEAR), (9, 0, NEAR), (9, 0, BACK), (-9, 0, BACK)], floor)
    boards(face, floor, random)
    for side, light in ((-HALF, 0.86), (HALF, 0.95)):
        outer = side * 4
        face(
            [(outer, 0, NEAR), (side, 0, NEAR), (side, CEILING, NEAR), (outer, CEILING, NEAR)], wall
        )
        face(
            [(side, 0, NEAR), (side, 0, BACK), (side, CEILING, BACK), (side, CEILING, NEAR)],
            shade(wall, light),
        )
        face(
            [(side, 0, NEAR), (side, 0, BACK), (side, 0.1, BACK), (side, 0.1, NEAR)],
            (246, 245, 242),
        )
    wall_part(-HALF, 0, HALF * 2, 0.1, (248, 247, 244))
    _window(face, random.choice((-1, 1)), random)
    if large != size:
        picture = picture.reduce(2)
    return _daylight(picture, random)


def boards(face: Face, floor: Colour, random: Random) -> None:
    """Floor boards that lead away from the eye."""
    x = -3.2
    while x < 3.2:
        wide = 0.16
        z = NEAR + random.uniform(0, 1)
        start = NEAR
        while start < BACK:
            end = min(BACK, z)
            tone = shade(floor, random.uniform(0.93, 1.06))
            face(
                [
                    (x, 0, start),
                    (x + wide - 0.006, 0, start),
                    (x + wide - 0.006, 0, end),
                    (x, 0, end),
                ],
                tone,
            )
            start, z = end, z + random.uniform(0.9, 1.8)
        x += wide


def _window(face: Face, side: int, random: Random) -> None:
    """A window in a side wall."""
    x, z1, z2, low, high = side * HALF, 3.3, 4.7, 0.85, 2.25
    frame, sky = (250, 250, 248), blend((196, 220, 238), (238, 240, 236), random.random())
    face(
        [
            (x, low - 0.06, z1 - 0.06),
            (x, low - 0.06, z2 + 0.06),
            (x, high + 0.06, z2 + 0.06),
            (x, high + 0.06, z1 - 0.06),
        ],
        frame,
    )
    middle = (z1 + z2) / 2
    for start, end in ((z1, middle - 0.03), (middle + 0.03, z2)):
        face([(x, low, start), (x, low, end), (x, high, end), (x, high, start)], sky)
        face(
            [(x, low, start), (x, low, end), (x, low + 0.4, end), (x, low + 0.5, start)],
            (150, 176, 140),
        )


def _daylight(picture: Image.Image, random: Random) -> Image.Image:
    """Soft light from above, darker towards the corners."""
    width, height = picture.size
    glow = Image.new("L", (64, 64), 0)
    pen = ImageDraw.Draw(glow)
    centre = random.uniform(26, 38)
    pen.ellipse((centre - 34, -10, centre + 34, 62), fill=255)
    glow = glow.filter(ImageFilter.GaussianBlur(14)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    dark = picture.point(curve(lambda level: level * 0.84, 3))
    return Image.composite(picture, dark, glow)
