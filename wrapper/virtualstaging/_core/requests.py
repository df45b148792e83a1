"""From arguments to a request that is valid by the spec, or `ValidationError`. Sends nothing."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Generic, TypeVar

from virtualstaging.errors import ValidationError
from virtualstaging_api.types import UNSET

from .secret import Secret
from .steps import Request

T = TypeVar("T")


class NewValue(str):
    """A room type, style or other value that the API has and this version does not know yet.

    `staging(room_type="living", style=NewValue("rococo"))` is sent as it is: nobody here knows
    whether the API takes it.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A call that is ready to be made.

    Args:
        operation: The spec's operationId.
        build: The generated module's `_get_kwargs`, with its arguments.
        parse: The generated model's `from_dict`, or what unpacks it.
        parameters: Those of path and query, to be checked.
        body: The spec's name of the body's schema.
        long: The call waits for completion.
    """

    operation: str
    build: Callable[[], Mapping[str, Any]]
    parse: Callable[[Any], T]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: str | None = None
    long: bool = False


def prepared(call: Call[Any], key: Secret) -> Request:
    """The request of a call; `ValidationError` if the spec forbids it, or its URL would show the
    key."""
    for name, value in call.parameters.items():
        if key.is_in(value):
            raise ValidationError(
                f"{call.operation}: {name} holds the API key, which does not belong into a URL. "
                "Nothing was sent.",
                operation=call.operation,
            )
        if name in ("render_id", "variation_id"):
            check_id(name, value)
    if call.parameters:
        check_parameters(call.operation, call.parameters)
    kwargs = _made(call.operation, call.build)
    body = kwargs.get("json")
    if body is not None and call.body is not None:
        check_body(call.operation, body, call.body)
    return Request(
        operation=call.operation,
        method=kwargs["method"].upper(),
        path=kwargs["url"],
        query={name: _text(value) for name, value in kwargs.get("params", {}).items()} or None,
        content=None if body is None else _made(call.operation, partial(_dumped, body)),
        long=call.long,
    )


def as_is(data: Any) -> Any:
    """The data of an answer, not parsed."""
    return data


def list_call(parse: Callable[[Any], T], limit: int, cursor: str | None, order: str) -> Call[T]:
    """One page of the list of renders."""
    from virtualstaging_api.api.renders.list_renders import _get_kwargs

    build = partial(
        _get_kwargs, limit=limit, cursor=UNSET if cursor is None else cursor, order=order
    )
    parameters: dict[str, Any] = {"limit": limit, "order": order}
    if cursor is not None:
        parameters["cursor"] = cursor
    return Call("list_renders", build, parse, parameters)


def render_call(
    parse: Callable[[Any], T],
    render_id: str,
    *,
    include_variations: bool = True,
    limit: int = 100,
    cursor: str | None = None,
    order: str = "asc",
) -> Call[T]:
    """One render by its id, with a page of its variations."""
    from virtualstaging_api.api.renders.get_render import _get_kwargs

    build = partial(
        _get_kwargs,
        render_id,
        include_variations=include_variations,
        variations_limit=limit,
        variations_cursor=UNSET if cursor is None else cursor,
        variations_order=order,
    )
    parameters: dict[str, Any] = {
        "render_id": render_id,
        "include_variations": include_variations,
        "variations_limit": limit,
        "variations_order": order,
    }
    if cursor is not None:
        parameters["variations_cursor"] = cursor
    return Call("get_render", build, parse, parameters)


def variation_call(parse: Callable[[Any], T], render_id: str, variation_id: str) -> Call[T]:
    """One variation by its ids."""
    from virtualstaging_api.api.variations.get_variation import _get_kwargs

    build = partial(_get_kwargs, render_id, variation_id)
    parameters = {"render_id": render_id, "variation_id": variation_id}
    return Call("get_variation", build, parse, parameters)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _dumped(body: Any) -> bytes:
    return _ENCODER.encode(body).encode()


def _made(operation: str, make: Callable[[], T]) -> T:
    try:
        return make()
    except (AttributeError, TypeError, ValueError) as error:
        problem = str(error)
    # Not in the handler: the error that was met there holds what is to be sent in its frames.
    raise ValidationError(
        f"{operation}: an argument cannot be sent as JSON: {problem}. Nothing was sent.",
        operation=operation,
    )


def check_id(name: str, value: object) -> None:
    """An id becomes a segment of the path: it must not lead elsewhere."""
    if not isinstance(value, str):
        raise ValidationError(f"{name} must be a string, not {type(value).__name__}.")
    if not value.strip() or value in (".", "..") or any(c in "/\\" or c < " " for c in value):
        raise ValidationError(
            f"{name} cannot be an id: it is blank, or would lead to another path."
        )


def check_parameters(operation: str, parameters: Mapping[str, Any]) -> None:
    """`ValidationError` if parameters of path and query break the spec."""
    _check(_validator(operation, "parameters", None), dict(parameters), operation)


def check_body(operation: str, body: Any, component: str) -> None:
    """`ValidationError` if a body breaks the spec.

    Args:
        operation: The operationId.
        body: What will be sent.
        component: The spec's name of the body's schema: its errors are clearer than those of the
            union of all bodies.
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
        return None
    except JsonSchemaValueException as error:
        problem = error.message.removeprefix("data.").replace("data must", "the request must")
        insisted = error.rule == "enum" and isinstance(error.value, NewValue)
        place, known = error.path[1:], error.rule_definition
    if insisted:  # whatever else is wrong is found with a known value in its place
        return _check(validate, _replaced(value, place, known[0]), operation)
    # Not in the handler: the error that was met there holds what is to be sent in its frames.
    raise ValidationError(f"{operation}: {problem}. Nothing was sent.", operation=operation)


def _replaced(value: Any, place: Sequence[str], new: Any) -> Any:
    if not place:
        return new
    if isinstance(value, list):
        return [
            _replaced(one, place[1:], new) if str(number) == place[0] else one
            for number, one in enumerate(value)
        ]
    return {**value, place[0]: _replaced(value[place[0]], place[1:], new)}


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
