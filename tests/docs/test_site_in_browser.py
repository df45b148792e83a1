"""The built documentation, opened from disk: pages fit and can be read, links and search work."""

import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.in_browser import ARTEFACTS, faint, launched, overflow

ROOT = Path(__file__).parents[2]
SHOWN = ("index", "tutorial", "api")
"""Of these, screenshots are left in artefacts/."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that it is built into."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return folder


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as browser:
        yield browser


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page; the test fails on an error of a script, and on whatever is loaded from elsewhere."""
    scheme: Literal["light", "dark"] = request.param
    page = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda one: wrong.append(one.url))
    page.on("request", lambda one: wrong.append(one.url) if one.url.startswith("http") else None)
    yield page
    found = list(wrong)
    page.close()  # it breaks off what still loads, which is no fault of the page
    assert not found, "\n".join(found)


def pages(site: Path) -> list[Path]:
    """All but the one that a server shows for what is missing: its links begin at the root."""
    return sorted(path for path in site.glob("*.html") if path.name != "404.html")


class _Page(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and name in ("href", "src"):
                self.links.append(value)
            if value and name in ("id", "name"):
                self.anchors.add(value)


def test_every_link_leads_somewhere(site: Path) -> None:
    """To a file of the site, and to an anchor of it. Addresses elsewhere are not asked for."""
    known = {path: _Page(path) for path in pages(site)}
    lost = []
    for path, found in known.items():
        for link in found.links if path.name != "api.html" else []:  # that is a program
            target, anchor = urldefrag(urljoin(path.as_uri(), link))
            if urlsplit(target).scheme != "file":
                continue
            file = Path(unquote(urlsplit(target).path))
            anchors = known[file].anchors if file in known else {unquote(anchor)}
            if not file.is_file() or (anchor and unquote(anchor) not in anchors):
                lost.append(f"{path.name}: {link}")
    assert not lost, "\n".join(lost)
    assert len(known) > 25


@pytest.mark.browser
def test_pages_fit_and_can_be_read(site: Path, page: Page, request: pytest.FixtureRequest) -> None:
    """Each at the widths of a desktop and of a phone; and dark, which changes no width."""
    wrong = []
    scheme = request.node.callspec.id
    for path in pages(site):
        for width in (1280, 390) if scheme == "light" or path.stem in SHOWN else (1280,):
            page.set_viewport_size({"width": width, "height": 900})
            if width == 1280:
                page.goto(path.as_uri())
                page.add_style_tag(content="* { transition: none !important }")
                expect(page.get_by_role("heading", level=1).first).to_be_visible()
            if wide := overflow(page):
                wrong.append(f"{path.name} at {width}: {wide} pixels too wide")
            wrong += [f"{path.name} at {width}: {one}" for one in faint(page)]
            if path.stem in SHOWN:
                ARTEFACTS.mkdir(exist_ok=True)
                page.screenshot(path=ARTEFACTS / f"docs-{path.stem}-{width}-{scheme}.png")
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.parametrize("page", ["light"], indirect=True)
def test_pictures_are_there(site: Path, page: Page) -> None:
    """Before and after, in the tutorial."""
    page.goto((site / "tutorial.html").as_uri())
    expect(page.locator("article img")).to_have_count(5)
    widths = page.locator("article img").evaluate_all("all => all.map(one => one.naturalWidth)")
    assert min(widths) >= 800


@pytest.mark.browser
@pytest.mark.parametrize("page", ["light"], indirect=True)
def test_the_search_works_from_disk(site: Path, page: Page) -> None:
    """Without a server."""
    page.goto((site / "index.html").as_uri())
    page.get_by_role("textbox", name="Search").fill("UnknownOutcomeError")
    page.locator(".md-search-result__link[href*='#what-to-do-with-an']").click()
    expect(page.locator("article mark").first).to_have_text("UnknownOutcomeError")


@pytest.mark.browser
@pytest.mark.parametrize("page", ["light"], indirect=True)
def test_the_reference_of_the_api_shows_the_spec(site: Path, page: Page) -> None:
    """An operation, and how surely a part of it is known."""
    page.goto((site / "api.html").as_uri())
    page.get_by_role("link", name="renders", exact=True).first.click()
    page.wait_for_function("location.hash === '#/renders'")
    page.get_by_role("link", name="Create a new render").first.click()
    expect(page.get_by_text("observed").first).to_be_visible()
    page.get_by_role("link", name="Documentation").click()
    page.wait_for_url("**/index.html")
