"""Draw the example photos again: python examples/photos/make.py [FOLDER].

They are drawn by the painter of the mock server, so nobody else has rights in them. The one real
photo, building-exterior.jpg, is not made here: README.md says where it is from.
"""

import sys
from itertools import chain
from pathlib import Path
from random import Random

from PIL import Image

from virtualstaging_mock._pictures.furniture import furniture_of, place
from virtualstaging_mock._pictures.solids import furnish
from virtualstaging_mock._pictures.style import palette_of

SIZE = (1400, 933)  # pixels
WIDE = (1760, 1120)
ROOMS = {
    # name: (seed of the room, what stands in it)
    "empty-room": ("oak", None),
    "living-room": ("terrace", ("living", "american")),
    "bedroom": ("garden", ("bed", "standard")),
    "dining-room": ("yard", None),
    "office": ("corner", None),
}


def room(size: tuple[int, int], seed: str, inside: tuple[str, str] | None) -> Image.Image:
    """An empty room, or one of this type and style."""
    empty = place("room", size, seed)
    if inside is None:
        return empty
    room_type, style = inside
    pieces = furniture_of(room_type, palette_of(style), 1, Random(seed))
    return furnish(empty, [*chain(*pieces)], mirrored=False)


def photos() -> dict[str, Image.Image]:
    """All of them, by name. The two views are parts of one room."""
    made = {name: room(SIZE, seed, inside) for name, (seed, inside) in ROOMS.items()}
    both = room(WIDE, "two views", None)
    made["living-room-view-1"] = both.crop((0, 120, 1400, 1053))
    made["living-room-view-2"] = both.crop((360, 187, 1760, 1120))
    made["house-exterior"] = place("house", SIZE, "brick")
    return made


def main() -> None:
    """Write them as JPEG."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name, picture in photos().items():
        picture.save(target / f"{name}.jpg", "JPEG", quality=90, optimize=True, progressive=True)


if __name__ == "__main__":
    main()
