"""What a release must stand: the package as users get it, without this checkout.

    python scripts/release.py installed    tests of wrapper and mock on the installed wheel
    python scripts/release.py sbom         what is shipped with it, as CycloneDX, into dist/

PYTHON names another Python than this one; LOWEST=1 installs the lowest versions that pyproject.toml
allows in place of the newest.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SUITES = ("tests/wrapper", "tests/mock_server")
# They are about this checkout: its pages in a browser, its container file.
LEFT_OUT = ("tests/mock_server/test_board_in_browser.py", "tests/mock_server/test_container.py")
# What the tests themselves need; the examples' frameworks are not part of what is installed.
TOOLS = (
    *("pytest>=9", "pytest-timeout", "hypothesis", "opentelemetry-sdk"),
    *("django", "fastapi", "flask", "jsonschema-rs", "pyyaml"),
)


def wheel(folder: Path) -> Path:
    """Builds the sdist and, out of it, the wheel."""
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.whl"))


def environment(folder: Path, package: str, *tools: str) -> Path:
    """A fresh environment with the package in it; its Python."""
    uv = str(BIN / "uv")
    wanted = os.environ.get("PYTHON") or sys.executable
    create = [uv, "venv", "--quiet", "--no-python-downloads", "--python", wanted, str(folder)]
    subprocess.run(create, check=True)
    python = folder / "bin" / "python"
    lowest = os.environ.get("LOWEST")
    how = ["--resolution", "lowest-direct"] if lowest else []
    install = [uv, "pip", "install", "--quiet", "--python", str(python)]
    subprocess.run([*install, *how, package], check=True)
    if tools:
        frozen = subprocess.run(
            [uv, "pip", "freeze", "--python", str(python)],
            check=True,
            capture_output=True,
            text=True,
        )
        pins = folder / "pins.txt"
        lines = [
            line for line in frozen.stdout.splitlines() if not line.startswith("virtualstaging")
        ]
        pins.write_text("\n".join(lines), encoding="utf-8")
        subprocess.run([*install, "--constraints", str(pins), *tools], check=True)
    return python


def installed(scratch: Path) -> int:
    """Runs the tests with nothing of the sources near them."""
    package = f"{wheel(scratch / 'dist')}[mock,cli]"
    python = environment(scratch / "venv", package, *TOOLS)
    (scratch / "run").mkdir()
    for part in ("tests", "examples", "openapi", "conftest.py", "pyproject.toml"):
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, scratch / "run" / part)
        else:
            shutil.copy(source, scratch / "run" / part)
    shown = "import sys, virtualstaging as v; print(sys.version.split()[0], v.__file__)"
    subprocess.run([python, "-c", shown], check=True, cwd=scratch)
    run = [
        str(python),
        "-m",
        "pytest",
        "--quiet",
        *SUITES,
        *(f"--ignore={one}" for one in LEFT_OUT),
    ]
    return subprocess.run(run, cwd=scratch / "run", env={**os.environ, "BROWSER": "0"}).returncode


def sbom(scratch: Path) -> int:
    """The packages that `pip install 'virtualstaging[mock,cli]'` brings, with their licences."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    python = environment(scratch / "venv", f"{wheel(scratch / 'dist')}[mock,cli]")
    target = ROOT / "dist" / f"{project['name']}-{project['version']}.cdx.json"
    target.parent.mkdir(exist_ok=True)
    command = [str(BIN / "cyclonedx-py"), "environment", str(python), "--output-file", str(target)]
    options = ["--output-reproducible", "--pyproject", str(ROOT / "pyproject.toml")]
    subprocess.run([*command, *options], check=True)
    print(target)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("installed", "sbom"))
    what = parser.parse_args().what
    with tempfile.TemporaryDirectory() as name:
        return installed(Path(name)) if what == "installed" else sbom(Path(name))


if __name__ == "__main__":
    sys.exit(main())
