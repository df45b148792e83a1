"""Photos to draw on, and what is drawn on them."""

import io
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageStat

from virtualstaging_mock._pictures import Picture, Pictures, Wanted


def room_photo(size: tuple[int, int] = (1200, 800), form: str = "JPEG") -> bytes:
    """A photo that is easy to recognise: sky above, wall, floor."""
    image = Image.new("RGB", size, (200, 190, 170))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, size[0], size[1] // 4), fill=(150, 190, 240))
    pen.rectangle((0, size[1] * 3 // 4, size[0], size[1]), fill=(120, 90, 60))
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


PHOTO = room_photo()


def staging(room: str = "living", style: str = "modern", **more: Any) -> dict[str, Any]:
    return {"type": "staging", "add_furniture": {"room_type": room, "style": style}, **more}


def opened(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.body))
    image.load()
    return image


def drawn(**wanted: Any) -> Image.Image:
    return opened(Pictures().draw(Wanted(**{"kind": "result", "photo": PHOTO, **wanted})))


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart, 0 to 255."""
    other = other.convert("RGB").resize(one.size)
    return sum(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other)).mean) / 3


def brightness(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("L")).mean[0]
