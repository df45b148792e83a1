"""The schemas for checks before sending: precise where a union would only say no, and no stricter
or laxer than the spec."""

import json
import re
from copy import deepcopy
from functools import cache
from typing import Any

import fastjsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from _request_schemas import python_pattern, request_schemas
from _spec import ROOT, Operation, SpecError, json_content, load, operations, parse, resolve
from tests.generator.mini import spec_text
from tests.generator.strategies import mutated, one_key_changed, valid

COMPANION = ROOT / "generated" / "virtualstaging_api" / "request_schemas.json"
SPEC = load()
OPERATIONS = {one.id: one for one in operations(SPEC)}
WITH_BODY = [one.id for one in OPERATIONS.values() if "requestBody" in one.node]

PATHS = """
/things:
  post:
    operationId: make
    parameters:
      - {name: limit, in: query, schema: {type: integer, minimum: 1, default: 20}}
      - {name: X-Trace, in: header, schema: {type: string}}
    requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Body"}}}}
    responses: {"200": {description: Done.}}
"""


def translated(schemas: str) -> dict[str, Any]:
    spec = parse(spec_text(schemas, PATHS), "mini")
    result: dict[str, Any] = request_schemas(spec)["make"]
    return result


def complaint(schema: dict[str, Any], value: Any) -> str | None:
    """What fastjsonschema says, None when it is content; the value must stay as it was."""
    before = deepcopy(value)
    try:
        compiled(json.dumps(schema))(value)
    except fastjsonschema.JsonSchemaValueException as error:
        return str(error.message)
    finally:
        assert value == before
    return None


@cache
def compiled(schema: str) -> Any:
    return fastjsonschema.compile(json.loads(schema))


TAGGED = """
A: {type: object, required: [kind, a], properties: {kind: {const: a}, a: {type: integer, maximum: 3}}}
B: {type: object, required: [kind], properties: {kind: {const: b}}}
Body: {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}], discriminator: {propertyName: kind}}
"""  # noqa: E501

BY_KEY = """
One: {type: object, required: [thing, name], properties: {thing: {type: integer}, name: {type: string}}}
Many: {type: object, required: [things, name], properties: {things: {type: array}, name: {type: string}}}
Body: {oneOf: [{$ref: "#/components/schemas/One"}, {$ref: "#/components/schemas/Many"}]}
"""  # noqa: E501

CONDITIONS = """
Body:
  type: object
  properties:
    unit: {type: boolean, default: true}
    size: {type: [integer, "null"], x-source: docs}
  dependentRequired: {size: [unit]}
  not: {required: [gone]}
"""


@pytest.mark.parametrize(
    ("schemas", "body", "says"),
    [
        (TAGGED, {"kind": "a", "a": 3}, None),
        (TAGGED, {"kind": "a", "a": 4}, "data.a must be smaller than or equal to 3"),
        (TAGGED, {"kind": "a"}, "data must contain ['a'] properties"),
        (TAGGED, {"kind": "c"}, "data.kind must be one of ['a', 'b']"),
        (TAGGED, {}, "data must contain ['kind'] properties"),
        (TAGGED, "a", "data must be object"),
        (BY_KEY, {"thing": 1, "name": "x"}, None),
        (BY_KEY, {"things": [], "name": "x"}, None),
        (BY_KEY, {"thing": "1", "name": "x"}, "data.thing must be integer"),
        (BY_KEY, {"things": 1, "name": "x"}, "data.things must be array"),
        (BY_KEY, {"things": []}, "data must contain ['name'] properties"),
        (BY_KEY, {"thing": 1, "things": [], "name": "x"}, "data.things must not be there"),
        (BY_KEY, [], "data must be object"),
        (CONDITIONS, {}, None),
        (CONDITIONS, {"size": None, "unit": False}, None),
        (CONDITIONS, {"size": 1}, "data missing dependency unit for size"),
        (CONDITIONS, {"gone": 1}, "data.gone must not be there"),
    ],
)
def test_a_complaint_names_the_place_in_the_branch_that_was_meant(
    schemas: str, body: Any, says: str | None
) -> None:
    assert complaint(translated(schemas)["body"], body) == says


def test_parameters_are_those_of_path_and_query() -> None:
    schema = translated(TAGGED)["parameters"]
    assert complaint(schema, {}) is None
    assert complaint(schema, {"limit": 1}) is None
    assert complaint(schema, {"limit": 0}) == "data.limit must be bigger than or equal to 1"
    assert "must not contain" in str(complaint(schema, {"X-Trace": "1"}))


@pytest.mark.parametrize(
    "body",
    [
        "{type: array, prefixItems: [{type: string}]}",
        "{type: object, unevaluatedProperties: false}",
        "{$ref: 'https://elsewhere.test/schema'}",
        "{type: string, pattern: '[\\S]'}",
    ],
)
def test_what_draft_07_can_not_say_is_refused(body: str) -> None:
    with pytest.raises(SpecError):
        translated(f"Body: {body}")


def test_a_tagged_union_without_its_constants_is_refused() -> None:
    with pytest.raises(SpecError, match="needs its own `const`"):
        translated(TAGGED.replace("{const: b}", "{const: a}"))


@pytest.mark.parametrize(
    ("pattern", "matches", "refuses"),
    [
        (r"^\d+$", ["12"], ["१२", ""]),
        (r"^[\d-]+$", ["1-2"], ["१"]),
        (r"^\w+$", ["a_1"], ["é"]),
        (r"^[^\s]+$", ["a", "\x1c", "\x85"], ["a b", "a\xa0b", "a\ufeffb", "\u2003"]),
        (r"^\S+\\s$", [r"a\s"], ["a "]),
    ],
)
def test_patterns_keep_the_meaning_that_ecma_gives_them(
    pattern: str, matches: list[str], refuses: list[str]
) -> None:
    compiled_pattern = re.compile(python_pattern(pattern))
    assert all(compiled_pattern.search(text) for text in matches)
    assert not any(compiled_pattern.search(text) for text in refuses)


# The committed companion file against the spec itself, read by another validator.


@cache
def companion(operation: str, part: str) -> Any:
    schemas = json.loads(COMPANION.read_text(encoding="utf-8"))
    return fastjsonschema.compile(schemas[operation][part])


@cache
def validator(operation: str, part: str) -> Any:
    return jsonschema_rs.Draft202012Validator(
        {**spec_schema(OPERATIONS[operation], part), "components": SPEC["components"]}
    )


def spec_schema(operation: Operation, part: str) -> dict[str, Any]:
    """The schema of the body as the spec has it, or of the parameters taken together."""
    if part == "body":
        content = json_content(resolve(SPEC, operation.node["requestBody"]))
        assert content is not None
        schema: dict[str, Any] = content["schema"]
        return schema
    return {
        "type": "object",
        "properties": {one["name"]: one["schema"] for one in operation.parameters},
        "required": [one["name"] for one in operation.parameters if one.get("required")],
        "additionalProperties": False,
    }


def agree(operation: str, part: str, value: Any) -> bool:
    """Do both say the same? Returns what they say."""
    expected: bool = validator(operation, part).is_valid(value)
    try:
        companion(operation, part)(value)
        found = True
    except fastjsonschema.JsonSchemaValueException:
        found = False
    assert found == expected, f"{operation}, {part}: the spec says {expected} of {value!r}"
    return expected


def examples(operation: str) -> list[Any]:
    content = json_content(resolve(SPEC, OPERATIONS[operation].node["requestBody"]))
    assert content is not None
    return [one["value"] for one in content["examples"].values()]


@pytest.mark.parametrize("operation", WITH_BODY)
def test_the_examples_are_valid_by_both(operation: str) -> None:
    assert all(agree(operation, "body", example) for example in examples(operation))


@pytest.mark.parametrize("operation", WITH_BODY)
def test_with_any_one_key_changed_both_say_the_same(operation: str) -> None:
    bodies = [changed for one in examples(operation) for changed in one_key_changed(one)]
    valid_ones = sum(agree(operation, "body", body) for body in bodies)
    assert 0 < valid_ones < len(bodies)


def differential(operation: str, part: str, count: int) -> None:
    schema = spec_schema(OPERATIONS[operation], part)
    bases = st.deferred(lambda: valid(SPEC, schema))
    if part == "body":
        bases = st.sampled_from(examples(operation)) | bases
    seen = {True: 0, False: 0}

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(bases.flatmap(lambda base: st.just(base) | mutated(base)))
    def compare(value: Any) -> None:
        seen[agree(operation, part, value)] += 1

    compare()
    assert min(seen.values()) > count // 20, f"one-sided: {seen}"


@pytest.mark.parametrize("operation", WITH_BODY)
def test_bodies_are_valid_by_both_or_by_neither(operation: str) -> None:
    differential(operation, "body", 300)


@pytest.mark.parametrize("operation", [one.id for one in OPERATIONS.values() if one.parameters])
def test_parameters_are_valid_by_both_or_by_neither(operation: str) -> None:
    differential(operation, "parameters", 150)
