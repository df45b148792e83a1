"""Runs schemathesis on a bridge, and turns what it finds into one Failure."""

import copy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from contract_tests.exchange import Failure
from contract_tests.schemathesis.bridge import PREFIX, Bridge

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
            waiting.append(_at(changed, reference))
        waiting += part.values()
    return changed


def _at(document: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        document = document[part.replace("~1", "/")]
    return document


def without_waiting(document: dict[str, Any]) -> None:
    """Take out what makes answers wait for jobs, for servers on which that takes real time.

    The model's own checks wait, as often as the patience of a run allows.
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
    """What schemathesis finds, as it is found; raises what the model finds."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", bridge, config=settings)
    for event in from_schema(schema).execute():
        if bridge.failure is not None:
            raise bridge.failure
        if isinstance(event, events.NonFatalError | events.FatalError):
            yield _failure(f"schemathesis can run: {event}", "", "")
        if isinstance(event, events.ScenarioFinished):
            for nodes in event.recorder.checks.values():
                for node in nodes:
                    if node.failure_info is not None:
                        found = node.failure_info.failure
                        yield _failure(
                            f"{node.name} of {event.recorder.label} ({found.title})",
                            str(found.message)[:1200],
                            node.failure_info.code_sample.replace("[Filtered]", "Api-Key $API_KEY"),
                        )


def _failure(expected: str, got: str, command: str) -> Failure:
    failure = Failure(expected, got)
    failure.commands = [command] if command else []
    return failure
