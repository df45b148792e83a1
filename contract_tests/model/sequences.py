"""Random sequences of calls, each answer checked."""

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from contract_tests.checks import Strength, check
from contract_tests.exchange import Failure, OutOfReach
from contract_tests.model.machine import Machine
from contract_tests.model.noting import Noted
from contract_tests.scenarios.app import App
from contract_tests.targets import CHARGES, FAILURES, SMALL_QUOTA, Server


def run_machine(
    server: Server, strength: Strength, *, photos: int | None = None, failure_rate: float = 0.0
) -> None:
    """Run many sequences; raises the Failure of the first one that fails."""
    caught: list[Noted] = []
    members = {
        "make_app": lambda: App(server, strength, photos=photos, failure_rate=failure_rate),
        "caught": caught,
    }
    machine = hypothesis.seed(strength.seed)(
        type(
            "Sequence",
            (Machine,),
            {n: staticmethod(m) if callable(m) else m for n, m in members.items()},
        )
    )
    quick = settings(
        max_examples=strength.examples,
        stateful_step_count=strength.steps,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(machine, settings=quick)
    except (Failure, OutOfReach):
        raise
    except (Flaky, BaseExceptionGroup):
        if caught:
            raise caught[0] from None
        raise


@check("model", CHARGES)
def random_sequences(server: Server, strength: Strength) -> None:
    """Random calls, one after the other."""
    run_machine(server, strength)


@check("model", CHARGES, FAILURES, SMALL_QUOTA)
def random_sequences_with_failures_and_a_quota(server: Server, strength: Strength) -> None:
    """Random calls while some jobs fail and the quota is soon used up."""
    run_machine(server, strength, photos=6, failure_rate=0.3)
