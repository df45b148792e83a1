"""Checks of requests before they leave, by the schemas that `make generate` takes from the spec."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from virtualstaging.errors import ValidationError


def check_id(name: str, value: object) -> None:
    """An id becomes a segment of the path: it must not lead elsewhere."""
    if not isinstance(value, str):
        raise ValidationError(f"{name} must be a string, not {type(value).__name__}.")
    if not value.strip() or value in (".", "..") or any(c in "/\\" or c < " " for c in value):
        raise ValidationError(
            f"{name} {value[:40]!r} cannot be an id: it is blank, or would lead to another path."
        )


def check_parameters(operation: str, parameters: Mapping[str, Any]) -> None:
    """`ValidationError` if parameters of path and query break the spec."""
    _check(_validator(operation, "parameters", None), dict(parameters), operation)


def check_body(operation: str, body: Any, component: str) -> None:
    """`ValidationError` if a body breaks the spec.

    Args:
        operation: The operationId.
        body: What will be sent.
        component: The spec's name of the body's schema, which tells a better story than the union.
    """
    _check(_validator(operation, "body", component), body, operation)


def most_variations() -> int:
    """How many variations a render holds."""
    schema = _schemas()["create_variations"]["body"]
    maximum: int = schema["definitions"]["VariationCount"]["maximum"]
    return maximum


def _check(validate: Callable[[Any], Any], value: Any, operation: str) -> None:
    from fastjsonschema import JsonSchemaValueException

    try:
        validate(value)
    except JsonSchemaValueException as error:
        problem = error.message.removeprefix("data.").replace("data must", "the request must")
        raise ValidationError(
            f"{operation}: {problem}. Nothing was sent.", operation=operation
        ) from None


@cache
def _schemas() -> dict[str, Any]:
    from importlib.resources import files

    text = files("virtualstaging_api").joinpath("request_schemas.json").read_text("utf-8")
    schemas: dict[str, Any] = json.loads(text)
    return schemas


@cache
def _validator(operation: str, part: str, component: str | None) -> Callable[[Any], Any]:
    import fastjsonschema

    schema = _schemas()[operation][part]
    if component is not None and component in schema["definitions"]:
        schema = {**schema, "$ref": f"#/definitions/{component}"}
    validate: Callable[[Any], Any] = fastjsonschema.compile(schema, use_default=False)
    return validate
