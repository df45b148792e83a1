"""From a raw request to values, or to one sentence that says which field is wrong and how."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

import jsonschema_rs
import orjson

from ._shape import Shape
from ._spec import Json, Parameter, Schema

MAX_BODY_BYTES = 64 * 1024 * 1024
"""The largest body that is read: room for a photo of some 45 MB as a data URL."""
MAX_QUERY_FIELDS = 100
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?")
_EXCERPT = 60


class Refused(Exception):  # noqa: N818 (an answer to the caller, not a fault)
    """A request that the API refuses.

    Args:
        status: the HTTP status, one that the document lists for the operation.
        detail: one sentence for the caller.
        field: the field or parameter that is wrong, if it is one.
    """

    def __init__(self, status: int, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
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
        raise Refused(400, f"The body is no JSON: {_clip(error.msg, 120)}.") from None
    check(schema, value)
    return schema.shape.prune(value)


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
        # What the validator itself gives up on: nested far deeper than any request that is meant.
        raise Refused(400, "The body is nested too deeply.") from None
    field, sentence = explain(schema, errors)
    raise Refused(400, sentence, field)


def explain(schema: Schema, errors: list[jsonschema_rs.ValidationError]) -> tuple[str, str]:
    """Say in one sentence what is wrong: of a union, only the branch that was meant counts."""
    error = _deepest(schema, errors)
    path = _path(error.instance_path)
    name, value = error.kind.name, error.kind.value
    if name == "required":
        field = _path([*error.instance_path, str(value)])
        return field, f"{field} is required.{_hint(schema, error)}"
    where = path or "The body"
    if name in ("oneOf", "anyOf"):
        return path, f"{where} {_union(schema, error)}"
    if name == "not" and isinstance(value, Mapping) and value.get("required"):
        field = _path([*error.instance_path, str(value["required"][0])])
        return field, f"{field} is not allowed here.{_hint(schema, error)}"
    return path, f"{where}: {_sentence(name, value, error)}"


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
        sentence = _sentence(kind.name, kind.value, errors[0])
        raise Refused(400, f"Query parameter {name}: {sentence}", name)
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


def _deepest(
    schema: Schema, errors: list[jsonschema_rs.ValidationError]
) -> jsonschema_rs.ValidationError:
    """The error to report: unions are followed into the branch that the sender meant."""
    # A wrong value says more than a missing one: it shows which form was meant.
    error = min(errors, key=lambda e: (_misfit(e), -len(e.instance_path)))
    while error.kind.name in ("oneOf", "anyOf"):
        branch = _branch(schema, error)
        if not branch:
            return error
        error = min(branch, key=lambda e: (_misfit(e), -len(e.instance_path)))
    return error


def _misfit(error: jsonschema_rs.ValidationError) -> int:
    return {"const": 0, "required": 2}.get(error.kind.name, 1)


def _branch(
    schema: Schema, error: jsonschema_rs.ValidationError
) -> list[jsonschema_rs.ValidationError] | None:
    branches: list[list[jsonschema_rs.ValidationError]] = error.kind.context  # type: ignore[attr-defined]
    if not all(branches):
        return None  # several forms fit at once
    property_name, values = _discriminator(schema, error)
    if property_name is not None:
        chosen = error.instance.get(property_name) if isinstance(error.instance, dict) else None
        if isinstance(chosen, str) and chosen in values:
            return branches[values.index(chosen)]
        return None
    if not isinstance(error.instance, dict):
        return branches[0]
    present = _present(schema, error)
    if not any(present):
        return None
    depth = len(error.instance_path)

    def rank(i: int) -> tuple[int, int]:
        kinds = [(e.kind.name, len(e.instance_path) == depth) for e in branches[i]]
        absent = kinds.count(("required", True))
        return (absent - present[i], len(kinds))

    return branches[min(range(len(branches)), key=rank)]


def _present(schema: Schema, error: jsonschema_rs.ValidationError) -> list[int]:
    """How many of each branch's properties the sender has given."""
    node = schema.node_at(error.schema_path[:-1])
    root = {"components": schema.root["components"]}
    shapes = [Shape(branch, root) for branch in node[error.kind.name]]
    given = set(error.instance) if isinstance(error.instance, dict) else set()
    return [len(shape.properties.keys() & given) for shape in shapes]


def _discriminator(
    schema: Schema, error: jsonschema_rs.ValidationError
) -> tuple[str | None, list[str]]:
    """The property that tells a union's branches apart, and its values in the branches' order."""
    node = schema.node_at(error.schema_path[:-1])
    found = node.get("discriminator")
    if not found:
        return None, []
    by_target = {target: value for value, target in found.get("mapping", {}).items()}
    refs = [branch.get("$ref") for branch in node[error.kind.name]]
    return found["propertyName"], [by_target.get(ref, "") for ref in refs]


def _union(schema: Schema, error: jsonschema_rs.ValidationError) -> str:
    property_name, values = _discriminator(schema, error)
    if not isinstance(error.instance, dict):
        return "must be an object."
    if property_name is not None:
        expected = _listed(values)
        if property_name not in error.instance:
            return f"lacks {property_name}, one of {expected}."
        shown = _shown(error.instance[property_name])
        return f"has the {property_name} {shown}, not one of {expected}."
    node = schema.node_at(error.schema_path[:-1])
    words = str(node.get("description", "")).rstrip(".")
    branches: list[list[jsonschema_rs.ValidationError]] = error.kind.context  # type: ignore[attr-defined]
    if all(branches):
        return f"fits no form; send one of them: {words}."
    return f"mixes forms that exclude each other; send one of them: {words}."


def _sentence(name: str, value: Json, error: jsonschema_rs.ValidationError) -> str:
    shown = _shown(error.instance)
    limits = {
        "minimum": "is less than the minimum of",
        "maximum": "is more than the maximum of",
        "exclusiveMinimum": "must be more than",
        "exclusiveMaximum": "must be less than",
        "minLength": "is shorter, in characters, than",
        "maxLength": "is longer, in characters, than",
        "minItems": "has fewer items than",
        "maxItems": "has more items than",
        "pattern": "does not match the pattern",
    }
    if name in limits:
        return f"{shown} {limits[name]} {value}."
    if name == "enum":
        return f"{shown} is not one of {_listed(value)}."
    if name == "const":
        return f"{shown} is not {_shown(value)}."
    if name == "type":
        types = sorted(value, key=lambda name: (name == "null", name))
        return f"{shown} is not of type {' or '.join(types)}."
    return f"{shown} does not fit ({name})."


def _hint(schema: Schema, error: jsonschema_rs.ValidationError) -> str:
    """For a rule that depends on other fields: what the document says of the object."""
    path = list(error.schema_path)
    for keyword in ("if", "then", "else"):
        if keyword in path:
            node = schema.node_at(path[: path.index(keyword)])
            words = node.get("description")
            return f" {words}" if words else ""
    return ""


def _listed(values: Sequence[Json]) -> str:
    return ", ".join(_shown(value) for value in values)


def _shown(value: Json) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, str):
        value = value[: _EXCERPT + 1]
    return _clip(orjson.dumps(value).decode(), _EXCERPT)


def _clip(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


def _path(steps: Sequence[str | int]) -> str:
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return _clip(text, 200)
