"""The board in a real browser: pictures load, buttons work, the page keeps itself fresh."""

import base64
import io
from collections.abc import Iterator
from typing import Literal

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.in_browser import ARTEFACTS, SCREENS, launched, overflow
from tests.mock_server._calls import Caller, render_body
from virtualstaging_mock import Clock, Running, running

HOSTILE = "<img src=x onerror=\"document.title='owned'\">"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as browser:
        yield browser


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
        ".every(image => image.complete && image.naturalWidth >= 320)",
        arg=render_id,
    )
    post(server, config={"type": "staging"}, image_url=photo(), variation_count=1)
    expect(page.locator("#requests mark")).not_to_be_empty()
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / "board.png", full_page=True)


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
    """Nothing is reset unless the question is answered with yes."""
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
    expect(page.locator("#renders .file").first).not_to_be_empty()
    page.locator("#requests summary").first.click()
    expect(page.locator("#requests pre").first).to_contain_text("<img src=x onerror=")
    expect(page).to_have_title("Virtual Staging mock")


@pytest.fixture(scope="module")
def full() -> Iterator[Running]:
    """A server with something in each part of the page."""
    with running(clock=Clock("manual")) as server:
        mock, api = server.mock, Caller(server.mock)
        mock.deliver_webhooks_to(lambda _outgoing: 500)
        config = {"type": "daytodusk", "sky_style": "golden"}
        for number in range(141):
            link = f"https://photos.example/houses/facade-{number:03}.jpg?token=s3cret"
            api.create(config, image_url=link)
        hook = "http://127.0.0.1:9/a-path/that-does-not-end/and-goes-on-and-on?token=s3cret"
        api.create(config, webhook_url=hook)
        mock.run_until_idle()
        api.create(config, 2, image_url=photo())
        api.refused("/renders", render_body({"type": "staging"}))
        effect = {"kind": "status", "status": 503, "retry_after": 5}
        mock.faults.add({"operation": "get_render", "probability": 0.5, "effect": effect})
        yield server


@pytest.fixture
def board(browser: Browser, full: Running) -> Iterator[Page]:
    """The page of that server."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{full.mock.origin}/_mock/")
    yield page
    page.close()


def test_what_is_wrong_stands_on_top(board: Page) -> None:
    """Findings, then faults, come before all other sections."""
    sections = board.locator("main section").evaluate_all("all => all.map(one => one.id)")
    assert sections == ["findings", "faults", "renders", "requests", "webhooks"]
    expect(board.locator("#findings")).to_contain_text("request refused")
    expect(board.locator("#faults")).to_contain_text("get_render")
    board.get_by_role("link", name="Webhooks").click()
    expect(board.locator("#webhooks")).to_be_in_viewport()


def test_older_renders_are_reached_twelve_at_a_time(board: Page) -> None:
    """Each card shows the names of its files, and no secret of a link."""
    heading = board.locator("#renders h2")
    expect(heading).to_contain_text("12 of 143")
    board.get_by_role("link", name="older").click()
    expect(board.locator("#renders .file").first).to_have_text("facade-130.jpg")
    expect(heading).to_contain_text("12 of 143")
    expect(board.locator("#renders article")).to_have_count(12)
    board.get_by_role("link", name="newest").click()
    expect(board.locator("#renders")).to_contain_text("facade-140.jpg")
    assert "s3cret" not in board.content()


def test_filters_choose_what_is_shown(board: Page) -> None:
    """By state, by key, by text; the page's URL says what was chosen."""
    board.get_by_label("Renders", exact=True).select_option("under way")
    board.wait_for_url("**state=under+way**")  # until its script is there
    expect(board.locator("#renders h2")).to_contain_text("1 of 1")
    board.get_by_label("refused only").check()
    expect(board.locator("#requests tbody tr")).to_have_count(1)
    expect(board.locator("#requests")).to_contain_text("Validation error")
    board.wait_for_url("**state=under+way**refused=1**")
    board.get_by_label("Text in requests").fill("nothing like it")
    board.get_by_role("button", name="Filter").click()
    expect(board.locator("#requests")).to_contain_text("None of this kind")
    board.get_by_role("link", name="all", exact=True).click()
    expect(board.locator("#renders article")).to_have_count(12)


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_page_fits_the_screen(
    browser: Browser, full: Running, width: int, scheme: Literal["light", "dark"]
) -> None:
    """At the width of a desktop and of a phone: nothing has to be scrolled to the side."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(f"{full.mock.origin}/_mock/")
    page.locator("details").first.evaluate("one => one.open = true")
    assert overflow(page) <= 0
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert overflow(page) <= 0
    ARTEFACTS.mkdir(exist_ok=True)
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=ARTEFACTS / f"board-{width}-{scheme}.png")
    page.close()
