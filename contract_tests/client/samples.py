"""One plain call and one plain answer of each operation, from the spec's own examples."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
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


def asked(spec: Spec, name: str, body: Any) -> SpecCall:
    """A plain call that this answer would fit: an answer of other ids than asked for is refused."""
    call = minimal(spec, name)
    if not isinstance(body, dict):
        return call
    if name in ("create_variations", "create_variations_bulk"):
        render_id = body["variations"][0]["render_id"] if body["variations"] else "x_01"
        if name == "create_variations":
            return replace(call, ids={"render_id": render_id})
        items = [{**one, "render_id": render_id} for one in call.body["variations"]]
        return replace(call, body={**call.body, "variations": items})
    ids: dict[str, Any] = {
        "render_id": body.get("render_id", body.get("id")),
        "variation_id": body.get("id"),
    }
    return replace(call, ids={one: ids[one] for one in call.ids})


def coherent(body: Any, numbers: Iterator[int] | None = None) -> Any:
    """An answer in which nothing is named twice, and the variations are of one render."""
    numbers = numbers or count()

    def renamed(items: Any, **more: str) -> Any:
        if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
            return items  # an unknown field that happens to have this name
        return [
            coherent({**one, **more, "id": f"{one['id'][:50]}{next(numbers)}"}, numbers)
            if isinstance(one.get("id"), str)
            else one
            for one in items
        ]

    if not isinstance(body, dict):
        return body
    page = body.get("variations")
    if isinstance(page, list):
        body = {**body, "variations": renamed(page, render_id="r_01")}
    elif isinstance(page, dict):
        body = {**body, "variations": {**page, "items": renamed(page.get("items"))}}
    return {
        name: renamed(value) if name in ("renders", "items") else value
        for name, value in body.items()
    }


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
