"""Every valid answer survives the generated models unchanged, and so do those of later versions."""

import asyncio
import copy
import pickle
from typing import Any

import httpx
import pytest
from hypothesis import given, strategies as st

from contract_tests.client import generated, odd
from contract_tests.client.calls import answers
from contract_tests.client.models import as_read, check_model, components_of_answers, has_model
from contract_tests.client.same import assert_same
from contract_tests.client.samples import answered, documented, minimal
from contract_tests.client.strength import examples
from contract_tests.client.values import Values
from contract_tests.exchange import json_body
from contract_tests.spec.document import Operation, the_spec
from virtualstaging_api import errors, models

SPEC = the_spec()
OBJECTS = [name for name in SPEC.document["components"]["schemas"] if has_model(name)]
ANSWERED = components_of_answers(SPEC)
WITH_CONTENT = [name for name in SPEC.operations if answered(SPEC, name)[1] is not None]
UNDOCUMENTED = (201, 204, 206, 301, 302, 307, 402, 418, 422, 429, 499, 502, 503, 504, 520, 599)


@pytest.mark.parametrize(
    ("name", "later"),
    [
        *(pytest.param(name, False, id=name) for name in OBJECTS),
        *(pytest.param(name, True, id=f"{name}-later") for name in OBJECTS if name in ANSWERED),
    ],
)
def test_a_valid_object_survives_its_model(name: str, later: bool) -> None:
    """Each value in its attribute, each object in its class; nothing is lost on the way back."""
    place = SPEC.component(name)
    values = Values(SPEC, extra=True, familiar=name in ANSWERED, later=later)

    @examples(15)
    @given(values.of(place))
    def check(value: Any) -> None:
        before = copy.deepcopy(value)
        model = getattr(models, name).from_dict(value)
        assert_same(value, before)
        check_model(SPEC, {"$ref": place.pointer}, model, value)
        for one in (
            model,
            copy.deepcopy(model),
            copy.copy(model),
            pickle.loads(pickle.dumps(model)),  # noqa: S301
        ):
            assert one == model
            assert_same(one.to_dict(), as_read(SPEC, {"$ref": place.pointer}, value))

    check()


@pytest.mark.parametrize("name", WITH_CONTENT)
def test_what_cannot_be_parsed_is_never_half_parsed(name: str) -> None:
    """Where a required field is missing, at any depth, the whole is refused: nothing stays raw."""
    for _, body in documented(SPEC, name):
        place = SPEC.operations[name].responses[answered(SPEC, name)[0]]
        assert place is not None
        model = getattr(models, place.pointer.rpartition("/")[2])
        for what, changed in odd.with_wrong_fields(SPEC, {"$ref": place.pointer}, body):
            if what.endswith("missing"):
                with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
                    model.from_dict(changed)


def test_each_object_of_the_spec_has_its_model() -> None:
    """The generator drops some in silence."""
    objects = {
        name
        for name, schema in SPEC.document["components"]["schemas"].items()
        if schema.get("type") == "object" or "allOf" in schema
    }
    assert objects <= set(OBJECTS)


@pytest.mark.parametrize("name", SPEC.operations)
@pytest.mark.parametrize("later", [False, True], ids=["now", "later"])
def test_a_documented_answer_is_parsed_whole(name: str, later: bool) -> None:
    """By all four functions of an operation alike, for each documented status."""
    operation = SPEC.operations[name]

    @examples(8)
    @given(answers(SPEC, operation, later=later), st.sampled_from(generated.STYLES))
    def check(answer: tuple[int, Any], style: generated.Style) -> None:
        status, body = answer
        content = b"" if body is None else json_body(body)

        def handler(_: httpx.Request) -> httpx.Response:
            return httpx.Response(status, content=content, headers={"x-request-id": "q1"})

        response = generated.made(minimal(SPEC, operation.id), style, handler)
        assert response.status_code == status
        assert response.content == content
        assert response.headers["x-request-id"] == "q1"
        place = operation.responses[status]
        if place is None:
            assert response.parsed is None
        else:
            check_model(SPEC, {"$ref": _reference(status, operation)}, response.parsed, body)
        assert _short(operation, style, handler) == response.parsed

    check()


@pytest.mark.parametrize("name", SPEC.operations)
def test_an_undocumented_status_is_an_answer_without_a_model(name: str) -> None:
    """Never an exception of Python's; or the one that was asked for, with status and content."""
    operation = SPEC.operations[name]
    for status in UNDOCUMENTED:
        if status in operation.responses:
            continue
        for style in generated.STYLES:

            def handler(_: httpx.Request, status: int = status) -> httpx.Response:
                return httpx.Response(status, content=b"<html>")

            response = generated.made(minimal(SPEC, operation.id), style, handler)
            assert (response.status_code, response.parsed) == (status, None)
            with pytest.raises(errors.UnexpectedStatus) as caught:
                generated.made(
                    minimal(SPEC, operation.id), style, handler, raise_on_unexpected_status=True
                )
            assert (caught.value.status_code, caught.value.content) == (status, b"<html>")


def _reference(status: int, operation: Operation) -> str:
    place = operation.responses[status]
    assert place is not None
    return place.pointer


def _short(operation: Operation, style: generated.Style, handler: generated.Handler) -> Any:
    """The same by the function that returns the model alone."""
    module, call = generated.modules()[operation.id], minimal(SPEC, operation.id)
    client = generated.client(handler)
    if style == "sync_detailed":
        return module.sync(client=client, **generated.arguments(call))
    return asyncio.run(module.asyncio(client=client, **generated.arguments(call)))
