"""The page with before and after in a real browser, opened from disk: 200 photos at ease."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.in_browser import ARTEFACTS, SCREENS, faint, launched, overflow
from virtualstaging.cli import gallery

pytestmark = pytest.mark.browser
COUNT = 200


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as browser:
        yield browser


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of two runs of the command: a hundred photos each, with two results."""
    folder = tmp_path_factory.mktemp("gallery")
    cards = []
    for number in range(COUNT):
        for name, colour in (("before", 60), ("one", 140), ("two", 220)):
            Image.new("RGB", (120, 80), (number, colour, 90)).save(folder / f"{number}-{name}.png")
        before = gallery.Image(folder / f"{number}-before.png", f"room-{number}.jpg")
        after = [
            gallery.Image(folder / f"{number}-{name}.png", f"{place} staging")
            for place, name in enumerate(("one", "two"), 1)
        ]
        title = f"room-{number}-with-a-long-name-as-cameras-and-agencies-give-them.jpg"
        cards.append(gallery.Card(title, "living, modern", before, after))
    gallery.write(folder, cards[: COUNT // 2])
    return gallery.write(folder, cards[COUNT // 2 :])


@pytest.fixture
def page(browser: Browser, written: Path) -> Iterator[Page]:
    """The page on a desktop; the test fails on any error of its script."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(written.as_uri())
    yield page
    page.close()
    assert errors == []


def loaded(page: Page) -> int:
    return int(page.evaluate("[...document.images].filter((one) => one.naturalWidth).length"))


def test_the_index_leads_to_each_photo_and_pictures_load_when_they_are_near(page: Page) -> None:
    expect(page.locator("nav a")).to_have_count(COUNT)
    expect(page.locator("article.compared")).to_have_count(COUNT)
    page.wait_for_function("document.images[2].closest('article').querySelector('.over').complete")
    assert 0 < loaded(page) < COUNT / 2
    page.locator("nav a").nth(150).click()
    article = page.locator("article").nth(150)
    expect(article.locator(".compare")).to_be_in_viewport()
    expect(article.locator(".over")).to_have_js_property("naturalWidth", 120)


def test_a_slider_shows_more_of_the_one_or_the_other(page: Page) -> None:
    box = page.locator(".compare").first
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] * 0.25, place["y"] + place["height"] / 2)
    at = float(box.locator("input").input_value())
    assert 20 <= at <= 30
    assert f"{at:g}%" in box.evaluate("(one) => getComputedStyle(one).getPropertyValue('--at')")
    page.keyboard.press("ArrowRight")
    assert float(box.locator("input").input_value()) == at + 1


def test_keys_go_to_the_next_photo_and_choose_a_result(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("k")
    second = page.locator("article").nth(1)
    expect(second.locator("input")).to_be_focused()
    expect(second).to_be_in_viewport()
    page.keyboard.press("2")
    expect(second.locator("button").nth(1)).to_have_attribute("aria-pressed", "true")
    shown = second.locator(".compare img").first
    assert str(shown.get_attribute("src")).endswith("1-two.png")
    page.keyboard.press("9")  # there is none
    expect(second.locator("button").nth(1)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_it_fits_and_can_be_read(
    browser: Browser, written: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(written.as_uri())
    assert overflow(page) <= 0
    assert faint(page) == []
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"gallery-{width}-{scheme}.png")
    page.close()


def test_without_scripts_the_results_stand_beside_the_photo(
    browser: Browser, written: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(written.as_uri())
    assert page.locator("article").count() == COUNT
    assert page.locator(".pair .after img").first.is_visible()
    context.close()


def test_the_page_is_small(written: Path) -> None:
    """A few hundred bytes a photo: pictures are files of their own."""
    assert len(written.read_bytes()) < 2_000 * COUNT
