"""Plants every known fault in the clients and in the mock, and shows which test catches it."""

import argparse
import os
import sys

import pytest

from contract_tests.faults.catalogue import CATALOGUE
from contract_tests.faults.code import CannotPlantError
from contract_tests.faults.fault import Fault
from contract_tests.faults.hunt import ROOT, Hunt, Verdict
from contract_tests.faults.report import is_well, row, summary

SECONDS_FOR_A_TEST = 180
"""A test that takes longer under a fault has caught it: without one it takes a few seconds."""
NOT_OURS = (
    *("BASE_URL", "API_KEY", "API_KEY_2", "ALLOW_CHARGES", "SEED"),
    *("VIRTUALSTAGING_API_KEY", "VIRTUALSTAGING_BASE_URL"),
)


def main(arguments: list[str]) -> int:
    """Plant, print, and say by the exit code whether all went well."""
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests.faults",
        description=__doc__,
        epilog="Exit 1 when a fault is caught by nothing, or what is sound is accused.",
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="only faults that hold one")
    parser.add_argument("--every", action="store_true", help="let each suite try each fault")
    parser.add_argument("--stock", action="store_true", help="let stock schemathesis try them, too")
    parser.add_argument("--workers", type=int, default=2, help="faults at the same time (2)")
    given = parser.parse_args(arguments)
    faults = [f for f in CATALOGUE if not given.words or any(map(f.matches, given.words))]
    if unfit := [text for fault in faults if (text := _unfit(fault))]:
        print("These no longer fit the code that they change:", *unfit, sep="\n")
        return 1
    if not faults:
        print("No fault holds any of these words.")
        return 2
    os.environ.update(QUICK="1", HUNTING="1")
    for name in NOT_OURS:
        os.environ.pop(name, None)
    os.chdir(ROOT)
    verdicts: list[Verdict] = []

    def report(verdict: Verdict) -> None:
        verdicts.append(verdict)
        print(row(verdict), flush=True)

    hunt = Hunt(faults, report, workers=given.workers, every=given.every, stock=given.stock)
    options = ["-qq", "--no-header", "--no-summary", "-s", "--tb=short", "-W", "ignore"]
    options += [f"--timeout={SECONDS_FOR_A_TEST}", "-p", "no:virtualstaging_mock"]
    if code := pytest.main([*options, *hunt.folders], plugins=[hunt]):
        return int(code)
    print(summary(verdicts))
    return 0 if all(map(is_well, verdicts)) else 1


def _unfit(fault: Fault) -> str:
    try:
        with fault.planted():
            return ""
    except CannotPlantError as error:
        return f"{fault.name}: {error}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
