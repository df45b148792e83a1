"""The report: what became of each fault, and how many were caught."""

from collections import Counter
from collections.abc import Sequence

from contract_tests.faults.hunt import STOCK, Verdict


def row(verdict: Verdict) -> str:
    """One fault, or the sound client or server, on one line."""
    fault = verdict.fault
    what = f"{fault.kind:18} {fault.name:52.52}" if fault else f"{'sound':18} {'':52}"
    return f"{verdict.side} {what} {verdict.seconds:5.1f} s  {_outcome(verdict)}"


def summary(verdicts: Sequence[Verdict]) -> str:
    """How many of each kind were caught, by which suite, and what was not."""
    planted = [one for one in verdicts if one.fault]
    lines = [""]
    kinds = Counter(_kind(one) for one in planted)
    caught = Counter(_kind(one) for one in planted if is_caught(one))
    lines += [f"{kind:27} {caught[kind]:3} of {number:3}" for kind, number in kinds.items()]
    suites = Counter(suite for one in planted for suite in one.caught)
    lines += ["", *(f"{suite:27} {number:3}" for suite, number in suites.items())]
    lines.append(f"{'in all':27} {caught.total():3} of {len(planted)}")
    for one in planted:
        if one.fault and not is_caught(one):
            reason = one.broken or "SURVIVES"
            lines.append(f"{reason}: {one.fault.name} ({one.fault.sentence})")
    return "\n".join(lines)


def is_caught(verdict: Verdict) -> bool:
    """Whether one of our own suites caught it."""
    return bool(verdict.caught.keys() - {STOCK})


def is_well(verdict: Verdict) -> bool:
    """Whether what had to be caught was, and nothing else."""
    if verdict.broken:
        return False
    if verdict.fault is None:
        return not verdict.caught
    return is_caught(verdict)


def _kind(verdict: Verdict) -> str:
    return f"{verdict.side} {verdict.fault.kind if verdict.fault else ''}"


def _outcome(verdict: Verdict) -> str:
    if verdict.broken:
        return f"BROKEN: {verdict.broken}"
    tests = "  ".join(verdict.caught.values())
    if verdict.fault is None:
        return f"FALSE ALARM: {tests}" if tests else "passes"
    return tests or "SURVIVES"
