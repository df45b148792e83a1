"""What tests of pages share: a browser, and what is measured in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ARTEFACTS = Path(__file__).parents[1] / "artefacts"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
"""Widths in pixels, of a desktop and of a phone, each with both colour schemes."""

_CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


@contextmanager
def launched(chromium: str) -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


def overflow(page: Page) -> int:
    """How many pixels the page is wider than the screen."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(wide))


def faint(page: Page, least: float = 4.5) -> list[str]:
    """The texts whose contrast to what is behind them is below that of WCAG AA."""
    return [str(one) for one in page.evaluate(_CONTRAST, least)]
