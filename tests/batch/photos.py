"""Photos for tests: small, real, and each one of its own."""

import io
from functools import cache
from pathlib import Path

from PIL import Image


@cache
def photo_bytes(number: int) -> bytes:
    """A JPEG that is like no other number's."""
    colour = (number * 37 % 256, number * 91 % 256, number // 7 % 256)
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG", comment=f"photo {number}".encode())
    return file.getvalue()


def photo(path: Path, number: int) -> Path:
    """Write a photo, with the folders it stands in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(photo_bytes(number))
    return path
