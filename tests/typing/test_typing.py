"""The types that applications get are checked as an application would check them."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONSUMER = Path(__file__).with_name("consumer.py")


def test_a_strictly_typed_application_finds_its_types(tmp_path: Path) -> None:
    # No project config: neither its paths nor its exceptions are there for an application.
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", tmp_path]
    done = subprocess.run([*command, CONSUMER], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_all_that_is_public_is_typed() -> None:
    command = [Path(sys.executable).with_name("pyright"), "--outputjson", "--ignoreexternal"]
    done = subprocess.run(
        [*command, "--verifytypes", "virtualstaging"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    report = json.loads(done.stdout)["typeCompleteness"]
    incomplete = [one["name"] for one in report["symbols"] if not one["isTypeKnown"]]
    untyped = [name for name in incomplete if name.startswith("virtualstaging.")]
    assert untyped == []
    assert report["completenessScore"] == 1.0
