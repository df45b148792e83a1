"""The README's code does what it says, as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def the_block_with(text: str) -> str:
    """The one block of Python that holds this text."""
    [block] = [block for block in BLOCKS if text in block]
    found: str = block
    return found


def test_each_block_is_tested_here() -> None:
    """A new block needs a test."""
    assert len(BLOCKS) == 2


def test_the_first_lines(tmp_path: Path) -> None:
    """Run as they stand, where a reader would, on the clock that they name."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    done = subprocess.run(
        [sys.executable, "-c", the_block_with("running(")],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if "VIRTUALSTAGING" not in name},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *lines, charged = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["done"] * 3
    assert all((tmp_path / line.split()[1]).is_file() for line in lines)
    assert charged == "1 photo charged"


def test_the_fixture(tmp_path: Path) -> None:
    """The README's test, in a project of its own, passes."""
    (tmp_path / "test_listing.py").write_text(the_block_with("def test_"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout
