"""From a raw request to values, or to one sentence that says which field is wrong and how."""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl

import orjson

from .explain import clip, deepest, explain, sentence_of
from .spec import Json, Parameter, Schema

MAX_BODY_BYTES = 64 * 1024 * 1024
"""The largest body that is read: room for a photo of some 45 MB as a data URL."""
MAX_QUERY_FIELDS = 100
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?")


class Refused(Exception):  # noqa: N818 (an answer to the caller, not a fault)
    """A request that the API refuses.

    Args:
        status: the HTTP status, one that the document lists for the operation.
        detail: one sentence for the caller.
        field: the field or parameter that is wrong, if it is one.
        rule: where in the schema the rule stands that is broken, if it is one of a schema.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        field: str | None = None,
        rule: Sequence[str | int] = (),
    ) -> None:
        super().__init__(detail)
        self.rule = tuple(rule)
        self.status = status
        self.detail = detail
        self.field = field


def read_query(parameters: Sequence[Parameter], query: str) -> dict[str, Json]:
    """Read the query parameters of an operation, defaults filled in; unknown ones are ignored.

    Raises:
        Refused: a parameter is of the wrong type, out of bounds, repeated or missing.
    """
    if not query:
        given: dict[str, list[str]] = {}
    else:
        given = _fields(query)
    return {p.name: _parameter(p, given.get(p.name, [])) for p in parameters}


def read_body(schema: Schema, required: bool, content_type: str, body: bytes) -> Json:
    """Read a JSON body and check it by its schema; what the schema does not know is dropped.

    Raises:
        Refused: the body is missing, too large, no JSON, or does not fit the schema.
    """
    if len(body) > MAX_BODY_BYTES:
        raise Refused(400, f"The body is larger than {MAX_BODY_BYTES // 2**20} MB.")
    if not body:
        if not required:
            return None
        raise Refused(400, "The body is missing; send a JSON object.")
    if content_type != "application/json":
        _check_content_type(content_type)
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"The body is no JSON: {clip(error.msg, 120)}.") from None
    check(schema, value)
    return schema.shape.prune(value)


def check_encoding(content_encoding: str) -> None:
    """Check how a body is encoded.

    Raises:
        Refused: it is compressed. That the API takes such bodies is not documented.
    """
    if content_encoding.lower() not in ("", "identity"):
        shown = clip(content_encoding, 20)
        raise Refused(400, f"The body is compressed (Content-Encoding: {shown}); send it as it is.")


def _check_content_type(content_type: str) -> None:
    media_type, _, options = content_type.partition(";")
    if media_type.strip().lower() != "application/json":
        raise Refused(400, "The body must be sent with the header Content-Type: application/json.")
    if "charset" in options.lower() and "utf-8" not in options.lower():
        raise Refused(400, "The body must be encoded in UTF-8.")


def check(schema: Schema, value: Json) -> None:
    """Check a request's value.

    Raises:
        Refused: it does not fit; the message names the field.
    """
    try:
        if schema.validator.is_valid(value):
            return
        errors = list(schema.validator.iter_errors(value))
    except (ValueError, RecursionError):
        # Nested so deeply that the validator itself gives up.
        raise Refused(400, "The body is nested too deeply.") from None
    error = deepest(schema, errors)
    field, sentence = explain(schema, error)
    raise Refused(400, sentence, field, error.schema_path)


def _parameter(parameter: Parameter, given: Sequence[str]) -> Json:
    name = parameter.name
    if not given:
        if parameter.required:
            raise Refused(400, f"Query parameter {name} is required.", name)
        return parameter.default
    if len(given) > 1:
        raise Refused(400, f"Query parameter {name} is given more than once.", name)
    value = _typed(given[0], parameter.types)
    errors = list(parameter.schema.validator.iter_errors(value))
    if errors:
        kind = errors[0].kind
        sentence = sentence_of(kind.name, kind.value, errors[0])
        raise Refused(400, f"Query parameter {name}: {sentence}", name, (kind.name,))
    return value


def _fields(query: str) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_QUERY_FIELDS)
    except ValueError:
        raise Refused(400, f"The query has more than {MAX_QUERY_FIELDS} fields.") from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _typed(text: str, types: Sequence[str]) -> Json:
    """A parameter's text as the type that its schema asks for, unchanged where it is none."""
    if "integer" in types and _INTEGER.fullmatch(text):
        return int(text)
    if "number" in types and _NUMBER.fullmatch(text):
        return float(text)
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    return text
