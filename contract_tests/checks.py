"""The list of checks of servers, each with a name, the suite it belongs to, and what it needs.

A check is a function of a server and a strength that raises Failure. Tests run them one by one.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pkgutil import iter_modules
from random import Random
from typing import Literal, TypeVar

from contract_tests.targets import Server

T = TypeVar("T")
Suite = Literal["grid", "model", "schemathesis"]
SUITES: tuple[Suite, ...] = ("grid", "model", "schemathesis")


@dataclass(frozen=True)
class Strength:
    """How much is tried.

    Args:
        stride: Of kinds with very many requests, the grid sends one in so many.
        examples: How many random sequences of calls.
        steps: How many calls are in each of them.
        seed: Of all random choices.
        check_every: After so many refused requests, check that nothing has changed.
        generated: How many examples schemathesis makes of each operation.
        few: Whether scenarios try some values only, where they could try all.
    """

    stride: int = 1
    examples: int = 60
    steps: int = 40
    seed: int = 1
    check_every: int = 1
    generated: int = 60
    few: bool = False

    def some(self, values: Sequence[T], number: int) -> list[T]:
        """All values; if `few`, that number of them, chosen by the seed."""
        if not self.few or len(values) <= number:
            return list(values)
        chosen = Random(f"{self.seed} {values}").sample(range(len(values)), number)
        return [values[index] for index in sorted(chosen)]


FULL = Strength()
QUICK = Strength(stride=4, examples=12, steps=25, generated=6)
FULL_OVER_HTTP = Strength(stride=3, examples=30, check_every=10, generated=25)
QUICK_OVER_HTTP = Strength(stride=48, examples=3, steps=15, check_every=20, generated=2, few=True)
SECONDS = {"quick": 60.0, "full": 900.0}
"""For a whole run over HTTP, unless TIME says otherwise."""


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
    waits: bool = False
    """Whether it waits for jobs to end."""
    first: bool = False
    """Whether it runs before all others where time is short, since it tries out the most."""

    @property
    def promise(self) -> str:
        """What it tests, in a sentence."""
        text = " ".join((self.run.__doc__ or self.name.replace("_", " ")).split())
        return text.partition(". ")[0].rstrip(".") + "."

    def missing(self, server: Server) -> str:
        """Why it has to be left out on a server; empty when it can run."""
        lacking = [
            f"{need}: {server.lacks[need]}" for need in sorted(self.needs) if need in server.lacks
        ]
        return "; ".join(lacking)


CHECKS: list[Check] = []


def check(
    suite: Suite, *needs: str, waits: bool = False, first: bool = False
) -> Callable[[Callable[[Server, Strength], None]], Callable[[Server, Strength], None]]:
    """Put a function on the list, under its own name."""

    def add(run: Callable[[Server, Strength], None]) -> Callable[[Server, Strength], None]:
        CHECKS.append(Check(run.__name__, suite, frozenset(needs), run, waits, first))
        return run

    return add


def of_suite(suite: Suite) -> list[Check]:
    """The checks of one suite, loaded."""
    load()
    return [one for one in CHECKS if one.suite == suite]


def load() -> None:
    """Import all modules that put checks on the list."""
    from contract_tests import scenarios

    names = [f"scenarios.{module.name}" for module in iter_modules(scenarios.__path__)]
    for name in ("grid.checks", "model.sequences", *names, "schemathesis.checks"):
        import_module(f"contract_tests.{name}")


def seconds_of_run() -> float:
    """How long a run over HTTP may take, from TIME or QUICK in the environment."""
    return float(os.environ.get("TIME") or SECONDS["quick" if is_quick() else "full"])


def is_quick() -> bool:
    """Whether QUICK is set."""
    return os.environ.get("QUICK", "0") not in ("", "0")
