"""What is written on a picture: the caption, and the watermark where it is asked for."""

from PIL import Image, ImageDraw, ImageFont

WATERMARK = "VIRTUALLY STAGED"
Ink = tuple[int, int, int, int]


def caption(picture: Image.Image, title: str, note: str) -> None:
    """Write a title and a smaller note into the lower left corner."""
    size = _size(picture, 62)
    lines = [(title, size), (note, max(8, round(size * 0.72)))]
    _write(picture, lines, upper_right=False, paper=(18, 20, 24, 178), ink=(255, 255, 255, 240))


def watermark(picture: Image.Image) -> None:
    """Write "virtually staged" into the upper right corner, large enough to be seen."""
    lines = [(WATERMARK, _size(picture, 34))]
    _write(picture, lines, upper_right=True, paper=(255, 255, 255, 150), ink=(20, 24, 30, 225))


def _size(picture: Image.Image, share: int) -> int:
    return max(10, round(min(picture.width, picture.height * 1.5) / share))


def _write(
    picture: Image.Image, lines: list[tuple[str, int]], *, upper_right: bool, paper: Ink, ink: Ink
) -> None:
    """Write lines of a size in pixels onto a plate in a corner."""
    pen, pad = ImageDraw.Draw(picture, "RGBA"), lines[0][1] * 0.7
    fonts = [ImageFont.load_default(size) for _, size in lines]
    room = picture.width - 4 * pad
    texts = [_fitted(text, font, room) for (text, _), font in zip(lines, fonts, strict=True)]
    width = max(map(pen.textlength, texts, fonts)) + 2 * pad
    height = sum(size * 1.35 for _, size in lines) + pad
    x = picture.width - width - pad if upper_right else pad
    y = pad if upper_right else picture.height - height - pad
    pen.rounded_rectangle((x, y, x + width, y + height), pad * 0.7, fill=paper)
    y += pad * 0.5
    for text, font, (_, size) in zip(texts, fonts, lines, strict=True):
        pen.text((x + pad, y), text, font=font, fill=ink)
        y += size * 1.35


def _fitted(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, room: float) -> str:
    """The text, shortened to this many pixels; only characters that the built-in font has."""
    text = text.encode("latin-1", "replace").decode("latin-1")[:200]
    while len(text) > 1 and font.getlength(text) > room:
        text = text[:-2] + "…"
    return text
