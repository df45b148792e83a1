"""The board in a real browser: pictures load, buttons work, the page keeps itself fresh."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from virtualstaging_mock import Clock, Running, running

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = "<img src=x onerror=\"document.title='owned'\">"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def server() -> Iterator[Running]:
    with running(clock=Clock("manual")) as server:
        yield server


@pytest.fixture
def page(browser: Browser, server: Running) -> Iterator[Page]:
    """The board, wide enough for several pictures; the test fails on any error of a script."""
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(f"{server.mock.origin}/_mock/")
    yield page
    page.close()
    assert errors == []


def photo() -> str:
    file = io.BytesIO()
    Image.new("RGB", (600, 400), (196, 188, 172)).save(file, "JPEG")
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()


def post(server: Running, **body: object) -> httpx.Response:
    headers = {"Authorization": "Api-Key vsai-pk-browser"}
    return httpx.post(f"{server.base_url}/renders", json=body, headers=headers)


def render(server: Running, image_url: str, count: int = 2) -> str:
    config = {"type": "staging", "add_furniture": {"room_type": "living", "style": "coastal"}}
    answer = post(server, config=config, image_url=image_url, variation_count=count)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def test_a_render_moves_to_done_by_a_button_and_shows_its_pictures(
    page: Page, server: Running
) -> None:
    """A render appears by itself, the button finishes it, before and after are real pictures."""
    render_id = render(server, photo())
    card = page.locator(f"#{render_id}")
    expect(card.locator(".state.queued")).to_have_count(2)
    page.get_by_role("button", name="Finish all").click()
    expect(card.locator(".state.done")).to_have_count(2)
    pictures = card.locator("img")
    expect(pictures).to_have_count(3)
    page.wait_for_function(
        "id => [...document.querySelectorAll(`#${id} img`)]"
        ".every(image => image.complete && image.naturalWidth >= 1500)",
        arg=render_id,
    )
    post(server, config={"type": "staging"}, image_url=photo(), variation_count=1)
    expect(page.locator("#requests mark")).not_to_be_empty()
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / "board.png", full_page=True)
    page.goto(f"{server.mock.origin}/_mock/docs")
    expect(page.locator("#create_render .path-name")).to_have_text("/renders")
    page.screenshot(path=ARTEFACTS / "reference.png")


def test_a_render_is_made_to_fail_by_its_button(page: Page, server: Running) -> None:
    """The button beside a render ends what is under way in an error."""
    card = page.locator(f"#{render(server, photo())}")
    card.get_by_role("button", name="Fail").click()
    expect(card.locator(".state.error")).to_have_count(2)
    expect(card.get_by_role("button", name="Fail")).to_have_count(0)


def test_time_is_advanced_by_a_button(page: Page, server: Running) -> None:
    """One minute of the mock's time, by a click."""
    before = server.mock.clock.now_ms()
    page.get_by_role("button", name="+ 1 min").click()
    expect(page.locator("#clock")).to_contain_text("00:01:0")
    assert server.mock.clock.now_ms() == before + 60_000


def test_reset_asks_first(page: Page, server: Running) -> None:
    """Nothing is forgotten unless the question is answered with yes."""
    card = page.locator(f"#{render(server, photo())}")
    expect(card).to_have_count(1)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Reset").click()
    expect(card).to_have_count(1)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Reset").click()
    expect(card).to_have_count(0)


def test_what_a_client_sends_is_shown_and_not_run(page: Page, server: Running) -> None:
    """Markup in a link, in a body or in a path is text on the page."""
    render(server, f"https://example.com/{HOSTILE.replace(' ', '/')}")
    post(server, config=HOSTILE)
    expect(page.locator("#renders")).to_contain_text("<img/src=x/onerror=")
    page.locator("#requests summary").first.click()
    expect(page.locator("#requests pre").first).to_contain_text("<img src=x onerror=")
    expect(page).to_have_title("Virtual Staging mock")
