"""The types that applications get are checked as an application would check them."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.blocks import blocks

ROOT = Path(__file__).parents[2]
CONSUMER = Path(__file__).with_name("consumer.py")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An application, and the Python of each page as one program, with the page's line numbers."""
    folder = tmp_path_factory.mktemp("programs")
    (folder / "consumer.py").write_text(CONSUMER.read_text("utf-8"), "utf-8")
    for page in PAGES:
        lines: list[str] = []
        for block in blocks(page, "python"):
            if block.file:
                (folder / f"{page.stem}_{block.file}").write_text(block.code, "utf-8")
            elif not block.is_included:
                lines += [""] * (block.line - len(lines))
                lines += block.code.splitlines()
        if lines:
            name = f"page_{page.stem.replace('-', '_')}.py"
            (folder / name).write_text("\n".join(lines), "utf-8")
    return folder


def test_a_strictly_typed_application_finds_its_types(
    programs: Path, strict_mypy: Callable[..., str]
) -> None:
    assert strict_mypy(programs, ".") == ""


def test_another_checker_is_content_with_the_pages(programs: Path) -> None:
    command = [str(Path(sys.executable).with_name("pyright")), "--outputjson", str(programs)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] > len(PAGES) // 2
    errors = [one for one in report["generalDiagnostics"] if one["severity"] == "error"]
    assert [(one["file"], one["range"]["start"]["line"], one["message"]) for one in errors] == []


def test_all_that_is_public_is_typed() -> None:
    options = ["--outputjson", "--ignoreexternal", "--verifytypes", "virtualstaging"]
    done = subprocess.run(
        [str(Path(sys.executable).with_name("pyright")), *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    report = json.loads(done.stdout)["typeCompleteness"]
    incomplete = [one["name"] for one in report["symbols"] if not one["isTypeKnown"]]
    untyped = [name for name in incomplete if name.startswith("virtualstaging.")]
    assert untyped == []
    assert report["completenessScore"] == 1.0
