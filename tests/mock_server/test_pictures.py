"""What is drawn: each kind of file, each change, and that the same gives the same."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageStat

from tests.mock_server._drawing import (
    PHOTO,
    brightness,
    difference,
    drawn,
    opened,
    room_photo,
    staging,
)
from virtualstaging_mock._pictures import Pictures, Wanted
from virtualstaging_mock._pictures.furniture import ROOMS
from virtualstaging_mock._pictures.style import PALETTES
from virtualstaging_mock._spec.spec import Spec


def schema(name: str) -> list[str]:
    values: list[str] = Spec.bundled().document["components"]["schemas"][name]["enum"]
    return values


def test_every_room_and_style_of_the_document_is_drawn() -> None:
    """No room or style falls back to another's looks."""
    assert set(schema("RoomType")) == set(ROOMS)
    assert set(schema("Style")) == set(PALETTES)


@pytest.mark.parametrize(
    ("kind", "media_type", "form", "size"),
    [
        ("result", "image/jpeg", "JPEG", (1536, 1024)),
        ("optimized", "image/webp", "WEBP", (1536, 1024)),
        ("thumbnail", "image/jpeg", "JPEG", (320, 214)),
        ("before", "image/jpeg", "JPEG", (1536, 1024)),
        ("mask", "image/png", "PNG", (1200, 800)),
    ],
)
def test_each_file_has_its_form_and_size(
    kind: Any, media_type: str, form: str, size: tuple[int, int]
) -> None:
    """JPEG, WebP and PNG, at the sizes that go with them."""
    picture = Pictures().draw(Wanted(kind, PHOTO, config=staging()))
    image = opened(picture)
    assert (media_type, form, size) == (picture.media_type, image.format, image.size)


@pytest.mark.parametrize(
    ("size", "resolution", "expected"),
    [
        ((800, 600), "default", 1536),
        ((2400, 1600), "default", 2400),
        ((4000, 3000), "default", 3072),
        ((4000, 3000), 1536, 1536),
        ((800, 1200), 1536, 1536),
    ],
)
def test_the_output_resolution_is_kept(
    size: tuple[int, int], resolution: Any, expected: int
) -> None:
    """1536 pixels on the long edge, or by default at least that and up to 3072."""
    config = staging(output_resolution=resolution)
    image = drawn(photo=room_photo(size), config=config)
    assert max(image.size) == expected
    assert image.width / image.height == pytest.approx(size[0] / size[1], rel=0.01)


def test_a_result_shows_the_photo_and_a_change() -> None:
    """The top of the photo can be recognised; below stands what was not there."""
    before, after = drawn(kind="before"), drawn(config=staging())
    top = (0, 0, before.width, before.height // 5)
    middle = (before.width // 4, before.height // 2, before.width * 3 // 4, before.height * 4 // 5)
    assert difference(before.crop(top), after.crop(top)) < 12
    assert difference(before.crop(middle), after.crop(middle)) > 30


def test_styles_rooms_and_variations_differ() -> None:
    """No two of them look the same."""
    pictures = [
        drawn(config=staging()),
        drawn(config=staging(style="coastal")),
        drawn(config=staging(room="bed")),
        drawn(config=staging(), number=2),
    ]
    for place, one in enumerate(pictures):
        for other in pictures[place + 1 :]:
            assert difference(one, other) > 2


def test_the_watermark_comes_when_it_is_asked_for() -> None:
    """In the upper right corner, and nowhere else."""
    plain = drawn(config=staging(add_virtually_staged_watermark=False))
    marked = drawn(config=staging(add_virtually_staged_watermark=True))
    corner = (plain.width * 2 // 3, 0, plain.width, plain.height // 8)
    rest = (0, plain.height // 8, plain.width, plain.height)
    assert difference(plain.crop(corner), marked.crop(corner)) > 5
    assert difference(plain.crop(rest), marked.crop(rest)) < 0.5


@pytest.mark.parametrize("photo", [PHOTO, None])
def test_each_evening_has_its_own_sky(photo: bytes | None) -> None:
    """Dusk, golden and blue: darker than the day, and each of its own colour."""
    config = {"type": "daytodusk"}
    day = drawn(kind="before", photo=photo, config=config)
    top = (0, 0, day.width, day.height // 6)
    skies: dict[str, list[float]] = {}
    for style in schema("SkyStyle"):
        evening = drawn(photo=photo, config={**config, "sky_style": style})
        assert brightness(evening) < brightness(day) * 0.8
        skies[style] = ImageStat.Stat(evening.crop(top)).mean
    warmth = {style: sky[0] / sky[2] for style, sky in skies.items()}
    assert warmth["golden"] > warmth["dusk"] > warmth["blue"]


@pytest.mark.parametrize("photo", [PHOTO, None])
def test_enhancement_lifts_a_photo(photo: bytes | None) -> None:
    """Visibly brighter."""
    config = {"type": "enhancement"}
    before = drawn(kind="before", photo=photo, config=config)
    assert brightness(drawn(photo=photo, config=config)) > brightness(before) + 8


def test_removal_leaves_a_plain_room() -> None:
    """What stood in the middle of the photo is gone: its contrast with the surroundings falls."""
    image = Image.open(io.BytesIO(PHOTO))
    ImageDraw.Draw(image).rectangle((500, 350, 700, 600), fill=(10, 10, 10))
    file = io.BytesIO()
    image.save(file, "JPEG")
    config = {"type": "staging", "remove_furniture": {"mode": "on"}}
    after = drawn(photo=file.getvalue(), config=config, variation_type="removal")
    spot = after.crop((700, 500, 850, 700))
    assert brightness(spot) > 80


def test_a_removal_variation_is_not_furnished() -> None:
    """The removal that comes before a staging shows the empty room, not the staged one."""
    config = staging(remove_furniture={"mode": "on"})
    removal = drawn(photo=None, source="u", config=config, variation_type="removal")
    staged = drawn(photo=None, source="u", config=config)
    assert difference(removal, staged) > 5


def test_without_a_photo_before_and_after_match() -> None:
    """The room drawn in a link's place is the same before and after; another link's differs."""
    config = staging()
    before = drawn(kind="before", photo=None, source="https://a.example/1.jpg", config=config)
    after = drawn(photo=None, source="https://a.example/1.jpg", config=config)
    other = drawn(kind="before", photo=None, source="https://a.example/2.jpg", config=config)
    corner = (0, 0, before.width // 4, before.height // 4)
    assert difference(before.crop(corner), after.crop(corner)) < 8
    assert difference(before, other) > 2


def test_the_two_views_of_a_room_differ() -> None:
    """Multi-view staging gives two pictures, not one twice."""
    wanted: dict[str, Any] = {"photo": None, "source": "u", "config": staging()}
    assert difference(drawn(**wanted, view=0), drawn(**wanted, view=1)) > 2


def test_the_same_gives_the_same_bytes() -> None:
    """Two mocks of one seed draw equal bytes; another seed's differ."""
    wanted = Wanted("result", PHOTO, config=staging(), seed=7)
    assert Pictures().draw(wanted) == Pictures().draw(wanted)
    other = Wanted("result", PHOTO, config=staging(), seed=8)
    assert Pictures().draw(wanted).body != Pictures().draw(other).body


@pytest.mark.parametrize("photo", [PHOTO, None, room_photo((300, 900)), b"no image"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_percentage_is_that_of_the_mask(photo: bytes | None, seed: int) -> None:
    """The number returned is the share of white pixels in the mask drawn."""
    pictures = Pictures()
    mask = opened(pictures.draw(Wanted("mask", photo, source="u", seed=seed)))
    assert mask.mode == "1"
    white = sum(1 for value in mask.convert("L").tobytes() if value == 255)
    percentage = pictures.percentage_masked(photo, "u", seed)
    assert percentage == pytest.approx(100 * white / (mask.width * mask.height), abs=0.005)
    assert 0 < percentage < 60


def test_pictures_are_kept_within_a_bound() -> None:
    """The latest stay, the oldest go, and what stays is not drawn again."""
    pictures = Pictures(keep_bytes=30_000)
    first = Wanted("thumbnail", source="0", config=staging())
    one = pictures.draw(first)
    assert pictures.draw(first) is one
    for number in range(1, 8):
        pictures.draw(Wanted("thumbnail", source=str(number), config=staging()))
    sizes = pictures._kept.sizes()
    assert len(sizes) > 1
    assert sum(sizes) <= 30_000 < sum(sizes) + 2 * max(sizes)
    assert pictures.draw(first) is not one
    assert pictures.draw(first).body == one.body


def test_threads_draw_side_by_side() -> None:
    """Many at once: each gets its own picture."""
    pictures = Pictures()
    wanted = [Wanted("thumbnail", source=str(n % 5), config=staging()) for n in range(20)]
    with ThreadPoolExecutor(8) as threads:
        drawn_at_once = list(threads.map(pictures.draw, wanted))
    assert drawn_at_once == [Pictures().draw(one) for one in wanted]
