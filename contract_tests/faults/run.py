"""Runs the checks of each half against each fault, and draws the table."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from contract_tests.checks import HALVES, Half, Strength, of_half
from contract_tests.exchange import Failure, OutOfReach
from contract_tests.faults.catalogue import CATALOGUE, Fault
from contract_tests.in_process import InProcess

STRENGTH = Strength(stride=6, examples=8, steps=20, generated=6)
HERE = "stock"


@dataclass
class Verdict:
    """What each half said of one server: the check that caught the fault, or nothing."""

    name: str
    caught: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def judge(name: str, halves: Sequence[Half], stock: bool, first: bool = False) -> Verdict:
    """Run halves against the server with a fault, each until its first failing check.

    `first` leaves out the other halves once one has caught the fault.
    """
    started = time.perf_counter()
    verdict = Verdict(name)
    fault = next((fault for fault in CATALOGUE if fault.name == name), None)
    server = InProcess(fault.make if fault else None)
    for half in halves:
        caught = first_catch(server, half, fault.operations if fault else ())
        if caught:
            verdict.caught[half] = caught
            if first:
                break
    if stock:
        from contract_tests.faults.stock import caught_by_stock

        found = caught_by_stock(server)
        if found:
            verdict.caught[HERE] = found
    verdict.seconds = time.perf_counter() - started
    return verdict


def first_catch(
    server: InProcess, half: Half, first: Sequence[str] = (), strength: Strength = STRENGTH
) -> str:
    """The name of the first check of a half that fails; empty when none does.

    Checks named after one of the operations in `first` go first, which only saves time.
    """
    for check in sorted(of_half(half), key=lambda one: not any(o in one.name for o in first)):
        try:
            check.run(server, strength)
        except OutOfReach:
            continue
        except Failure:
            return check.name
    return ""


def main(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run, print, and say by the exit code whether all went well."""
    wanted = environment.get("HALVES", ",".join(HALVES)).split(",")
    halves: list[Half] = [half for name in wanted for half in HALVES if half == name]
    stock = environment.get("STOCK", "0") not in ("", "0")
    first = environment.get("FIRST", "0") not in ("", "0")
    faults = [
        f for f in CATALOGUE if not words or any(word in f.name or word == f.kind for word in words)
    ]
    columns = [*halves, *([HERE] if stock else [])]
    sound = judge("", halves, stock)
    if sound.caught:
        print(f"FALSE ALARM on the sound server: {sound.caught}")
    print(f"sound server passed in {sound.seconds:.1f} s; {len(faults)} faults follow\n")
    # Spawned, not forked: schemathesis has left threads behind, and their locks would be copied.
    workers = int(environment.get("WORKERS", "2"))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(judge, fault.name, halves, stock, first) for fault in faults]
        verdicts = []
        for fault, job in zip(faults, jobs, strict=True):
            if error := job.exception():
                print(f"BROKEN: {fault.name}: {type(error).__name__}: {error}", flush=True)
                verdicts.append(Verdict(fault.name))
                continue
            verdicts.append(job.result())
            print(row(fault, verdicts[-1], columns), flush=True)
    return summary(faults, verdicts, columns) or int(bool(sound.caught))


def row(fault: Fault, verdict: Verdict, columns: Sequence[str]) -> str:
    """One line of the table."""
    cells = [
        f"{half}: {verdict.caught[half]}" if half in verdict.caught else f"{half}: -"
        for half in columns
    ]
    return f"{fault.kind:16} {fault.name:52} {verdict.seconds:5.1f} s  {'  '.join(cells)}"


def summary(faults: Sequence[Fault], verdicts: Sequence[Verdict], columns: Sequence[str]) -> int:
    """Totals for each half alone and together, and what survived."""
    print()
    for half in columns:
        print(f"{half:14} {sum(half in v.caught for v in verdicts):4} of {len(faults)}")
    together = [column for column in columns if column != HERE]
    caught = sum(any(half in v.caught for half in together) for v in verdicts)
    print(f"{'together':14} {caught:4} of {len(faults)}")
    survivors = [
        fault
        for fault, v in zip(faults, verdicts, strict=True)
        if not any(half in v.caught for half in together)
    ]
    for fault in survivors:
        known = f"out of reach: {fault.out_of_reach}" if fault.out_of_reach else "SURVIVED"
        print(f"{known}: {fault.name} ({fault.sentence})")
    return int(any(not fault.out_of_reach for fault in survivors))
