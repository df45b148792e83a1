"""Says in a sentence what is wrong with a value; of a union, by the branch that was meant."""

from collections.abc import Mapping, Sequence

import jsonschema_rs
import orjson

from virtualstaging_mock._secrets import is_secret, redact

from .shape import Shape
from .spec import Json, Schema

_EXCERPT = 60


def explain(schema: Schema, error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    """The field that is wrong, and in one sentence how."""
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
    return path, f"{where}: {sentence_of(name, value, error)}"


def deepest(
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
    """The property that distinguishes a union's branches, and its values in the branches' order."""
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


def sentence_of(name: str, value: Json, error: jsonschema_rs.ValidationError) -> str:
    """How a value breaks one keyword of a schema."""
    steps = [step for step in error.instance_path if isinstance(step, str)]
    shown = "the value" if steps and is_secret(steps[-1]) else _shown(error.instance)
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
        value = redact(value[: 2 * _EXCERPT])
    return clip(orjson.dumps(value).decode(), _EXCERPT)


def clip(text: str, length: int) -> str:
    """The beginning of a text, with a mark where it goes on."""
    return text if len(text) <= length else f"{text[:length]}…"


def _path(steps: Sequence[str | int]) -> str:
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return clip(text, 200)
