"""Runs every benchmark of this folder, one after the other: `python -m benchmarks`.

Writes benchmarks/RESULTS.md, and the plots that the documentation shows. Exit status 1 if a bound
is exceeded or a benchmark fails.
"""

import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import _plots
from benchmarks._results import Ratio

HERE = Path(__file__).parent
PACKAGES = ("httpx", "attrs", "uvicorn", "openai", "stripe", "replicate", "fal-client")
HEAD = """\
# Measured

Written by `make bench`, on a machine that may do other things as well: trust the ratios. Both sides
of a ratio are measured in the same run, in turn, and are medians. `1/7` says that ours takes a
seventh of what theirs takes.

"""


def main() -> int:
    """Run all, also after one that failed."""
    text = HEAD + surroundings()
    results, failed = {}, []
    with tempfile.TemporaryDirectory() as scratch:
        for name in sorted(path.stem for path in HERE.glob("[!_]*.py")):
            file = Path(scratch) / f"{name}.json"
            said, status = run(name, file)
            text += f"\n## {name.capitalize()}\n\n{about(name)}\n\n```text\n{said}```\n"
            if file.exists():
                rows = json.loads(file.read_text(encoding="utf-8"))
                results[name] = [Ratio(**row) for row in rows]
            if status:
                failed.append(name)
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    _plots.draw(results)
    if failed:
        print(f"Over a bound, or not measured: {', '.join(failed)}")
    return 1 if failed else 0


def run(name: str, file: Path) -> tuple[str, int]:
    """What a benchmark printed, which is shown as it comes, and its exit status."""
    print(f"== {name}", flush=True)
    command = [sys.executable, "-m", f"benchmarks.{name}", str(file)]
    said = ""
    with subprocess.Popen(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            said += line
    return said, process.returncode


def about(name: str) -> str:
    """What a benchmark measures: the first paragraphs of its module."""
    text = (HERE / f"{name}.py").read_text(encoding="utf-8").split('"""')[1]
    parts = [part.strip() for part in text.split("\n\n") if not part.startswith("    ")]
    return "\n\n".join(parts)


def surroundings() -> str:
    """The machine and the versions."""
    cpu = Path("/proc/cpuinfo")
    model = "a processor that is not named"
    if cpu.exists():
        names = [line for line in cpu.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(": ")[2] if names else model
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    load = f"load at the beginning {os.getloadavg()[0]:.1f}"
    packages = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return f"{os.cpu_count()} processors ({model}), {load}; {system}; {packages}.\n"


if __name__ == "__main__":
    sys.exit(main())
