"""Builds the distribution once, the way a release is built: sdist first, then the wheel from it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging._installation import Installation, install

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds one sdist and one wheel."""
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    """The wheel."""
    (path,) = dist.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def sdist(dist: Path) -> Path:
    """The source distribution."""
    (path,) = dist.glob("*.tar.gz")
    return path


@pytest.fixture(scope="session")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What `pip install virtualstaging` gives."""
    return install(wheel, tmp_path_factory.mktemp("bare"))


@pytest.fixture(scope="session")
def with_mock(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What `pip install 'virtualstaging[mock]'` gives."""
    return install(wheel, tmp_path_factory.mktemp("mock"), "mock")


@pytest.fixture(scope="session")
def with_pytest(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What `pip install virtualstaging` gives where pytest is."""
    return install(wheel, tmp_path_factory.mktemp("pytest"), beside="pytest")
