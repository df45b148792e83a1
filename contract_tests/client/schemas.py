"""Schemas made simple: references followed, `allOf` merged, conditions and negations set apart.

It knows the part of JSON Schema that the spec uses and refuses the rest by name, so that a new
keyword in the spec cannot be passed over in silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contract_tests.spec.document import Schema, Spec

_SAYS_NOTHING = {
    "default",
    "description",
    "discriminator",
    "example",
    "examples",
    "summary",
    "title",
    "x-deprecated",
    "x-enum-sources",
    "x-source",
}
_BOUNDS = {"minimum": max, "maximum": min, "minLength": max, "minItems": max, "maxItems": min}
_SINGLE = {"pattern", "format", "items"}


class UnknownKeyword(Exception):  # noqa: N818 - says what was met
    """The spec uses a keyword that the strategies cannot follow: teach it to `Shape`."""


@dataclass(frozen=True)
class Shape:
    """A schema without references.

    Args:
        types: The JSON types that are left; None for any.
        values: What `enum` and `const` leave; None for any.
        refused: Values that a negation rules out.
        rest: Bounds, pattern, format and items.
        properties: Schemas of properties; several that must all hold.
        required: Names that must be there.
        absent: Names that must not.
        unions: Lists of branches, one of each list to be taken.
        conditions: (if, then, else).
        name: Of the component it was referred to by, if it was.
    """

    types: frozenset[str] | None = None
    values: tuple[Any, ...] | None = None
    refused: tuple[Any, ...] = ()
    rest: Mapping[str, Any] = field(default_factory=dict)
    properties: Mapping[str, tuple[Schema, ...]] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    unions: tuple[tuple[Schema, ...], ...] = ()
    conditions: tuple[tuple[Schema, Schema, Schema], ...] = ()
    name: str | None = None

    @property
    def impossible(self) -> bool:
        """Whether two of its demands contradict each other."""
        return bool(self.required & self.absent) or self.types == frozenset() or self.values == ()


def shape_of(spec: Spec, *schemas: Schema) -> Shape:
    """The shape of values that fit all of these schemas."""
    shape = Shape()
    for schema in schemas:
        shape = _with(spec, shape, schema)
    return shape


def narrowed(spec: Spec, shape: Shape, schema: Schema) -> Shape:
    """The shape, for values that also fit this schema."""
    return _with(spec, shape, schema)


def without(spec: Spec, shape: Shape, schema: Schema) -> Shape:
    """The shape, for values that do not fit this schema: as far as the spec needs it."""
    negated = set(schema)
    if negated == {"required"} and len(schema["required"]) == 1:
        return replace(shape, absent=shape.absent | set(schema["required"]))
    if negated == {"enum"} or negated == {"const"}:
        return replace(shape, refused=(*shape.refused, *schema.get("enum", [schema.get("const")])))
    if negated == {"type"} and isinstance(schema["type"], str):
        types = None if shape.types is None else shape.types - {schema["type"]}
        return replace(shape, types=types)
    if negated == {"properties"} and len(schema["properties"]) == 1:
        [(name, inner)] = schema["properties"].items()
        demand: Schema = {"required": [name], "properties": {name: {"not": inner}}}
        return _with(spec, shape, demand)
    raise UnknownKeyword(f"not {schema}")


def _with(spec: Spec, shape: Shape, schema: Schema) -> Shape:  # noqa: C901 - a table of keywords
    for keyword, value in schema.items():
        if keyword in _SAYS_NOTHING:
            continue
        match keyword:
            case "$ref":
                shape = _with(spec, shape, spec.at(value))
                shape = replace(shape, name=value.rpartition("/")[2])
            case "allOf":
                for part in value:
                    shape = _with(spec, shape, part)
            case "oneOf" | "anyOf":
                shape = replace(shape, unions=(*shape.unions, tuple(value)))
            case "if":
                condition = (value, schema.get("then", {}), schema.get("else", {}))
                shape = replace(shape, conditions=(*shape.conditions, condition))
            case "then" | "else":
                pass
            case "not":
                shape = without(spec, shape, value)
            case "type":
                types = frozenset([value] if isinstance(value, str) else value)
                shape = replace(
                    shape, types=types if shape.types is None else _both(shape.types, types)
                )
            case "enum" | "const":
                shape = _limited(shape, value if keyword == "enum" else [value])
            case "properties":
                shape = _with_properties(shape, value)
            case "required":
                shape = replace(shape, required=shape.required | set(value))
            case _:
                shape = replace(shape, rest=_merged(shape.rest, keyword, value))
    return shape


def _both(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    common = first & second
    if "number" in first | second and "integer" in first | second:
        common |= {"integer"}
    return common


def _limited(shape: Shape, values: list[Any]) -> Shape:
    kept = values if shape.values is None else [value for value in shape.values if value in values]
    return replace(shape, values=tuple(kept))


def _with_properties(shape: Shape, added: Mapping[str, Schema]) -> Shape:
    properties = dict(shape.properties)
    for name, schema in added.items():
        properties[name] = (*properties.get(name, ()), schema)
    return replace(shape, properties=properties)


def _merged(rest: Mapping[str, Any], keyword: str, value: Any) -> dict[str, Any]:
    if keyword in _BOUNDS:
        value = _BOUNDS[keyword](value, rest.get(keyword, value))
    elif keyword not in _SINGLE or rest.get(keyword, value) != value:
        raise UnknownKeyword(f"{keyword}: {value!r}")
    return {**rest, keyword: value}
