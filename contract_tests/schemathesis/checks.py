"""Schemathesis' checks: what can be known without charging, and everything."""

from typing import Any

from contract_tests.checks import Strength, check
from contract_tests.model.sharing import oracle_of
from contract_tests.schemathesis.bridge import Bridge
from contract_tests.schemathesis.engine import config, document_for, failures, without_waiting
from contract_tests.spec.document import the_spec
from contract_tests.targets import CHARGES, Server


def generate(
    server: Server,
    strength: Strength,
    document: dict[str, Any],
    *phases: str,
    harmless: bool = False,
) -> None:
    """Run some phases, or all; raises the first Failure."""
    target = server.fresh()
    oracle = oracle_of(target, thorough=False)
    oracle.account_of(oracle.key)
    if not target.waits_for_free:
        without_waiting(document)
    bridge = Bridge(oracle, document)
    settings = config(
        seed=strength.seed,
        examples=strength.generated,
        steps=min(strength.steps, 12),
        key=oracle.key,
        open_keys=target.open_keys,
        phases=phases,
        harmless=harmless,
    )
    for failure in failures(bridge, settings):
        raise failure
    oracle.check_nothing_changed()


@check("schemathesis", CHARGES)
def examples_and_coverage(server: Server, strength: Strength) -> None:
    """The spec's examples, and a deterministic choice of valid and invalid values for every
    keyword."""
    generate(server, strength, document_for(the_spec().document), "examples", "coverage")


@check("schemathesis", CHARGES)
def fuzzing(server: Server, strength: Strength) -> None:
    """Random valid and invalid requests to each operation."""
    generate(server, strength, document_for(the_spec().document), "fuzzing")


@check("schemathesis", CHARGES)
def stateful(server: Server, strength: Strength) -> None:
    """Random sequences of requests along the spec's links."""
    generate(server, strength, document_for(the_spec().document), "stateful")


@check("schemathesis")
def reading_only(server: Server, strength: Strength) -> None:
    """All phases on the operations that neither create nor change anything."""
    document = document_for(the_spec().document)
    document["paths"] = {
        path: {method: operation for method, operation in item.items() if method == "get"}
        for path, item in document["paths"].items()
    }
    document["paths"] = {path: item for path, item in document["paths"].items() if item}
    generate(server, strength, document, "examples", "coverage", "fuzzing", harmless=True)
