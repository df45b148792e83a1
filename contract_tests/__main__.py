"""Runs the contract tests: on the mock in process, or on any server that claims to be this API."""

import argparse
import os
import sys
from pathlib import Path

import pytest

from contract_tests.checks import SECONDS

HERE = Path(__file__).parent
SUITES = ("spec", "grid", "model", "schemathesis")
SETTINGS = f"""
settings, from the environment:
  BASE_URL=http://host/v2  the server, with its path prefix; without it the mock in process is tested,
                           and the tests of the clients come along
  API_KEY=...              the key to use, needed with BASE_URL; it is never printed
  API_KEY_2=...            a second key, of another account
  ALLOW_CHARGES=1          allow what creates renders, which costs photos on the real API
  QUICK=1                  fewer examples, and over HTTP {SECONDS["quick"]:.0f} s in place of {SECONDS["full"]:.0f} s
  TIME=300                 over HTTP, so many seconds
  SEED=7                   other random examples; over a slow server, other checks
  SEEDS=50                 the whole with each of so many seeds, up to the first failure
  JUNIT=file.xml           write the results there, too, in the format of JUnit

exit codes:
  0  nothing is wrong with what was tested; what was not tested is listed
  1  something is wrong
  2  it was used wrongly, or interrupted; or the server does not answer at all
  3, 4, 5  pytest's own: it failed, its arguments are wrong, no test was chosen
"""  # noqa: E501 - one line for each setting


def main(arguments: list[str]) -> int:
    """Run pytest on the tests of servers; on the mock the tests of clients come along."""
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests",
        description=__doc__,
        epilog=SETTINGS + "\nAll other arguments go to pytest: -k WORD, -x, --collect-only, ...",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _, others = parser.parse_known_args(arguments)
    over_http = bool(os.environ.get("BASE_URL"))
    if over_http and not os.environ.get("API_KEY"):
        print("BASE_URL is set, API_KEY is not: say which key to use.", file=sys.stderr)
        return 2
    options = ["-q", "-p", "no:virtualstaging_mock", "--timeout", "0"]
    options += [f"--junit-xml={os.environ['JUNIT']}"] if os.environ.get("JUNIT") else []
    folders = [str(HERE / name) for name in SUITES] if over_http else [str(HERE)]
    seeds = int(os.environ.get("SEEDS", "0"))
    for seed in range(1, seeds + 1):
        os.environ["SEED"] = str(seed)
        print(f"seed {seed} of {seeds}", flush=True)
        if code := pytest.main([*options, *folders, *others, "-x"]):
            return int(code)
    return 0 if seeds else int(pytest.main([*options, *folders, *others]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
