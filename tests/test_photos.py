"""The example photos are those that the script draws, and each is named with its origin."""

import runpy
from pathlib import Path

from PIL import Image, ImageChops

PHOTOS = Path(__file__).parents[1] / "examples" / "photos"


def test_all_but_the_named_one_are_drawn_by_the_script() -> None:
    """A photo of unknown origin can't slip in. Compression may differ a little between versions."""
    made = runpy.run_path(str(PHOTOS / "make.py"))["photos"]()
    there = {path.stem for path in PHOTOS.glob("*.jpg")}
    assert there - made.keys() == {"building-exterior"}
    assert made.keys() <= there
    for name, picture in made.items():
        with Image.open(PHOTOS / f"{name}.jpg") as kept:
            apart = ImageChops.difference(kept.convert("RGB"), picture).convert("L")
        assert max(apart.resize((24, 16)).tobytes()) < 8, name


def test_the_table_names_each_photo() -> None:
    """With what it shows, and whose it is."""
    page = (PHOTOS / "README.md").read_text(encoding="utf-8")
    for path in PHOTOS.glob("*.jpg"):
        assert f"]({path.name})" in page
