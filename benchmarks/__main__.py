"""Runs every benchmark of this folder, one after the other: `python -m benchmarks`.

Exit status 1 if one of them exceeds a bound.
"""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run all, also after one that failed."""
    here = Path(__file__).parent
    names = sorted(path.stem for path in here.glob("[!_]*.py"))
    failed = []
    for name in names:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        if subprocess.run(command, check=False, cwd=here.parent).returncode:
            failed.append(name)
    if failed:
        print(f"Over a bound: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
