"""What is written on a picture: the caption, and the watermark when it was asked for."""

from PIL import Image, ImageDraw, ImageFont

WATERMARK = "VIRTUALLY STAGED"


def caption(picture: Image.Image, title: str, note: str) -> None:
    """Write a caption into the lower left corner."""
    big = max(10, round(min(picture.width, picture.height * 1.5) / 62))
    pad = big * 0.7
    fonts = ImageFont.load_default(big), ImageFont.load_default(max(8, round(big * 0.72)))
    lines = [(text, font) for text, font in zip((title, note), fonts, strict=True) if text]
    pen = ImageDraw.Draw(picture, "RGBA")
    most = picture.width - 4 * pad
    lines = [(_fitted(text, font, most), font) for text, font in lines]
    width = max(font.getlength(text) for text, font in lines) + 2 * pad
    steps = [size * 1.35 for (_, _), size in zip(lines, (big, big * 0.72), strict=False)]
    height = sum(steps) + pad
    left, top = pad, picture.height - height - pad
    pen.rounded_rectangle(
        (left, top, left + width, top + height), big * 0.5, fill=(18, 20, 24, 178)
    )
    y = top + pad * 0.5
    for (text, font), step in zip(lines, steps, strict=True):
        pen.text((left + pad, y), text, font=font, fill=(255, 255, 255, 240))
        y += step


def watermark(picture: Image.Image) -> None:
    """Write "virtually staged" into the upper right corner, large enough to be seen."""
    size = max(12, round(min(picture.width, picture.height * 1.5) / 34))
    font = ImageFont.load_default(size)
    width = font.getlength(WATERMARK)
    pen = ImageDraw.Draw(picture, "RGBA")
    left, top = picture.width - width - size * 1.6, size * 0.7
    box = (left, top, left + width + size, top + size * 1.9)
    pen.rounded_rectangle(box, size * 0.4, fill=(255, 255, 255, 150))
    pen.text((left + size * 0.5, top + size * 0.28), WATERMARK, font=font, fill=(20, 24, 30, 225))


def _fitted(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, most: float) -> str:
    """The text, shortened until it fits; only characters that the built-in font has."""
    text = text.encode("latin-1", "replace").decode("latin-1")[:200]
    while len(text) > 1 and font.getlength(text) > most:
        text = text[:-2] + "…"
    return text
