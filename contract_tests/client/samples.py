"""One plain call and one plain answer of each operation, from the spec's own examples."""

from typing import Any

from contract_tests.client.calls import SpecCall
from contract_tests.spec.document import Spec


def minimal(spec: Spec, name: str) -> SpecCall:
    """A call with no more than is needed: the first documented body."""
    operation = spec.operations[name]
    ids = {one.name: "x_01" for one in operation.parameters if one.where == "path"}
    if operation.body is None:
        return SpecCall(operation, ids)
    body = next(iter(operation.body_examples.values()))
    component = spec.resolve(operation.body)
    branches = component.schema.get("oneOf", [{"$ref": component.pointer}])
    names = [one["$ref"].rpartition("/")[2] for one in branches]
    [fitting] = [one for one in names if spec.fits(spec.component(one), body)]
    return SpecCall(operation, ids, {}, body, fitting)


def answered(spec: Spec, name: str) -> tuple[int, Any]:
    """The first documented success of an operation; its body is None if it has no example."""
    raw = spec.at(spec.operations[name].pointer)
    for status, response in raw["responses"].items():
        content = response.get("content", {}).get("application/json", {})
        if status.startswith("2"):
            example = next(iter(content.get("examples", {}).values()), {"value": None})
            return int(status), example["value"]
    raise AssertionError(name)


def documented(spec: Spec, name: str) -> list[tuple[int, Any]]:
    """All documented examples of successes; one without a body where there is none."""
    raw = spec.at(spec.operations[name].pointer)
    found = [
        (int(status), example["value"])
        for status, response in raw["responses"].items()
        if status.startswith("2")
        for example in response.get("content", {})
        .get("application/json", {})
        .get("examples", {})
        .values()
    ]
    return found or [answered(spec, name)]
