"""A fresh environment that holds the built wheel and exactly what it declares, made offline."""

import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement


@dataclass(frozen=True)
class Installation:
    """An environment with the wheel in it."""

    folder: Path

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of the environment's own commands, away from this checkout."""
        return subprocess.run(
            [self.folder / "bin" / command, *arguments],
            cwd=self.folder,
            env={"PATH": str(self.folder / "bin"), "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def python(self, code: str) -> str:
        """Run a piece of Python that must succeed; its output."""
        done = self.run("python", "-I", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def install(wheel: Path, folder: Path, *extras: str, beside: str | None = None) -> Installation:
    """Install the wheel; copy what it requires with these extras from our own environment.

    `beside` names a distribution that is there too, with what it requires.
    """
    venv.create(folder, with_pip=False, symlinks=True)
    installation = Installation(folder)
    site = Path(installation.python("import sysconfig; print(sysconfig.get_path('purelib'))"))
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python")]
    offline = ["install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([*pip, *offline], check=True, timeout=120)
    (metadata,) = site.glob("virtualstaging-*.dist-info")
    for dependency in _requirements(Distribution.at(metadata), frozenset(extras)):
        _copy(dependency, site)
    if beside is not None:
        neighbour = distribution(beside)
        for dependency in (neighbour, *_requirements(neighbour, frozenset())):
            _copy(dependency, site)
    return installation


def _requirements(root: Distribution, extras: frozenset[str]) -> Iterator[Distribution]:
    """What `root` requires, and what that requires, each once."""
    seen = set[tuple[str, frozenset[str]]]()
    pending = [(root, extras)]
    while pending:
        owner, wanted = pending.pop()
        for text in owner.requires or []:
            requirement = Requirement(text)
            key = (re.sub(r"[-_.]+", "-", requirement.name).lower(), frozenset(requirement.extras))
            if key in seen or not _applies(requirement, wanted):
                continue
            seen.add(key)
            found = distribution(requirement.name)
            yield found
            pending.append((found, key[1]))


def _applies(requirement: Requirement, extras: frozenset[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or {""})


def _copy(dependency: Distribution, site: Path) -> None:
    for file in dependency.files or []:
        if ".." in file.parts or file.suffix == ".pyc":
            continue  # commands and caches
        target = site / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(str(dependency.locate_file(file)), target)
