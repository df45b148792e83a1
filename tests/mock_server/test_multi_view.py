"""Two photos of one room: whether they go together, and the result of staging them."""

import base64
import io
from typing import Any

import pytest
from PIL import Image

from tests.mock_server._calls import STAGING, Caller


def photo(width: int, height: int, colour: int = 0, kind: str = "PNG", **more: Any) -> str:
    """A data URL with a picture of this size, in pixels."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (colour, 90, 90)).save(out, kind, **more)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(out.getvalue()).decode()}"


def turned(width: int, height: int) -> str:
    """A photo that EXIF marks as turned by 90 degrees."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return photo(width, height, 7, "JPEG", exif=exif)


WIDE = photo(60, 40, 1)


@pytest.mark.parametrize(
    ("other", "compatible", "impossible", "reason"),
    [
        (photo(60, 40, 2), True, False, None),
        (photo(60, 40, 2, "JPEG"), True, False, None),
        (photo(61, 40, 2), False, True, "The photos differ in size: 60 x 40 and 61 x 40 pixels."),
        (turned(40, 60), True, False, None),
        (turned(60, 40), False, True, "The photos differ in size: 60 x 40 and 40 x 60 pixels."),
        (WIDE, False, True, "The two photos are the same."),
        ("data:image/png;base64,QUJD", False, True, "One of the photos could not be read."),
        ("https://example.com/other.jpg", True, False, None),
    ],
)
def test_the_photos_themselves_decide(
    api: Caller, other: str, compatible: bool, impossible: bool, reason: str | None
) -> None:
    answer = api.post("/multi-view-compatibility", {"image_urls": [WIDE, other]}, status=200)
    assert answer == {
        "compatible": compatible,
        "hard_rejected": impossible,
        "rejection_reason": reason,
    }


def test_portrait_is_possible_but_not_as_good(api: Caller) -> None:
    urls = [photo(40, 60, 1), photo(40, 60, 2)]
    answer = api.post("/multi-view-compatibility", {"image_urls": urls}, status=200)
    assert (answer["compatible"], answer["hard_rejected"]) == (False, False)


def test_links_that_may_be_followed_are_looked_at(api: Caller) -> None:
    pictures = {
        "http://127.0.0.1:9/a.png": photo(60, 40, 1),
        "http://127.0.0.1:9/b.png": photo(50, 40, 1),
    }
    api.mock.backend.photos.fetch = lambda url: base64.b64decode(pictures[url].split(",")[1])
    answer = api.post("/multi-view-compatibility", {"image_urls": list(pictures)}, status=200)
    assert answer["hard_rejected"]


def multi_view(*urls: str, **add_furniture: str) -> Any:
    """A body for POST /renders."""
    config = {**STAGING, "add_furniture": {**STAGING["add_furniture"], **add_furniture}}
    return {"config": config, "variation_count": 2, "image_urls": list(urls)}


def test_each_variation_has_two_results(api: Caller) -> None:
    render = api.post("/renders", multi_view(WIDE, photo(60, 40, 2)))
    api.mock.advance(60)
    for variation in api.variations(render["id"]):
        first, second = variation["result"]
        assert first["url"] != second["url"]
    assert api.get("/user")["photosUsedThisPeriod"]["staging"] == 1


def test_later_variations_of_such_a_render_have_two_as_well(api: Caller) -> None:
    render = api.post("/renders", multi_view("https://x/a", "https://x/b"))
    body = {"config": STAGING, "variation_count": 1, "wait_for_completion": True}
    made = api.post(f"/renders/{render['id']}/variations", body, status=200)["variations"]
    assert len(made[0]["result"]) == 2


def test_photos_that_cannot_go_together_are_refused(api: Caller) -> None:
    message = api.refused("/renders", multi_view(WIDE, photo(61, 40)))
    assert message.startswith("Validation error. image_urls: The photos differ in size")
    assert api.get("/user")["photosUsedThisPeriod"]["staging"] == 0


def test_only_living_rooms_and_bedrooms_can_be(api: Caller) -> None:
    message = api.refused("/renders", multi_view("https://x/a", "https://x/b", room_type="kitchen"))
    assert "config.add_furniture.room_type" in message


@pytest.mark.parametrize("urls", [[], ["https://x/a"], ["https://x/a"] * 3])
def test_there_are_two_of_them(api: Caller, urls: list[str]) -> None:
    assert "image_urls" in api.refused("/renders", multi_view(*urls))
