"""Pictures of some kilobytes, as a library writes them."""

import io
import random
from functools import cache
from typing import Any

from PIL import Image


@cache
def picture(form: str, size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """One of this format: JPEG, PNG, WEBP, … The same each time."""
    noise = random.Random(1).randbytes(3 * size[0] * size[1])
    file = io.BytesIO()
    Image.frombytes("RGB", size, noise).save(file, form, **options)
    return file.getvalue()


JPEG = picture("JPEG")
PNG = picture("PNG")
WEBP = picture("WEBP")
