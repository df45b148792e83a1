"""From the spec's requests (JSON Schema 2020-12) to draft-07, which fastjsonschema compiles.

What is valid stays the same; only the shape changes where a union would answer a mistake with
"matches no branch": the branch that was meant is chosen first, and its own complaint is heard.
"""

import re
from typing import Any

from _spec import (
    Operation,
    Shape,
    SpecError,
    json_content,
    object_shape,
    operations,
    own_key,
    resolve,
)

Schema = dict[str, Any]

# Mean the same in both drafts, and hold no schema.
_SAME = frozenset({"type", "enum", "const", "required", "uniqueItems", "multipleOf"}) | {
    *("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
}
_HOLDS_SCHEMA = frozenset({"items", "additionalProperties", "contains", "propertyNames"}) | {
    *("not", "if", "then", "else"),
}
_HOLDS_LIST = frozenset({"allOf", "anyOf", "oneOf"})
_HOLDS_MAP = frozenset({"properties", "patternProperties"})
# Say nothing about what is valid. `default` must go: fastjsonschema would write it into the data.
_ANNOTATIONS = frozenset({"title", "description", "default", "example", "examples", "format"}) | {
    *("deprecated", "readOnly", "writeOnly", "discriminator", "externalDocs", "$comment"),
}
_COMPONENT = re.compile(r"#/components/schemas/([\w.-]+)")

# Patterns are ECMA-262's, where these three differ from Python's: spaces are others, and digits
# and word characters are ASCII.
_SPACES = r"\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_ECMA_CLASSES = {"s": _SPACES, "d": "0-9", "w": "A-Za-z0-9_"}
_PATTERN_TOKEN = re.compile(r"\\.|\[\^?|\]", re.DOTALL)


def request_schemas(spec: dict[str, Any]) -> dict[str, Any]:
    """For each operationId: `body` (None without one) and `parameters` (path and query).

    Raises:
        SpecError: A schema says something that draft-07 can't.
    """
    return {
        operation.id: {
            "body": _body(spec, operation),
            "parameters": _parameters(spec, operation),
        }
        for operation in operations(spec)
    }


def _body(spec: dict[str, Any], operation: Operation) -> Schema | None:
    content = json_content(resolve(spec, operation.node.get("requestBody")))
    if content is None:
        return None
    return _Translation(spec, f"{operation.id}, request body").document(content["schema"])


def _parameters(spec: dict[str, Any], operation: Operation) -> Schema:
    taken = [one for one in operation.parameters if one["in"] in ("path", "query")]
    schema = {
        "type": "object",
        "properties": {one["name"]: one["schema"] for one in taken},
        "required": sorted(one["name"] for one in taken if one.get("required")),
        "additionalProperties": False,
    }
    return _Translation(spec, f"{operation.id}, parameters").document(schema)


def python_pattern(pattern: str) -> str:
    """An ECMA-262 pattern in Python's words (what fastjsonschema does to `$` is left to it)."""
    inside = False
    parts: list[str] = []
    end = 0
    for match in _PATTERN_TOKEN.finditer(pattern):
        parts.append(pattern[end : match.start()])
        end = match.end()
        token = match.group()
        letter = token[-1]
        if token in ("[", "[^"):
            inside = True
        elif token == "]":
            inside = False
        elif letter in _ECMA_CLASSES:
            token = _ECMA_CLASSES[letter] if inside else f"[{_ECMA_CLASSES[letter]}]"
        elif letter.lower() in _ECMA_CLASSES:
            if inside:
                raise SpecError(f"The pattern {pattern!r} has {token} inside [ ]: write it out.")
            token = f"[^{_ECMA_CLASSES[letter.lower()]}]"
        parts.append(token)
    return "".join([*parts, pattern[end:]])


class _Translation:
    """One schema on its way to draft-07, with the components that it needs as `definitions`."""

    def __init__(self, spec: dict[str, Any], where: str) -> None:
        self.spec = spec
        self.where = where
        self.definitions: dict[str, Schema] = {}

    def document(self, schema: Any) -> Schema:
        top = self.schema(schema)
        return {
            "$schema": "http://json-schema.org/draft-07/schema#",
            **top,
            "definitions": self.definitions,
        }

    def schema(self, schema: Any) -> Any:
        if isinstance(schema, bool):
            return schema
        result: Schema = {}
        parts: list[Schema] = []  # draft-07 ignores what stands beside a $ref: it goes into allOf
        for keyword, value in schema.items():
            if keyword == "$ref":
                parts.append(self._reference(value))
            elif keyword == "not" and (name := _forbidden_key(value)) is not None:
                # The same, but the complaint names the key.
                parts.append({"type": "object", "properties": {name: False}})
            elif keyword == "oneOf" and (chosen := self._chosen(schema)) is not None:
                parts.append(chosen)
            else:
                self._keyword(result, keyword, value)
        if not result and len(parts) == 1:
            return parts[0]
        if parts:
            result["allOf"] = [*result.get("allOf", []), *parts]
        return result

    def _keyword(self, result: Schema, keyword: str, value: Any) -> None:
        if keyword in _SAME:
            result[keyword] = value
        elif keyword == "pattern":
            result[keyword] = python_pattern(value)
        elif keyword in _HOLDS_SCHEMA:
            result[keyword] = self.schema(value)
        elif keyword in _HOLDS_LIST:
            result[keyword] = [self.schema(one) for one in value]
        elif keyword in _HOLDS_MAP:
            result[keyword] = {name: self.schema(one) for name, one in value.items()}
        elif keyword == "dependentRequired":
            result.setdefault("dependencies", {}).update(value)
        elif keyword not in _ANNOTATIONS and not keyword.startswith("x-"):
            raise SpecError(
                f"{self.where}: draft-07 has no counterpart to {keyword!r}. Say it with keywords "
                "that both have, or teach scripts/_request_schemas.py how to translate it."
            )

    def _reference(self, ref: str) -> Schema:
        match = _COMPONENT.fullmatch(ref)
        if match is None:
            raise SpecError(f"{self.where}: {ref!r} is not a component; name it in components.")
        name = match.group(1)
        if name not in self.definitions:
            self.definitions[name] = {}  # holds the place while a recursive schema is under way
            self.definitions[name] = self.schema(resolve(self.spec, {"$ref": ref}))
        return {"$ref": f"#/definitions/{name}"}

    def _chosen(self, schema: Schema) -> Schema | None:
        """The union as a choice; None where the branch can only be found by trying each."""
        branches = schema["oneOf"]
        shapes = [object_shape(self.spec, one) for one in branches]
        if not all(shape.is_object for shape in shapes):
            return None
        tag = schema.get("discriminator", {}).get("propertyName")
        return self._by_tag(branches, shapes, tag) if tag else self._by_key(branches, shapes)

    def _by_tag(self, branches: list[Any], shapes: list[Shape], tag: str) -> Schema:
        """A union with branches of different constants: first that property, then its branch."""
        values = []
        for shape in shapes:
            constant = resolve(self.spec, shape.properties.get(tag, {})).get("const")
            if constant is None or constant in values or tag not in shape.required:
                raise SpecError(
                    f"{self.where}: each branch of a union with the discriminator {tag!r} needs "
                    f"its own `const` there, and {tag!r} among its `required`."
                )
            values.append(constant)
        return {
            "type": "object",
            "required": [tag],
            "properties": {tag: {"enum": values}},
            "allOf": [
                {
                    "if": {"required": [tag], "properties": {tag: {"const": value}}},
                    "then": self.schema(branch),
                }
                for value, branch in zip(values, branches, strict=True)
            ],
        }

    def _by_key(self, branches: list[Any], shapes: list[Shape]) -> Schema | None:
        """A union with branches of different keys; the branch without a key of its own comes last.

        `oneOf` decides whether it is valid; the choice only makes an error clearer.
        """
        keys = [own_key(shapes, number) for number in range(len(shapes))]
        keyless = [number for number, key in enumerate(keys) if key is None]
        if len(keyless) > 1:
            return None
        last = keyless[0] if keyless else len(keys) - 1
        union = [self.schema(one) for one in branches]
        choice: Schema = _only(union, shapes, last)
        for number in reversed(range(len(keys))):
            if number != last:
                test = {"required": [keys[number]]}
                choice = {"if": test, "then": _only(union, shapes, number), "else": choice}
        return {"type": "object", "if": {"oneOf": union}, "else": choice}


def _only(union: list[Schema], shapes: list[Shape], number: int) -> Schema:
    """This branch of a union and none of the others: without the keys that only those require."""
    others = [place for place in range(len(union)) if place != number]
    foreign = {
        key: False
        for place in others
        for key in shapes[place].required
        if key not in shapes[number].properties
    }
    last_resort = [{"not": union[place]} for place in others]
    return {"allOf": [union[number], {"properties": foreign}, *last_resort]}


def _forbidden_key(schema: Any) -> str | None:
    """The key that `not: {required: [key]}` forbids; None for any other schema."""
    if isinstance(schema, dict) and set(schema) == {"required"} and len(schema["required"]) == 1:
        return str(schema["required"][0])
    return None
