"""The server under test: the mock in process, or the one at BASE_URL."""

import os
from collections.abc import Iterator

import pytest

from contract_tests.checks import Strength, chosen_strength, is_quick
from contract_tests.in_process import InProcess
from contract_tests.over_http import over_http
from contract_tests.targets import Server


def given_keys() -> list[str]:
    """The keys in the environment."""
    return [os.environ[name] for name in ("API_KEY", "API_KEY_2") if os.environ.get(name)]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """What is tested."""
    base_url = os.environ.get("BASE_URL")
    if not base_url:
        yield InProcess(seed=int(os.environ.get("SEED", "0")))
        return
    keys = given_keys()
    if not keys:
        pytest.exit("BASE_URL is set, API_KEY is not: say which key to use.", returncode=2)
    may_charge = os.environ.get("ALLOW_CHARGES", "0") not in ("", "0")
    with over_http(base_url, keys, may_charge=may_charge, quick=is_quick()) as there:
        yield there


@pytest.fixture(scope="session")
def strength() -> Strength:
    """How much is tried."""
    return chosen_strength(over_http=bool(os.environ.get("BASE_URL")))
