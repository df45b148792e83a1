"""A little perspective: solids in metres, seen by a camera, painted far to near."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .style import Colour, curve, shade

Point = tuple[float, float]
EYE = 1.35
"""Height of the camera above the floor, in metres."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Projects the room onto a picture of `width` x `height` pixels; +z leads away from the eye."""

    width: int
    height: int

    @property
    def focal(self) -> float:
        """Focal length in pixels."""
        return min(0.74 * self.width, 1.2 * self.height)

    def see(self, x: float, y: float, z: float) -> Point:
        """Where a point of the room falls in the picture."""
        scale = self.focal / max(z, 0.2)
        return self.width / 2 + x * scale, self.height * 0.46 - (y - EYE) * scale


@dataclass(slots=True)
class Group:
    """One piece of furniture: solids, painted in the order in which they were added.

    Each solid is a function of camera and pen; `feet` are its footprints, for the shadow.
    """

    near: float
    paint: list[Callable[[Camera, ImageDraw.ImageDraw], None]] = field(default_factory=list)
    feet: list[tuple[float, float, float, float]] = field(default_factory=list)

    def box(
        self,
        at: tuple[float, float, float],
        size: tuple[float, float, float],
        colour: Colour,
        *,
        shadow: bool = True,
    ) -> "Group":
        """A box: `at` is its left, lower, near corner, `size` its width, height and depth."""
        (x, y, z), (w, h, d) = at, size
        if shadow:
            self.feet.append((x, z, w, d))

        def paint(camera: Camera, pen: ImageDraw.ImageDraw) -> None:
            def face(corners: Sequence[tuple[float, float, float]], light: float) -> None:
                tone = shade(colour, light)
                pen.polygon([camera.see(*corner) for corner in corners], fill=(*tone, 255))

            x2, y2, z2 = x + w, y + h, z + d
            if y2 < EYE:
                face([(x, y2, z), (x2, y2, z), (x2, y2, z2), (x, y2, z2)], 1.1)
            elif y > EYE:
                face([(x, y, z), (x2, y, z), (x2, y, z2), (x, y, z2)], 0.6)
            if x > 0:
                face([(x, y, z), (x, y2, z), (x, y2, z2), (x, y, z2)], 0.72)
            elif x2 < 0:
                face([(x2, y, z), (x2, y2, z), (x2, y2, z2), (x2, y, z2)], 0.84)
            face([(x, y, z), (x2, y, z), (x2, y2, z), (x, y2, z)], 0.94)

        self.paint.append(paint)
        return self

    def cushion(
        self, at: tuple[float, float, float], size: tuple[float, float, float], colour: Colour
    ) -> "Group":
        """A soft box: its front has round corners and a lit upper edge."""
        (x, y, z), (w, h, d) = at, size
        self.box(
            (x + w * 0.03, y, z + 0.01), (w * 0.94, h * 0.97, d), shade(colour, 0.97), shadow=False
        )

        def paint(camera: Camera, pen: ImageDraw.ImageDraw) -> None:
            left, top = camera.see(x, y + h, z)
            right, bottom = camera.see(x + w, y, z)
            radius = max(1.0, min(right - left, bottom - top) * 0.28)
            box = (left, top, max(right, left + 1), max(bottom, top + 1))
            pen.rounded_rectangle(box, radius, fill=(*shade(colour, 0.9), 255))
            lit = (left, top, box[2], max(top + 1, bottom - (bottom - top) * 0.12))
            pen.rounded_rectangle(lit, radius, fill=(*colour, 255))

        self.paint.append(paint)
        return self

    def drum(
        self,
        at: tuple[float, float, float],
        radius: float,
        height: float,
        colour: Colour,
        *,
        top: float | None = None,
        shadow: bool = True,
    ) -> "Group":
        """A round solid standing at `at` (centre of its foot); `top` is its upper radius."""
        x, y, z = at
        upper = radius if top is None else top
        if shadow:
            self.feet.append((x - radius, z - radius, 2 * radius, 2 * radius))

        def ring(camera: Camera, level: float, size: float) -> tuple[float, float, float, float]:
            left, _ = camera.see(x - size, level, z)
            right, _ = camera.see(x + size, level, z)
            _, near = camera.see(x, level, z - size)
            _, far = camera.see(x, level, z + size)
            first, last = sorted((far, near))
            return left, first, max(right, left + 1), max(last, first + 1)

        def paint(camera: Camera, pen: ImageDraw.ImageDraw) -> None:
            foot, head = ring(camera, y, radius), ring(camera, y + height, upper)
            middle = [(box[1] + box[3]) / 2 for box in (foot, head)]
            pen.ellipse(foot, fill=(*shade(colour, 0.8), 255))
            strips = 14
            for strip in range(strips):
                start, end = strip / strips, (strip + 1) / strips
                light = 0.78 + 0.34 * math.sin(math.pi * min(1.0, start * 0.9 + 0.12))
                corners = [
                    (head[0] + (head[2] - head[0]) * start, middle[1]),
                    (head[0] + (head[2] - head[0]) * end, middle[1]),
                    (foot[0] + (foot[2] - foot[0]) * end, middle[0]),
                    (foot[0] + (foot[2] - foot[0]) * start, middle[0]),
                ]
                pen.polygon(corners, fill=(*shade(colour, light), 255))
            pen.ellipse(head, fill=(*shade(colour, 1.12 if y + height < EYE else 0.7), 255))

        self.paint.append(paint)
        return self

    def ball(
        self, at: tuple[float, float, float], radius: float, colour: Colour, squash: float = 1.0
    ) -> "Group":
        """A ball around `at`, lit from above left."""
        x, y, z = at

        def paint(camera: Camera, pen: ImageDraw.ImageDraw) -> None:
            centre_x, centre_y = camera.see(x, y, z)
            size = camera.focal * radius / z
            for step in range(10):
                part = 1 - step / 10
                shift = size * 0.28 * (1 - part)
                w, h = size * part, size * part * squash
                tone = shade(colour, 0.78 + 0.34 * (1 - part))
                box = (
                    centre_x - w - shift,
                    centre_y - h - shift,
                    centre_x + w - shift + 1,
                    centre_y + h - shift + 1,
                )
                pen.ellipse(box, fill=(*tone, 255))

        self.paint.append(paint)
        return self

    def flat(
        self, corners: Sequence[tuple[float, float, float]], colour: Colour, alpha: int = 255
    ) -> "Group":
        """A flat polygon: a rug, a picture on the wall."""

        def paint(camera: Camera, pen: ImageDraw.ImageDraw) -> None:
            pen.polygon([camera.see(*corner) for corner in corners], fill=(*colour, alpha))

        self.paint.append(paint)
        return self


def furnish(picture: Image.Image, groups: Sequence[Group], mirrored: bool) -> Image.Image:
    """Return the picture with the furniture standing in it, on soft shadows."""
    layer, shadow = _layers(picture.size, groups)
    if mirrored:
        layer, shadow = (
            image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) for image in (layer, shadow)
        )
    dark = Image.new("RGB", picture.size, (14, 11, 10))
    staged = Image.composite(dark, picture, shadow)
    staged.paste(layer, (0, 0), layer)
    return staged


def silhouette(size: tuple[int, int], groups: Sequence[Group], mirrored: bool) -> Image.Image:
    """The outline of the furniture: white on black, one bit a pixel."""
    layer = Image.new("RGBA", size)
    pen = ImageDraw.Draw(layer)
    for group in _far_first(groups):
        for paint in group.paint:
            paint(Camera(*size), pen)
    outline = layer.getchannel("A").point(curve(lambda alpha: 255 * (alpha > 127)))
    if mirrored:
        outline = outline.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return outline.convert("1", dither=Image.Dither.NONE)


def _far_first(groups: Sequence[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: -group.near)


def _layers(size: tuple[int, int], groups: Sequence[Group]) -> tuple[Image.Image, Image.Image]:
    """The furniture, drawn larger and shrunk for smooth edges, and its shadow's strength."""
    zoom = 2 if max(size) <= 1600 else 1
    large = (size[0] * zoom, size[1] * zoom)
    layer = Image.new("RGBA", large)
    pen = ImageDraw.Draw(layer)
    for group in _far_first(groups):
        for paint in group.paint:
            paint(Camera(*large), pen)
    if zoom > 1:
        layer = layer.reduce(zoom)
    return layer, _shadow(size, groups)


def _shadow(size: tuple[int, int], groups: Sequence[Group]) -> Image.Image:
    """Contact shadows close to the feet and a wider, fainter one."""
    small = (max(1, size[0] // 4), max(1, size[1] // 4))
    camera = Camera(*small)
    close, wide = Image.new("L", small), Image.new("L", small)
    for mask, grow, strength in ((close, 0.02, 150), (wide, 0.16, 85)):
        pen = ImageDraw.Draw(mask)
        for group in groups:
            for x, z, w, d in group.feet:
                x1, x2, z1, z2 = x - grow, x + w + grow * 1.6, z - grow, z + d + grow
                corners = [(x1, z1), (x2, z1), (x2, z2), (x1, z2)]
                pen.polygon([camera.see(px, 0, pz) for px, pz in corners], fill=strength)
    radius = max(small) / 384
    close = close.filter(ImageFilter.GaussianBlur(radius * 1.5))
    wide = wide.filter(ImageFilter.GaussianBlur(radius * 6))
    return ImageChops.lighter(close, wide).resize(size, Image.Resampling.BICUBIC)
