"""The list of checks of servers, each with a name, the suite it belongs to, and what it needs.

A check is a function of a server and a strength that raises Failure. Tests run them one by one;
so does
`python -m contract_tests.faults`, against each planted fault.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from contract_tests.targets import Server

Suite = Literal["schemathesis", "model", "grid"]
MODULES = ("grid.checks", "model.checks", "schemathesis.checks")
SUITES: tuple[Suite, ...] = ("grid", "model", "schemathesis")


@dataclass(frozen=True)
class Strength:
    """How much is tried.

    `stride` thins the grid, `examples` and `steps` bound what is random. What the stride leaves out
    is tried while `spare` lasts, in seconds of real time over all checks of the grid.
    """

    stride: int = 1
    examples: int = 60
    steps: int = 40
    seed: int = 1
    check_every: int = 1
    generated: int = 60
    spare: float = 0.0
    shrink: bool = False


FULL = Strength()
QUICK = Strength(stride=4, examples=12, steps=25, generated=6)
FULL_OVER_HTTP = Strength(stride=3, examples=30, check_every=10, generated=25, spare=120)
QUICK_OVER_HTTP = Strength(stride=48, examples=3, steps=15, check_every=20, generated=2, spare=10)


def chosen_strength(*, over_http: bool) -> Strength:
    """From QUICK and SEED in the environment; less of everything over HTTP."""
    if over_http:
        strength = QUICK_OVER_HTTP if is_quick() else FULL_OVER_HTTP
    else:
        strength = QUICK if is_quick() else FULL
    return replace(strength, seed=int(os.environ.get("SEED", "1")))


@dataclass(frozen=True)
class Check:
    """One check."""

    name: str
    suite: Suite
    needs: frozenset[str]
    run: Callable[[Server, Strength], None]
    late: bool = False
    """Takes long: runs after the others."""

    def missing(self, server: Server) -> str:
        """Why it has to be left out on a server; empty when it has not."""
        lacking = [
            f"{need}: {server.lacks[need]}" for need in sorted(self.needs) if need in server.lacks
        ]
        return "; ".join(lacking)


CHECKS: list[Check] = []


def check(
    suite: Suite, *needs: str, late: bool = False
) -> Callable[[Callable[[Server, Strength], None]], Callable[[Server, Strength], None]]:
    """Put a function on the list, under its own name."""

    def add(run: Callable[[Server, Strength], None]) -> Callable[[Server, Strength], None]:
        CHECKS.append(Check(run.__name__, suite, frozenset(needs), run, late))
        return run

    return add


def of_suite(suite: Suite) -> list[Check]:
    """The checks of one suite, loaded."""
    load()
    return sorted((one for one in CHECKS if one.suite == suite), key=lambda one: one.late)


def load(modules: Iterable[str] = MODULES) -> None:
    """Import all modules that put checks on the list."""
    from importlib import import_module

    for name in modules:
        import_module(f"contract_tests.{name}")


def is_quick() -> bool:
    """Whether QUICK is set."""
    return os.environ.get("QUICK", "0") not in ("", "0")
