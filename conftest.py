"""What all tests share."""

import os
import shutil

import pytest
from hypothesis import settings

# The same examples on every machine and in every run, and no judging by the clock.
settings.register_profile(
    "repeatable", derandomize=True, database=None, deadline=None, print_blob=True
)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests (`@pytest.mark.anyio`) run on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium or Chrome to open pages with; left out, by name, with BROWSER=0."""
    if os.environ.get("BROWSER") == "0":
        pytest.skip("BROWSER=0: the pages were not looked at in a browser")
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if path := shutil.which(name):
            return path
    pytest.fail(
        "No Chromium on this machine. Install it (Debian: apt-get install chromium), "
        "or leave this one test out: make test BROWSER=0",
        pytrace=False,
    )
