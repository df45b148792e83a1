"""The examples' pages, looked at in a browser. What is seen is kept in artefacts/.

The documentation shows three of them: copy them to docs/pictures/ when an example has changed.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.examples.served import PHOTO, django, fastapi, notebook
from tests.in_browser import ARTEFACTS, faint, launched, overflow
from virtualstaging_mock._testing import MockForTests

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """As wide as the documentation shows it."""
    page = browser.new_page(viewport={"width": 840, "height": 560})
    yield page
    page.close()


def upload(page: Page) -> None:
    """Send the photo by the form."""
    assert faint(page) == []
    page.get_by_label("Photo").set_input_files(PHOTO)
    page.get_by_role("button", name="Stage it").click()


def shown(page: Page, pictures: int, name: str) -> None:
    """So many pictures are there, whole, and the page fits the screen."""
    expect(page.locator("img")).to_have_count(pictures)
    whole = "[...document.images].every(image => image.complete && image.naturalWidth >= 480)"
    page.wait_for_function(whole)
    assert overflow(page) <= 0
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"screen-{name}.jpg", type="jpeg", quality=80)


@pytest.mark.virtualstaging_mock(clock="manual")
def test_fastapi_service(page: Page, virtualstaging_mock: MockForTests, tmp_path: Path) -> None:
    """The webhook comes by the network, from the mock to the service."""
    with fastapi(virtualstaging_mock, tmp_path) as url:
        page.goto(url)
        upload(page)
        expect(page.locator("img")).to_have_count(1)
        virtualstaging_mock.mock.run_until_idle()
        page.evaluate(
            "async () => { while ((await (await fetch('/')).text()).split('<img').length < 3)"
            " await new Promise(again => setTimeout(again, 100)) }"
        )
        page.reload()
        shown(page, 2, "fastapi")


@pytest.mark.virtualstaging_mock(clock="manual")
def test_django_progress(page: Page, virtualstaging_mock: MockForTests, tmp_path: Path) -> None:
    """The page shows how far it is, then the picture, by itself."""
    with django(virtualstaging_mock, tmp_path) as url:
        page.goto(url)
        upload(page)
        expect(page.get_by_text("Under way")).to_be_visible()
        virtualstaging_mock.mock.run_until_idle()
        page.reload()
        shown(page, 1, "django")


def test_notebook(page: Page, virtualstaging_mock: MockForTests, tmp_path: Path) -> None:
    """Each cell runs; the photo and four results are shown, for the price of one photo."""
    made = notebook(virtualstaging_mock, tmp_path)
    page.set_viewport_size({"width": 840, "height": 1180})
    page.goto(made.as_uri())
    shown(page, 5, "notebook")
    expect(page.locator(".jp-OutputArea-output pre").last).to_have_text("1")
