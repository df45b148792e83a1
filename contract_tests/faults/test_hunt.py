"""What a hunt reports of each fault: what caught it, that it survived, or why no test could run."""

import subprocess
import sys
from pathlib import Path

from contract_tests.faults.fault import Fault
from contract_tests.faults.hunt import ROOT, STOCK, Verdict
from contract_tests.faults.report import is_well, row, summary

TESTS = """
import os
def test_early(): pass
def test_late(): assert os.environ.get("FAULT") not in ("seen", "both")
def test_named(): assert os.environ.get("FAULT") != "both"
def test_deadly():
    if os.environ.get("FAULT") == "deadly": os._exit(3)
"""
HUNT = """
import sys, pytest
from contextlib import contextmanager
from functools import partial
sys.path.append({root!r})
from contract_tests.faults.fault import Fault
from contract_tests.faults.hunt import Hunt
from contract_tests.faults.report import row
patch = pytest.MonkeyPatch()
@contextmanager
def planted(name):
    if name == "unfit": raise ValueError("it does not fit")
    with patch.context() as m:
        m.setenv("FAULT", name)
        yield
faults = [Fault("client", "k", n, "S.", partial(planted, n), ("test_named",)) for n in {names}]
hunt = Hunt(faults, lambda verdict: print(row(verdict), flush=True))
pytest.main(["-qq", "-s", "-p", "no:cacheprovider", *hunt.folders], plugins=[hunt])
"""


def hunted(folder: Path, *names: str) -> dict[str, str]:
    """The outcome for each planted fault, and for the sound client."""
    for name in ("client", "wrapper"):
        (folder / "contract_tests" / name).mkdir(parents=True)
    (folder / "contract_tests/client/test_it.py").write_text(TESTS)
    script = HUNT.format(root=str(ROOT), names=list(names))
    command = [sys.executable, "-c", script]
    output = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in output.splitlines() if line.startswith("client")]
    return {words[2] if words[1] == "k" else "sound": " ".join(words[-3:]) for words in rows}


def test_each_fault_has_its_outcome(tmp_path: Path) -> None:
    """The tests that were named run first; a test that ends the process is no catch."""
    outcome = hunted(tmp_path, "seen", "both", "unseen", "deadly", "unfit")
    assert outcome["sound"].endswith("passes")
    assert outcome["seen"].endswith("client/test_it.py::test_late")
    assert outcome["both"].endswith("client/test_it.py::test_named")
    assert outcome["unseen"].endswith("SURVIVES")
    assert "broke" in outcome["deadly"]
    assert outcome["unfit"] == "does not fit"


def test_the_report_says_what_survived() -> None:
    """What only stock schemathesis catches is not caught."""
    fault = Fault("server", "k", "n", "It is wrong.", lambda: None)  # type: ignore[arg-type, return-value]
    caught = Verdict("server", fault, {"grid": "a_check"})
    stock = Verdict("server", fault, {STOCK: "theirs"})
    broken = Verdict("server", fault, broken="no such module")
    assert [is_well(one) for one in (caught, stock, broken)] == [True, False, False]
    assert not is_well(Verdict("server", None, {"grid": "a_check"}))
    text = summary([caught, stock, broken])
    assert "server k                      1 of   3" in text
    assert "SURVIVES: n (It is wrong.)" in text
    assert "no such module: n" in text
    assert "FALSE ALARM" in row(Verdict("server", None, {"grid": "a_check"}))
