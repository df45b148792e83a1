"""The types that applications get are checked as an application would check them."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONSUMER = Path(__file__).with_name("consumer.py")


def test_a_strictly_typed_application_finds_its_types(tmp_path: Path) -> None:
    # No project config: neither its paths nor its exceptions are there for an application.
    options = ["--strict", "--config-file=", "--cache-dir", str(tmp_path)]
    command = [sys.executable, "-m", "mypy", *options, str(CONSUMER)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_all_that_is_public_is_typed() -> None:
    options = ["--outputjson", "--ignoreexternal", "--verifytypes", "virtualstaging"]
    done = subprocess.run(
        [str(Path(sys.executable).with_name("pyright")), *options],
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
