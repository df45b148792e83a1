"""The grid's checks: one for each kind of deviation on each operation."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from weakref import WeakKeyDictionary

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
from contract_tests.grid.sender import Sender, rarest_first, thinned
from contract_tests.grid.spellings import spelling_probes
from contract_tests.model.sharing import oracle_of
from contract_tests.spec.document import Operation, the_spec
from contract_tests.spec.judge import judge
from contract_tests.targets import CHARGES, Server, Target

# So many probes are sent to one account; a small account is read quickly.
BATCH = 250

Making = Callable[[Target], Iterable[Probe]]
_SENDERS: WeakKeyDictionary[Server, Sender] = WeakKeyDictionary()


def harmless(operation: Operation) -> bool:
    """Whether even a valid call neither creates, nor charges, nor changes the account."""
    return operation.method == "GET" or operation.id == "check_multi_view"


def run_grid(server: Server, strength: Strength, make: Making) -> None:
    """Send what `make` makes: thinned by the strength, or in real time while there is some."""
    target = server.fresh()
    probes = list(make(target))
    if target.waits_for_free:
        chosen = iter(thinned(probes, strength.stride))
        for first in chosen:
            _sender(server, strength).send(chain([first], islice(chosen, BATCH - 1)))
        return
    several = probes
    if not target.open_keys:  # what is made stays there and costs: as little of it as possible
        several = [probe for probe in probes if not may_cost(probe)]
        several += thinned((p for p in probes if may_cost(p)), strength.stride)
    sent = _shared_sender(server, strength).send(rarest_first(several))
    server.note_probes(sent, len(probes))


def may_cost(probe: Probe) -> bool:
    """Whether a probe may make a render: the spec does not refuse it."""
    spec, request = the_spec(), probe.request({})
    operation, ids, _ = spec.find(request.method, request.path)
    if operation is None or not operation.creates or "render_id" in ids:
        return False
    return judge(spec, operation, ids, request).verdict != "invalid"


def _sender(server: Server, strength: Strength) -> Sender:
    may_charge = CHARGES not in server.lacks
    return Sender(
        oracle_of(server.fresh()), may_charge=may_charge, check_every=strength.check_every
    )


def _shared_sender(server: Server, strength: Strength) -> Sender:
    """In real time one sender serves several checks, since what it needs has to be made first."""
    sender = _SENDERS.get(server)
    if sender is None or sender.spoilt or sender.sent >= BATCH:
        sender = _SENDERS[server] = _sender(server, strength)
    return sender


def _add(name: str, operation: Operation | None, make: Making) -> None:
    safe = operation is not None and harmless(operation)
    needs: frozenset[str] = frozenset() if safe else frozenset({CHARGES})
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
