"""What tests of several folders share."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def strict_mypy(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Checks files or modules in a folder, strictly and without this project's settings.

    Returns what mypy says, or nothing if it has no complaint. All tests share one cache: the first
    run reads the standard library and httpx, which takes several seconds.
    """
    cache = tmp_path_factory.mktemp("mypy")

    def complaints(folder: Path, *names: str) -> str:
        options = ["--strict", "--config-file=", "--cache-dir", str(cache)]
        command = [sys.executable, "-m", "mypy", *options, *names]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr if done.returncode else ""

    return complaints
