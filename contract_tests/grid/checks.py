"""The grid's checks: one for each kind of deviation on each operation."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, islice
from random import Random
from time import monotonic

from contract_tests.checks import CHECKS, Check, Strength
from contract_tests.grid.bodies import body_probes
from contract_tests.grid.probe import Probe
from contract_tests.grid.requests import (
    auth_probes,
    content_probes,
    id_probes,
    method_probes,
    parameter_probes,
    path_of,
)
from contract_tests.grid.sender import Sender, thinned
from contract_tests.grid.spellings import spelling_probes
from contract_tests.in_process import InProcess
from contract_tests.model.oracle import Oracle
from contract_tests.spec.document import Operation, the_spec
from contract_tests.targets import CHARGES, Server, Target

# So many probes go to one account: what is in a small one is quickly read.
BATCH = 250

Making = Callable[[Target], Iterable[Probe]]
_makings: list[Making] = []


def harmless(operation: Operation) -> bool:
    """Whether even a valid call neither creates, nor charges, nor changes the account."""
    return operation.method == "GET" or operation.id == "check_multi_view"


def run_grid(server: Server, strength: Strength, make: Making) -> None:
    """Send what `make` makes, thinned by the strength; then the others while there is time."""
    may_charge = CHARGES not in server.lacks
    target = server.fresh()
    chosen, others = thinned(make(target), strength.stride)
    probes = iter(chosen)
    # With given keys all that was made stays, costs, and is read again by each check that follows.
    if strength.spare and target.open_keys:
        Random(strength.seed).shuffle(others)
        count = Counter(probe.kind for probe in others)
        others.sort(key=lambda probe: count[probe.kind])  # of a kind that is rare each tells more
        share = (len(chosen) + len(others)) / _number_of_probes()
        probes = chain(chosen, _while_time_lasts(others, strength.spare * share))
    for first in probes:
        walk = Sender(Oracle(target), may_charge=may_charge, check_every=strength.check_every)
        walk.send(chain([first], islice(probes, BATCH - 1)))
        target = server.fresh()


def _while_time_lasts(probes: Iterable[Probe], seconds: float) -> Iterator[Probe]:
    deadline = monotonic() + seconds
    for probe in probes:
        if monotonic() >= deadline:
            return
        yield probe


@cache
def _number_of_probes() -> int:
    """How many the whole grid has, near enough: a few depend on the server."""
    target = InProcess().fresh()
    return sum(len(list(make(target))) for make in _makings)


def _add(name: str, operation: Operation | None, make: Making) -> None:
    safe = operation is not None and harmless(operation)
    needs: frozenset[str] = frozenset() if safe else frozenset({CHARGES})
    _makings.append(make)
    CHECKS.append(
        Check(name, "grid", needs, lambda server, strength: run_grid(server, strength, make))
    )


def _auth(operation: Operation) -> Making:
    return lambda target: auth_probes(operation, target.keys[0], open_keys=target.open_keys)


def _bodies(operation: Operation) -> Making:
    def make(target: Target) -> Iterator[Probe]:
        yield from content_probes(operation)
        yield from body_probes(the_spec(), operation, path_of(operation))

    return make


def _ids(operation: Operation) -> Making:
    return lambda target: id_probes(operation)


def _parameters(operation: Operation) -> Making:
    return lambda target: parameter_probes(operation)


def _spellings(operation: Operation) -> Making:
    return lambda target: spelling_probes(operation)


def _fill_list() -> None:
    for operation in the_spec().operations.values():
        _add(f"authorization_of_{operation.id}", operation, _auth(operation))
        _add(f"spellings_of_{operation.id}", operation, _spellings(operation))
        if operation.query:
            _add(f"parameters_of_{operation.id}", operation, _parameters(operation))
        if "{" in operation.path:
            _add(f"ids_of_{operation.id}", operation, _ids(operation))
        if operation.body:
            _add(f"bodies_of_{operation.id}", operation, _bodies(operation))
    _add("methods_and_paths", None, lambda target: method_probes(the_spec()))


_fill_list()
