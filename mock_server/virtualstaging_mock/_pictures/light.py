"""Changes of a whole photo: evening, lift, emptied room, style's tint."""

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from .style import Colour, curve

SKIES: dict[str, tuple[Colour, ...]] = {
    "dusk": ((38, 36, 84), (112, 72, 126), (226, 130, 110), (250, 186, 128)),
    "golden": ((86, 104, 150), (206, 154, 112), (250, 186, 88), (255, 222, 138)),
    "blue": ((8, 16, 52), (20, 44, 104), (52, 92, 160), (124, 158, 204)),
}
"""From the zenith to the horizon."""
_CASTS: dict[str, Colour] = {
    "dusk": (158, 120, 146),
    "golden": (216, 164, 108),
    "blue": (92, 114, 168),
}


def sky_of(style: str) -> tuple[Colour, ...]:
    """The colours of an evening sky; dusk's for a style without its own."""
    return SKIES.get(style, SKIES["dusk"])


def evening(photo: Image.Image, style: str) -> Image.Image:
    """The photo in the light of an evening, its sky replaced where there seems to be one."""
    size = photo.size
    cast = Image.new("RGB", size, _CASTS.get(style, _CASTS["dusk"]))
    dim = ImageChops.multiply(ImageEnhance.Color(photo).enhance(0.85), cast)
    mask = _sky_mask(photo)
    sky = gradient(size, sky_of(style))
    clouds = ImageChops.multiply(sky, ImageOps.autocontrast(photo.convert("L")).convert("RGB"))
    painted = Image.composite(Image.blend(sky, clouds, 0.25), dim, mask)
    return Image.blend(painted, ImageChops.screen(painted, _haze(size, style)), 0.45)


def _haze(size: tuple[int, int], style: str) -> Image.Image:
    """A glow of the sky's lowest colour, strongest in the middle of the picture."""
    low = sky_of(style)[-1]
    dark: Colour = (0, 0, 0)
    half: Colour = (low[0] // 4, low[1] // 4, low[2] // 4)
    return gradient(size, (dark, half, half, dark))


def _sky_mask(photo: Image.Image) -> Image.Image:
    """Where the photo is bright and not warm, in its upper part: probably sky."""
    small = photo.resize((max(1, photo.width // 4), max(1, photo.height // 4)))
    red, _, blue = small.split()
    bright = small.convert("L").point(curve(lambda level: (level - 130) * 5))
    cool = ImageChops.subtract(blue, red, 1, 20).point(curve(lambda level: level * 8))
    fading = tuple((level, level, level) for level in (255, 255, 120, 0, 0))
    high = gradient(small.size, fading).convert("L")
    mask = ImageChops.multiply(ImageChops.multiply(bright, cool), high)
    mask = mask.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.GaussianBlur(1.5))
    return mask.resize(photo.size, Image.Resampling.BICUBIC)


def lift(photo: Image.Image) -> Image.Image:
    """Brighter, clearer, a little more colourful."""
    stretched = Image.blend(photo, ImageOps.autocontrast(photo, cutoff=1), 0.7)
    brighter = stretched.point(curve(lambda level: 255 * (level / 255) ** 0.74, 3))
    return ImageEnhance.Sharpness(ImageEnhance.Color(brighter).enhance(1.22)).enhance(1.3)


def emptied(photo: Image.Image) -> Image.Image:
    """The photo with its middle washed out to the plain tones of wall and floor around it.

    Where the furniture stands is not known here: all that may be some is covered.
    """
    size = photo.size
    rows = photo.filter(ImageFilter.GaussianBlur(2)).resize((2, 10), Image.Resampling.BOX)
    plain = rows.resize(size, Image.Resampling.BICUBIC)
    soft = Image.new("L", (96, 64), 0)
    pen = ImageDraw.Draw(soft)
    pen.rounded_rectangle((10, 20, 86, 62), 8, fill=236)
    soft = soft.filter(ImageFilter.GaussianBlur(6)).resize(size, Image.Resampling.BICUBIC)
    airy = Image.blend(photo, Image.new("RGB", size, (240, 238, 233)), 0.15)
    return Image.composite(plain, airy, soft)


def tinted(photo: Image.Image, tint: Colour) -> Image.Image:
    """The photo in a style's light."""
    lit = photo.point(curve(lambda level: level * 1.04 + 3, 3))
    return ImageChops.multiply(lit, Image.new("RGB", photo.size, tint))


def gradient(size: tuple[int, int], colours: tuple[Colour, ...]) -> Image.Image:
    """Colours from top to bottom, blended."""
    strip = Image.new("RGB", (1, len(colours)))
    strip.putdata(colours)
    blended = strip.resize((1, size[1]), Image.Resampling.BICUBIC)
    return blended.resize(size, Image.Resampling.NEAREST)
