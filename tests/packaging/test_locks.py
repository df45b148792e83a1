"""What the set-up installs is pinned by hash; SECURITY.md names tests that are there."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def pins(lock: Path) -> dict[str, list[str]]:
    """The packages of a list, each with the hashes of its files."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in lock.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([\w.-]+)==\S+", line):
            name = match[1]
            found[name] = []
        found.setdefault(name, []).extend(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    found.pop("", None)
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_file_has_to_have_a_hash(lock: Path) -> None:
    assert pins(lock)
    assert all(pins(lock).values())


def test_each_group_of_the_makefile_has_its_list() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    groups = set(re.findall(r"\$\(READY\)(\w+)", text))
    assert groups == {lock.stem for lock in LOCKS}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert groups <= set(project["dependency-groups"])


def test_what_decides_the_bytes_of_generated_is_the_same_in_every_list() -> None:
    for name in ("openapi-python-client", "ruff"):
        versions = {
            version
            for lock in LOCKS
            for version in re.findall(rf"^{name}==(\S+)", lock.read_text("utf-8"), re.MULTILINE)
        }
        assert len(versions) == 1, name


def test_the_tests_that_guard_against_threats_are_there() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:contract_)?tests/[\w/]+\.py)`", text))
    assert len(named) >= 15
    assert [one for one in named if not (ROOT / one).is_file()] == []
