"""A run reports each complaint once, and exactly what was not tested."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFTEST = """
import pytest
from contract_tests.conftest import *
from contract_tests import checks
from contract_tests.exchange import Failure, OutOfReach

def complains(of):
    def run(server, strength):
        raise Failure(f"{of} answers 401: no valid key was sent", "200", "the spec")
    return run

def out_of_reach(server, strength):
    '''One photo is charged for each render. Two are not.'''
    raise OutOfReach("the photos are used up")

def sound(server, strength):
    pass

runs = {"one": complains("get_user"), "two": complains("get_status"), "far": out_of_reach}
runs |= {"sound": sound, "other": lambda server, strength: exec('raise Failure("else")')}
LIST = [checks.Check(n, "grid", frozenset(), run) for n, run in runs.items()]
LIST.append(checks.Check("charged", "grid", frozenset({"permission to charge"}), sound))
"""
TESTS = """
import pytest
from conftest import LIST, Failure
from contract_tests.running import run
import builtins
builtins.Failure = Failure

class Server:
    lacks = {"permission to charge": "ALLOW_CHARGES=1 is not set"}
    def forget(self): pass

@pytest.mark.parametrize("check", LIST, ids=lambda check: check.name)
def test_it(check, strength, pytestconfig):
    run(check, Server(), strength, pytestconfig)
"""


def output_of_a_run(folder: Path) -> str:
    """What is printed for checks of which three fail, two of them by the same complaint."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_it.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", str(folder)]
    environment = {"PYTHONPATH": f"{ROOT}:{folder}", "PATH": "/usr/bin:/bin", "SEED": "3"}
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_each_complaint_is_reported_once_and_what_was_left_out_is_named(tmp_path: Path) -> None:
    """The first failure whole, the others by name; promises before the list."""
    output = output_of_a_run(tmp_path)
    assert output.count("expected: get_user answers 401") == 1
    assert "expected: get_status" not in output
    assert "one: the same complaint in 1 other checks: two" in output
    assert output.count("expected: else") == 1
    assert "again:    SEED=3 make contract ARGS='-k one'" in output
    assert "1 because the photos are used up:\n  One photo is charged for each render.\n" in output
    assert "1 because it needs permission to charge: ALLOW_CHARGES=1 is not set:" in output
    assert output.index("not tested") < output.index("short test summary")
    assert "2 failed, 1 passed, 3 skipped" in output
