"""What travels in the wheel and in the sdist."""

import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

PACKAGES = {
    "virtualstaging": ROOT / "wrapper/virtualstaging",
    "virtualstaging_api": ROOT / "generated/virtualstaging_api",
    "virtualstaging_mock": ROOT / "mock_server/virtualstaging_mock",
}
SPEC = (ROOT / "openapi/openapi.yaml").read_bytes()


def _files(archive: Path) -> dict[str, bytes]:
    """Names and bytes; of an sdist without its top folder, and with links followed."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    with tarfile.open(archive) as sdist:
        return {
            member.name.partition("/")[2]: content.read()
            for member in sdist
            if not member.isdir() and (content := sdist.extractfile(member))
        }


@pytest.mark.parametrize("package", PACKAGES)
def test_wheel_holds_every_module_of_the_package(wheel: Path, package: str) -> None:
    """A module that is in the checkout and not in the wheel would fail only at the user's."""
    source = PACKAGES[package]
    modules = {f"{package}/{path.relative_to(source).as_posix()}" for path in source.rglob("*.py")}
    packed = set(_files(wheel))
    assert modules, f"{source} holds no module"
    assert modules <= packed, modules - packed


@pytest.mark.parametrize("package", PACKAGES)
def test_wheel_says_that_the_package_is_typed(wheel: Path, package: str) -> None:
    """Without py.typed a user's type checker sees Any everywhere, and says nothing."""
    assert f"{package}/py.typed" in _files(wheel)


def test_wheel_holds_the_three_packages_and_its_metadata_alone(wheel: Path) -> None:
    """No tests, scripts or stray files end up in site-packages."""
    top = {name.partition("/")[0] for name in _files(wheel)}
    (metadata,) = (name for name in top if name.endswith(".dist-info"))
    assert top == {*PACKAGES, metadata}


def test_the_spec_travels_with_the_mock_as_text(wheel: Path) -> None:
    """In the checkout it is a link; in the wheel it must be the document."""
    assert _files(wheel)["virtualstaging_mock/openapi.yaml"] == SPEC


def test_sdist_holds_what_it_takes_to_build_and_to_read_on(sdist: Path) -> None:
    """The spec both where it is edited and where the mock looks for it, the licence, the words."""
    files = _files(sdist)
    assert files["openapi/openapi.yaml"] == SPEC
    assert files["mock_server/virtualstaging_mock/openapi.yaml"] == SPEC
    assert {"LICENSE", "README.md", "pyproject.toml"} <= set(files)


def test_every_verb_works_from_the_sdist(sdist: Path) -> None:
    """The contract tests above all: what sets them up is there, and all of their files."""
    files = set(_files(sdist))
    assert {"Makefile", "conftest.py", "scripts/setup", "requirements/dev.txt"} <= files
    assert {"requirements/package.json", "requirements/package-lock.json"} <= files
    listing = ["git", "-C", str(ROOT), "ls-files", "contract_tests", "tests"]
    ours = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.splitlines()
    assert set(ours) <= files


def test_sdist_holds_nothing_that_git_ignores(sdist: Path) -> None:
    """Caches, environments and what the verbs leave behind stay at home."""
    listing = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    known = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.splitlines()
    assert set(_files(sdist)) <= {*known, "PKG-INFO"}
