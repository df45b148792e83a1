"""Runs schemathesis on a bridge, and turns what it finds into one Failure."""

import copy
import tomllib
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

from contract_tests.commands import Sent
from contract_tests.exchange import Exchange, Failure, OutOfReach
from contract_tests.schemathesis.bridge import PREFIX, Bridge
from contract_tests.spec.document import Spec
from contract_tests.spec.judge import judge

CONFIG = Path(__file__).with_name("schemathesis.toml")


def config(
    *,
    seed: int,
    examples: int,
    steps: int,
    key: str,
    open_keys: bool,
    phases: tuple[str, ...] = (),
    harmless: bool = False,
) -> SchemathesisConfig:
    """The file's settings with those of a run. `phases` are all that are run; all where it is
    empty.
    `harmless` keeps to the methods of the document.
    """
    settings: dict[str, Any] = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    settings["seed"] = seed
    settings["headers"] = {"Authorization": f"Api-Key {key}"}
    settings["generation"]["max-examples"] = examples
    settings["phases"]["stateful"]["max-steps"] = steps
    if open_keys:
        # The wrong key that this check makes up is a good one where any key opens an account.
        settings["checks"]["ignored_auth"] = {"enabled": False}
    if harmless:
        # They send other methods than those of the document.
        for name in ("unsupported_method", "allow_header_conformance"):
            settings["checks"][name] = {"enabled": False}
    for name in settings["phases"]:
        settings["phases"][name]["enabled"] = not phases or name in phases
    return SchemathesisConfig.from_dict(settings)


def document_for(document: dict[str, Any]) -> dict[str, Any]:
    """The spec as schemathesis is to read it: one server, and formats of requests as annotations.

    JSON Schema leaves it open whether a format is enforced; in what is sent the pattern beside it
    decides.
    """
    changed = copy.deepcopy(document)
    changed["servers"] = [{"url": PREFIX}]
    waiting: list[Any] = [
        operation.get("requestBody", {})
        for item in changed["paths"].values()
        for operation in item.values()
    ]
    seen: set[str] = set()
    at = Spec(changed).at
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        if not isinstance(part, dict):
            continue
        if isinstance(part.get("format"), str):
            del part["format"]
        reference = part.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            waiting.append(at(reference))
        waiting += part.values()
    return changed


def without_waiting(document: dict[str, Any]) -> None:
    """Take out what makes answers wait for jobs, for servers on which that takes real time.

    The model's own checks wait, as often as the time of a run allows.
    """
    document["paths"].pop("/analyze", None)

    def strip(value: Any) -> None:
        if isinstance(value, dict):
            waiting = value.get("wait_for_completion")
            if waiting is True:
                value["wait_for_completion"] = False
            elif isinstance(waiting, dict) and "type" in waiting:
                value["wait_for_completion"] = {"enum": [False, None]}
        for item in value.values() if isinstance(value, dict) else value:
            if isinstance(item, dict | list):
                strip(item)

    strip(document)


def failures(bridge: Bridge, settings: SchemathesisConfig) -> Iterator[Failure]:
    """What schemathesis finds, as it is found; raises what the model finds, or OutOfReach when the
    time is over."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", bridge, config=settings)
    stream = from_schema(schema).execute()
    try:
        for event in stream:
            if bridge.failure is not None:
                raise bridge.failure
            if bridge.cut_short:
                raise OutOfReach("it was cut short: its share of the time was used up")
            if isinstance(event, events.NonFatalError | events.FatalError):
                yield Failure(f"schemathesis can run: {event}")
            if isinstance(event, events.ScenarioFinished):
                yield from _found(bridge, event.recorder)
    finally:
        bridge.cut_short = True  # what is under way comes to its end without the server
        stream.stop()
        deque(stream, maxlen=0)


def _found(bridge: Bridge, recorder: ScenarioRecorder) -> Iterator[Failure]:
    for case, nodes in recorder.checks.items():
        for node in nodes:
            exchange = bridge.exchanges.get(case)
            if node.failure_info is None or exchange is None:
                continue
            if _is_mistaken(node.name, exchange, bridge.oracle.spec):
                continue
            found = node.failure_info.failure
            yield _failure(f"{node.name} of {recorder.label} ({found.title})", exchange, bridge)


def _failure(expected: str, exchange: Exchange, bridge: Bridge) -> Failure:
    request, target, spec = exchange.request, bridge.oracle.target, bridge.oracle.spec
    operation, _, _ = spec.find(request.method, request.path)
    place = spec.cite(operation.pointer) if operation else ""
    failure = Failure(f"schemathesis: {expected}", exchange.answer.excerpt(), place)
    failure.commands = [Sent(request, target.base_url, tuple(target.keys))]
    return failure


def _is_mistaken(check: str, exchange: Exchange, spec: Spec) -> bool:
    """Whether schemathesis complains of what the spec, or HTTP, allows."""
    request, status = exchange.request, exchange.answer.status
    known = {operation.method for operation in spec.operations.values()}
    if check in ("not_a_server_error", "unsupported_method") and request.method not in known:
        return status == 501  # HTTP's answer to a method that a server knows nowhere
    if check == "allow_header_conformance":
        return len(spec.templates(request.path)) > 1  # `/renders/bulk` is a render's path, too
    if check == "negative_data_rejection":
        # Regular expressions of Python and of ECMAScript differ in what is a blank.
        operation, ids, _ = spec.find(request.method, request.path)
        return operation is None or judge(spec, operation, ids, request).verdict != "invalid"
    return False
