"""Solids in metres, seen by a camera, and the shadows under them."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .style import Colour, shade

Vector = tuple[float, float, float]
CAMERA_HEIGHT = 1.35
"""Height of the camera above the floor, in metres."""
HORIZON = 0.46
"""Where the camera's height is in the picture of a room, as a share of the picture's height."""
_FEET = 0.2
"""What begins lower than this (metres) throws a shadow on the floor."""


class Solid(NamedTuple):
    """A solid: its left, lower, near corner and its size. `top` is its upper width, 1 the lower."""

    kind: str
    at: Vector
    size: Vector
    colour: Colour
    top: float = 1.0

    @property
    def stands(self) -> bool:
        """Whether it stands on the floor; a rug lies, and a picture hangs."""
        return self.kind != "sheet" and self.at[1] < _FEET


class Painter:
    """Paints solids onto a picture."""

    def __init__(self, picture: Image.Image, horizon: float = HORIZON) -> None:
        width, height = picture.size
        self._pen = ImageDraw.Draw(picture)
        self._focal = min(0.74 * width, 1.2 * height)
        self._middle, self._horizon = width / 2, height * horizon

    def see(self, x: float, y: float, z: float) -> tuple[float, float]:
        """Where a point falls in the picture."""
        scale = self._focal / max(z, 0.2)
        return self._middle + x * scale, self._horizon - (y - CAMERA_HEIGHT) * scale

    def paint(self, solid: Solid) -> None:
        """Paint one solid."""
        if solid.kind == "sheet":
            self._sheet(solid.at, solid.size, solid.colour, solid.top)
        else:
            kinds = {"box": self._box, "cushion": self._cushion, "ball": self._ball}
            kinds.get(solid.kind, self._drum)(solid)

    def _sheet(self, at: Vector, size: Vector, colour: Colour, top: float = 1.0) -> None:
        """A flat rectangle, or a trapezium: one of its three sizes is 0."""
        across, along = (axis for axis in range(3) if size[axis])
        inset = (1 - top) / 2
        corners = []
        for first, second in ((0, 0), (1, 0), (1 - inset, 1), (inset, 1)):
            corner = list(at)
            corner[across] += size[across] * first
            corner[along] += size[along] * second
            corners.append(self.see(*corner))
        self._pen.polygon(corners, fill=colour)

    def _box(self, solid: Solid) -> None:
        (x, y, z), (w, h, d), colour = solid.at, solid.size, solid.colour
        if y + h < CAMERA_HEIGHT:
            self._sheet((x, y + h, z), (w, 0, d), shade(colour, 1.1))
        elif y > CAMERA_HEIGHT:
            self._sheet((x, y, z), (w, 0, d), shade(colour, 0.6))
        if x > 0:
            self._sheet((x, y, z), (0, h, d), shade(colour, 0.72))
        elif x + w < 0:
            self._sheet((x + w, y, z), (0, h, d), shade(colour, 0.84))
        self._sheet((x, y, z), (w, h, 0), shade(colour, 0.94))

    def _cushion(self, solid: Solid) -> None:
        """A box whose front has round corners and a lit upper edge."""
        (x, y, z), (w, h, d), colour = solid.at, solid.size, solid.colour
        inner = (x + w * 0.03, y, z + 0.01), (w * 0.94, h * 0.97, d)
        self._box(Solid("box", *inner, shade(colour, 0.97)))
        (left, top), (right, bottom) = self.see(x, y + h, z), self.see(x + w, y, z)
        right, bottom = max(right, left + 1), max(bottom, top + 1)
        radius = max(1.0, min(right - left, bottom - top) * 0.28)
        self._pen.rounded_rectangle((left, top, right, bottom), radius, fill=shade(colour, 0.9))
        lit = max(top + 1, bottom - (bottom - top) * 0.12)
        self._pen.rounded_rectangle((left, top, right, lit), radius, fill=colour)

    def _drum(self, solid: Solid) -> None:
        """A round solid, lit from above left."""
        y, h = solid.at[1], solid.size[1]
        foot = self._ring(solid, y, 1.0)
        head = self._ring(solid, y + h, solid.top)
        self._pen.ellipse(foot, fill=shade(solid.colour, 0.8))
        strips = 14
        for strip in range(strips):
            edges = [
                (start + (end - start) * part / strips, (high + low) / 2)
                for start, high, end, low in (head, foot)
                for part in (strip, strip + 1)
            ]
            light = 0.78 + 0.34 * math.sin(math.pi * min(1.0, strip / strips * 0.9 + 0.12))
            corners = [edges[0], edges[1], edges[3], edges[2]]
            self._pen.polygon(corners, fill=shade(solid.colour, light))
        self._pen.ellipse(head, fill=shade(solid.colour, 1.12 if y + h < CAMERA_HEIGHT else 0.7))

    def _ring(self, solid: Solid, level: float, share: float) -> tuple[float, float, float, float]:
        """The ellipse of a circle that lies at this height, as the box around it in pixels."""
        (x, _, z), (w, _, d) = solid.at, solid.size
        x, z = x + w / 2, z + d / 2
        left, _ = self.see(x - w / 2 * share, level, z)
        right, _ = self.see(x + w / 2 * share, level, z)
        first, last = sorted(self.see(x, level, z + part * d / 2 * share)[1] for part in (-1, 1))
        return left, first, max(right, left + 1), max(last, first + 1)

    def _ball(self, solid: Solid) -> None:
        """A ball, lit from above left."""
        (x, y, z), (w, h, d) = solid.at, solid.size
        middle = z + d / 2
        (left, top), (right, bottom) = self.see(x, y + h, middle), self.see(x + w, y, middle)
        for step in range(10):
            in_x, in_y = (right - left) * step / 20, (bottom - top) * step / 20
            box = (left + in_x * 0.72, top + in_y * 0.72, right - in_x * 1.28, bottom - in_y * 1.28)
            box = (*box[:2], max(box[2], box[0] + 1), max(box[3], box[1] + 1))
            self._pen.ellipse(box, fill=shade(solid.colour, 0.78 + 0.034 * step))


def draw(picture: Image.Image, solids: Sequence[Solid], horizon: float = HORIZON) -> None:
    """Paint solids onto the picture, each over those before it."""
    painter = Painter(picture, horizon)
    for solid in solids:
        painter.paint(solid)


def zoom_of(size: tuple[int, int]) -> int:
    """How many times larger a picture of this size is painted, for smooth edges."""
    return 2 if max(size) <= 1600 else 1


def mirror(picture: Image.Image) -> Image.Image:
    """Swap left and right."""
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def furnish(picture: Image.Image, solids: Sequence[Solid], mirrored: bool) -> Image.Image:
    """Return the picture with the solids standing in it, on soft shadows."""
    (width, height), zoom = picture.size, zoom_of(picture.size)
    layer = Image.new("RGBA", (width * zoom, height * zoom))
    draw(layer, solids)
    layer, shadow = layer.reduce(zoom), _shadow(picture.size, solids)
    if mirrored:
        layer, shadow = mirror(layer), mirror(shadow)
    staged = Image.composite(Image.new("RGB", picture.size, (14, 11, 10)), picture, shadow)
    staged.paste(layer, (0, 0), layer)
    return staged


def silhouette(size: tuple[int, int], solids: Sequence[Solid], mirrored: bool) -> Image.Image:
    """The outline of the solids: white on black, one bit a pixel."""
    layer = Image.new("RGBA", size)
    draw(layer, solids)
    outline = layer.getchannel("A").convert("1", dither=Image.Dither.NONE)
    return mirror(outline) if mirrored else outline


def _shadow(size: tuple[int, int], solids: Sequence[Solid]) -> Image.Image:
    """How strong the shadow on the floor is: dark close to what stands there, faint around it."""
    small = (max(1, size[0] // 4), max(1, size[1] // 4))
    blur, masks = max(small) / 384, []
    for grow, strength, radius in ((0.02, 150, 1.5), (0.16, 85, 6)):
        mask = Image.new("RGB", small)
        feet = [_foot(solid, grow, strength) for solid in solids if solid.stands]
        draw(mask, feet)
        masks.append(mask.getchannel("R").filter(ImageFilter.GaussianBlur(blur * radius)))
    return ImageChops.lighter(*masks).resize(size, Image.Resampling.BICUBIC)


def _foot(solid: Solid, grow: float, grey: int) -> Solid:
    """The floor under a solid and around it."""
    (x, _, z), (w, _, d) = solid.at, solid.size
    at, size = (x - grow, 0, z - grow), (w + grow * 2.6, 0, d + grow * 2.6)
    return Solid("sheet", at, size, (grey, grey, grey))
