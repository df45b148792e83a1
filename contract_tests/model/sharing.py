"""One oracle for all checks that share an account."""

from contract_tests.model.oracle import Oracle
from contract_tests.targets import Target


def oracle_of(target: Target, *, thorough: bool = True, strict: bool = False) -> Oracle:
    """An oracle for a check: the one that knows the target's accounts already, if there is one.

    Renders that other checks made there count as there before (`ours` is False).
    """
    if strict or target.kept is None:
        target.kept = Oracle(target, strict=strict)
    oracle: Oracle = target.kept
    oracle.thorough = thorough
    for account in oracle.accounts.values():
        for render in account.renders:
            render.ours = False
    return oracle
