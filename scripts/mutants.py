"""Does a test notice every small change of the code that keeps money and webhooks safe?

Cosmic Ray makes one change at a time, in a copy of this checkout, and runs the tests that are there
for the module. What no test notices is printed: catch it, or see that it changes nothing.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
AREAS = {
    "webhooks": ("webhooks.py", "webhooks webhook_signatures"),
    "retries": ("_core/retries.py", "retries pauses charges"),
    "recovery": (
        "_recovery",
        (
            "order recovery odd_looks lost_orders reconciling equal_orders mixed_up_answers "
            "interrupted_calls charges"
        ),
    ),
}
"""What is changed, and by which tests that is to be noticed."""

NOISE = [
    r"core/ReplaceBinaryOperator_BitOr_.*",  # in annotations
    r"core/ReplaceBinaryOperator_(?!Add_Sub|Sub_Add|Mul_Div|Div_Mul).*",
    r"core/ReplaceComparisonOperator_(?!Eq_NotEq|NotEq_Eq|Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Is_IsNot).*",
    r"core/RemoveDecorator",  # of dataclasses: nothing runs without them
]
"""Changes that say no more than others of the same place."""

CONFIG = """
[cosmic-ray]
module-path = "wrapper/virtualstaging/{module}"
timeout = 120.0
test-command = "{command}"
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = {noise}
"""
LEFT_OUT = (".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "artefacts", "site", "dist")


def main() -> int:
    """Exit 1 if something survives."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=RAW)
    parser.add_argument("area", nargs="*", choices=[*AREAS, []], help="default: all")
    areas = parser.parse_args().area or list(AREAS)
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "copy"
        shutil.copytree(ROOT, copy, ignore=_left_out)
        return max([_survivors(area, copy) for area in areas])


RAW = argparse.RawDescriptionHelpFormatter


def _left_out(_: str, names: list[str]) -> set[str]:
    return {name for name in names if any(fnmatch(name, one) for one in LEFT_OUT)}


def _survivors(area: str, copy: Path) -> int:
    module, names = AREAS[area]
    files = [f for name in names.split() for f in sorted(copy.glob(f"*tests/*/test_{name}.py"))]
    tests = " ".join(str(one.relative_to(copy)) for one in files)
    command = f"{sys.executable} -m pytest -x -q {tests}"
    config, session = copy / "mutants.toml", copy / f"{area}.sqlite"
    config.write_text(CONFIG.format(module=module, command=command, noise=NOISE), encoding="utf-8")
    _run(copy, "cosmic-ray", "baseline", str(config))
    _run(copy, "cosmic-ray", "init", str(config), str(session))
    _run(copy, "cr-filter-operators", str(session), str(config))
    _run(copy, "cosmic-ray", "exec", str(config), str(session))
    _run(copy, "cr-report", "--surviving-only", "--show-diff", str(session))
    return _run(copy, "cr-rate", "--fail-over", "0", str(session), check=False)


def _run(copy: Path, tool: str, *arguments: str, check: bool = True) -> int:
    paths = ":".join(str(copy / one) for one in ("wrapper", "generated", "mock_server"))
    environment = {"PATH": f"{BIN}:/usr/bin:/bin", "PYTHONPATH": paths, "QUICK": "1"}
    command = [str(BIN / tool), *arguments]
    return subprocess.run(command, cwd=copy, env=environment, check=check).returncode


if __name__ == "__main__":
    sys.exit(main())
