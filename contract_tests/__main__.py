"""Runs the contract tests: on the mock in process, or on any server.

    [BASE_URL=http://… API_KEY=… [API_KEY_2=…] [ALLOW_CHARGES=1]] [QUICK=1] [SEED=n | SEEDS=n]
    python -m contract_tests

Without BASE_URL the mock is tested in process. What creates, charges or changes the account runs
on another
server only with ALLOW_CHARGES=1. SEEDS=50 runs the whole with each of 50 seeds and stops at the
first failure.
"""

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SUITES = ("spec", "grid", "model", "schemathesis")


def main(arguments: list[str]) -> int:
    """Run pytest on the tests of servers; on the mock the tests of clients come along."""
    over_http = bool(os.environ.get("BASE_URL"))
    if over_http and not os.environ.get("API_KEY"):
        print("BASE_URL is set, API_KEY is not: say which key to use.", file=sys.stderr)
        return 2
    folders = [str(HERE / name) for name in SUITES] if over_http else [str(HERE)]
    pytest_arguments = [
        "-q",
        "-p",
        "no:virtualstaging_mock",
        "--timeout",
        "0",
        *folders,
        *arguments,
    ]
    seeds = int(os.environ.get("SEEDS", "0"))
    if not seeds:
        return int(pytest.main(pytest_arguments))
    for seed in range(1, seeds + 1):
        os.environ["SEED"] = str(seed)
        print(f"seed {seed} of {seeds}")
        if code := pytest.main([*pytest_arguments, "-x"]):
            return int(code)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
