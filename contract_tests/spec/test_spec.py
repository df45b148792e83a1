"""The spec itself: valid, its examples fit, its references lead somewhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import validate

from contract_tests.spec.document import Operation, Place, the_spec

SPEC = the_spec()


def test_the_document_is_valid() -> None:
    """It is an OpenAPI 3.1 document by OpenAPI's own schema."""
    validate(SPEC.document)


def test_thirteen_operations_are_there() -> None:
    """Every operation has a name of its own."""
    names = [
        operation["operationId"]
        for item in SPEC.document["paths"].values()
        for operation in item.values()
    ]
    assert len(names) == len(set(names)) == 13


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.id)
def test_example_requests_fit(operation: Operation) -> None:
    """Every operation with a body has examples, and each fits its schema, formats and all."""
    assert (operation.body is None) == (not operation.body_examples)
    for name, body in operation.body_examples.items():
        assert operation.body is not None
        assert not SPEC.errors(operation.body, body), name


@pytest.mark.parametrize("operation", SPEC.operations.values(), ids=lambda operation: operation.id)
def test_example_answers_fit(operation: Operation) -> None:
    """Every documented answer with content has examples, and each fits its schema."""
    responses = SPEC.at(operation.pointer)["responses"]
    for status, place in operation.responses.items():
        if place is None:
            continue
        response = SPEC.resolve(Place(responses[str(status)], "")).schema
        examples = response["content"]["application/json"]["examples"]
        assert examples
        for name, example in examples.items():
            assert not SPEC.errors(place, example["value"]), f"{status} {name}"


@pytest.mark.parametrize("name", ["VariationEvent", "AnalysisEvent"])
def test_example_events_fit(name: str) -> None:
    """So do the examples of webhooks."""
    pointer = f"#/components/pathItems/{name}/post/requestBody/content/application~1json"
    content = SPEC.at(pointer)
    for example in content["examples"].values():
        assert not SPEC.errors(Place(content["schema"], f"{pointer}/schema"), example["value"])


def test_defaults_fit() -> None:
    """Each default is a value that its own schema allows."""
    for pointer, schema in _schemas(SPEC.document, "#"):
        if "default" in schema:
            assert not SPEC.errors(Place(schema, pointer), schema["default"]), pointer


def test_every_operation_asks_for_the_key() -> None:
    """And so documents a 401."""
    for operation in SPEC.operations.values():
        assert SPEC.at(operation.pointer)["security"] == [{"ApiKeyAuth": []}]
        assert 401 in operation.responses


def test_lines_are_found() -> None:
    """A citation names the line on which the part begins."""
    lines = (SPEC.cite("#/components/schemas/Variation").split(":")[1]).split(" ")[0]
    text = SPEC.source.splitlines()
    assert text[int(lines) - 2].strip() == "Variation:"


def _schemas(value: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if "type" in value and not isinstance(value["type"], dict):
            yield pointer, value
        for key, item in value.items():
            escaped = key.replace("~", "~0").replace("/", "~1")
            yield from _schemas(item, f"{pointer}/{escaped}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _schemas(item, f"{pointer}/{index}")
