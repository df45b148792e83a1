"""The Python of the pages runs as it stands: against the mock, on a clock that takes no time.

The blocks of a page share their names, from top to bottom, as a reader would paste them. Those that
are titled with the name of a file are given to pytest.
"""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.blocks import blocks
from virtualstaging import VirtualStaging, testing
from virtualstaging._async import engine as async_engine
from virtualstaging._sync import engine

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
PHOTOS = ROOT / "examples" / "photos"

SCRIPTS = {
    page.stem: [one for one in blocks(page, "python") if not one.file and not one.is_included]
    for page in PAGES
}
TESTS = {page.stem: [one for one in blocks(page, "python") if one.file] for page in PAGES}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty directory to work in, with the photos that the pages use."""
    shutil.copy(PHOTOS / "empty-room.jpg", tmp_path / "empty.jpg")
    shutil.copy(PHOTOS / "living-room.jpg", tmp_path / "furnished.jpg")
    shutil.copy(PHOTOS / "house-exterior.jpg", tmp_path / "house.jpg")
    shutil.copy(PHOTOS / "living-room-view-1.jpg", tmp_path / "view-1.jpg")
    shutil.copy(PHOTOS / "living-room-view-2.jpg", tmp_path / "view-2.jpg")
    (tmp_path / "plan.csv").write_text("photo,do\nempty.jpg,enhance\n")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    logging.getLogger("virtualstaging").setLevel(logging.NOTSET)  # a page may have set another


@pytest.mark.parametrize("page", [page for page, found in SCRIPTS.items() if found])
@pytest.mark.virtualstaging_mock(clock="manual")
def test_blocks_run(
    page: str, desk: Path, virtualstaging_mock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every block runs, one after the other."""
    mock = virtualstaging_mock
    monkeypatch.setenv("VIRTUALSTAGING_API_KEY", mock.api_key)
    monkeypatch.setenv("VIRTUALSTAGING_BASE_URL", mock.base_url)
    for module in (engine, async_engine):
        clock = testing.VirtualClock(on_sleep=mock.advance)
        monkeypatch.setattr(module, "SystemClock", lambda clock=clock: clock)
    names: dict[str, Any] = {"__name__": f"docs_{page}"}
    try:
        for block in SCRIPTS[page]:
            # Moved down, so that a traceback names the line of the page.
            code = "\n" * block.line + block.code
            exec(compile(code, str(block.page), "exec"), names)  # noqa: S102 - our own pages
    finally:
        for client in names.values():
            if isinstance(client, VirtualStaging):
                client.close()


def test_tests_pass(desk: Path) -> None:
    """Every test shown passes in a project of its own: a directory for each page."""
    for page, found in TESTS.items():
        (desk / page).mkdir()
        for block in found:
            assert block.file is not None
            (desk / page / block.file).write_text(block.code, encoding="utf-8")
    (desk / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=desk,
        env={k: v for k, v in os.environ.items() if not k.startswith(("VIRTUAL", "PYTEST"))},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    shown = sum(block.code.count("def test_") for found in TESTS.values() for block in found)
    assert f"{shown} passed" in ran.stdout
