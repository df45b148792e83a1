"""How hard the tests of clients try: QUICK=1 for each commit, otherwise ten times as hard."""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings

from contract_tests.checks import is_quick

FULL_FACTOR = 10


def examples(quick: int) -> Callable[[Any], Any]:
    """Settings of a hypothesis test: so many examples in quick runs, ten times as many else."""
    return settings(parent=chosen(quick))


def chosen(quick: int, steps: int = 50) -> settings:
    """The same as a settings object; `steps` is for state machines."""
    phases = [Phase.explicit, Phase.generate, Phase.shrink]
    if hunting := bool(os.environ.get("HUNTING")):  # that a planted fault is caught is enough
        phases.remove(Phase.shrink)
    return settings(
        max_examples=quick if is_quick() or hunting else quick * FULL_FACTOR,
        stateful_step_count=steps,
        deadline=None,
        phases=phases,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
