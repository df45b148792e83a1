"""Outdoors: a house by day or in the evening, and a terrace, in place of a photo."""

from random import Random

from PIL import Image, ImageDraw, ImageFilter

from .room import boards
from .space import Camera
from .style import Colour, curve, shade

_DAY: tuple[Colour, ...] = ((104, 160, 214), (164, 200, 230), (222, 234, 240))


def terrace(size: tuple[int, int], seed: str) -> Image.Image:
    """An empty terrace before a hedge."""
    random = Random(f"terrace/{seed}")
    picture = gradient(size, _DAY)
    camera, pen = Camera(*size), ImageDraw.Draw(picture)

    def face(corners: list[tuple[float, float, float]], colour: Colour) -> None:
        pen.polygon([camera.see(*corner) for corner in corners], fill=colour)

    far = 14.0
    face([(-40, 0, 0.6), (40, 0, 0.6), (40, 0, far), (-40, 0, far)], (128, 164, 96))
    x = -12.0
    while x < 12:
        radius = random.uniform(0.8, 1.3)
        for part, tone in ((1.0, 0.78), (0.75, 0.92), (0.45, 1.04)):
            left, top = camera.see(x - radius * part, 1.3 + radius * part, far)
            right, bottom = camera.see(x + radius * part, 0, far)
            pen.ellipse((left, top, right + 1, bottom + 1), fill=shade((84, 124, 72), tone))
        x += 0.8
    face([(-3.3, 0, 0.6), (3.3, 0, 0.6), (3.3, 0, 5.6), (-3.3, 0, 5.6)], (150, 120, 92))
    boards(face, random.choice(((172, 140, 108), (184, 180, 172))), random)
    return picture


def house(
    size: tuple[int, int], seed: str, *, lit: bool = False, sky: tuple[Colour, ...] = ()
) -> Image.Image:
    """The outside of a house; `lit` lights its windows, `sky` is coloured from the top down."""
    random = Random(f"house/{seed}")
    width, height = size
    picture = gradient(size, sky or _DAY)
    pen = ImageDraw.Draw(picture)
    wall = random.choice(((236, 230, 218), (206, 198, 186), (226, 214, 196)))
    roof = random.choice(((110, 74, 62), (82, 84, 90), (92, 66, 56)))
    dim = 0.42 if lit else 1.0
    unit = min(width / 12, height / 8)
    ground = height * 0.74
    middle = width / 2 + random.uniform(-0.6, 0.6) * unit

    def box(x: float, y: float, w: float, h: float, colour: Colour) -> None:
        left, top = middle + x * unit, ground - (y + h) * unit
        pen.rectangle((left, top, left + w * unit, top + h * unit), fill=colour)

    pen.rectangle((0, ground, width, height), fill=shade((112, 150, 84), dim))
    for place, tall in ((-5.2, 2.6), (-4.4, 1.9), (4.6, 2.4), (5.3, 3.1)):
        x, y, radius = middle + place * unit, ground - tall * unit, tall * unit * 0.36
        pen.rectangle((x - 0.07 * unit, y, x + 0.07 * unit, ground), fill=shade((96, 74, 56), dim))
        for part, tone in ((1.0, 0.8), (0.7, 1.0)):
            r = radius * part
            pen.ellipse((x - r, y - r * 1.3, x + r, y + r), fill=shade((84, 124, 70), tone * dim))
    box(-3.4, 0, 4.2, 2.5, shade(wall, dim))
    box(0.8, 0, 2.8, 1.9, shade(wall, 0.93 * dim))
    gable = [(-3.8, 2.5), (1.2, 2.5), (-1.3, 4.3)]
    annexe = [(0.6, 1.9), (3.9, 1.9), (3.5, 2.75), (0.9, 2.75)]
    for outline, tone in ((annexe, 0.9), (gable, 1.0)):
        corners = [(middle + x * unit, ground - y * unit) for x, y in outline]
        pen.polygon(corners, fill=shade(roof, tone * (0.6 if lit else 1)))
    pane: Colour = (255, 206, 120) if lit else (122, 150, 172)
    frame = shade((246, 246, 242), 0.55 if lit else 1)
    windows = (
        (-2.9, 1.4, 0.9, 0.75),
        (-1.3, 1.4, 0.9, 0.75),
        (-2.9, 0.35, 1.1, 0.75),
        (1.3, 0.6, 0.8, 0.8),
        (2.4, 0.6, 0.8, 0.8),
        (-1.65, 2.75, 0.7, 0.7),
    )
    for x, y, w, h in windows:
        box(x - 0.07, y - 0.07, w + 0.14, h + 0.14, frame)
        box(x, y, w, h, pane)
        box(x + w / 2 - 0.02, y, 0.04, h, frame)
    box(-0.75, 0, 0.75, 1.25, shade((96, 66, 50), dim))
    path = [(-0.75, 0), (0.0, 0), (0.9, -2.2), (-1.4, -2.2)]
    pen.polygon(
        [(middle + x * unit, ground - y * unit) for x, y in path], fill=shade((196, 190, 180), dim)
    )
    if lit:
        glow = Image.new("L", size, 0)
        halo = ImageDraw.Draw(glow)
        for x, y, w, h in windows:
            left, top = middle + (x - 0.25) * unit, ground - (y + h + 0.25) * unit
            halo.rectangle((left, top, left + (w + 0.5) * unit, top + (h + 0.5) * unit), fill=120)
        glow = glow.filter(ImageFilter.GaussianBlur(unit * 0.35))
        picture = Image.composite(
            Image.new("RGB", size, (255, 190, 104)),
            picture,
            glow.point(curve(lambda level: level / 2)),
        )
    return picture


def gradient(size: tuple[int, int], colours: tuple[Colour, ...]) -> Image.Image:
    """Colours from top to bottom, blended."""
    strip = Image.new("RGB", (1, len(colours)))
    for row, colour in enumerate(colours):
        strip.putpixel((0, row), colour)
    return strip.resize(size, Image.Resampling.BICUBIC)
