"""The spec's lint: the spec itself passes, and each rule notices what it is for."""

from pathlib import Path

import pytest

import spec_lint
from _lint_rules import examples
from _spec import SPEC, SpecError, load, parse

GOOD = """\
openapi: 3.1.0
info: {title: Mini, version: "1"}
paths:
  /things:
    post:
      operationId: make_thing
      tags: [things]
      summary: Make a thing.
      security: [{Key: []}]
      requestBody:
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Thing"}
            examples: {one: {value: {id: t1, size: s}}}
      responses:
        "200":
          description: Made.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Thing"}
              examples: {one: {value: {id: t1}}}
        "400": {description: Refused.}
      callbacks:
        made:
          "{$request.body#/url}":
            post:
              operationId: receive_thing
              requestBody:
                content:
                  application/json:
                    schema: {$ref: "#/components/schemas/Thing"}
                    examples: {one: {value: {id: t1}}}
              responses: {"200": {description: Received.}}
components:
  securitySchemes: {Key: {type: apiKey, in: header, name: Authorization}}
  schemas:
    Thing:
      type: object
      required: [id]
      properties:
        id: {type: string, minLength: 1}
        size: {$ref: "#/components/schemas/Size"}
        other: {anyOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]}
    Size: {type: string, enum: [s, m], x-source: docs, x-enum-sources: {m: assumed}}
    Cat: {type: object, required: [kind], properties: {kind: {const: cat}}}
    Dog: {type: object, required: [kind], properties: {kind: {const: dog}}}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    return tmp_path / "openapi.yaml"


def test_the_spec_passes() -> None:
    assert spec_lint.complaints(SPEC) == []


def test_redocly_is_content_with_the_spec() -> None:
    assert spec_lint.redocly(SPEC) is None


def test_redocly_is_heard(spec: Path) -> None:
    spec.write_text(GOOD.replace("info: {", "info: {titel: X, "), encoding="utf-8")
    assert "titel" in str(spec_lint.redocly(spec))


def test_examples_of_requests_answers_and_callbacks_are_found() -> None:
    places = [where for where, _, _ in examples(parse(GOOD, "good"))]
    assert len(places) == 3
    assert sum("callbacks" in place for place in places) == 1
    assert any(where.startswith("components.pathItems") for where, _, _ in examples(load()))


def test_a_good_spec_passes(spec: Path) -> None:
    spec.write_text(GOOD, encoding="utf-8")
    assert spec_lint.complaints(spec) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("operationId: make_thing", "operationId: makeThing", "operationId in snake_case"),
        ("      tags: [things]\n", "", "needs 'tags'"),
        ("      summary: Make a thing.\n", "", "needs 'summary'"),
        ("      security: [{Key: []}]\n", "", "needs 'security'"),
        ('"400": {', '"4XX": {', "name each status by its number"),
        ('        "400": {description: Refused.}\n', "", "no error answer"),
        ("examples: {one: {value: {id: t1, size: s}}}", "examples: {}", "needs `examples`"),
        ("              examples: {one: {value: {id: t1}}}\n", "", "needs `examples`"),
        ("size: s}}}", "size: x}}}", "does not fit its schema at ['size']"),
        (
            "              examples: {one: {value: {id: t1}}}",
            "              examples: {one: {value: {}}}",
            "id",
        ),
        (
            "                    examples: {one: {value: {id: t1}}}",
            "                    examples: {one: {value: {id: 1}}}",
            "callbacks.made",
        ),
        ("x-source: docs", "x-source: rumour", "x-source 'rumour'"),
        ("{m: assumed}", "{xl: assumed}", "'xl', which is not in its enum"),
        ("{m: assumed}", "{m: rumour}", "source 'rumour'"),
        ("enum: [s, m]", "enum: [s, 1]", "mixed types"),
        ("enum: [s, m]", "enum: [s, null, m]", "mixed types"),
        ("    Size: {type: string,", "    Size: {type: string, default: s,", "lost at each $ref"),
        (
            '{$ref: "#/components/schemas/Size"}',
            '{$ref: "#/components/schemas/Size", default: s}',
            "beside $ref",
        ),
        (
            "    Cat: {type: object,",
            "    Cat: {type: object, anyOf: [{required: [a]}],",
            "beside a union",
        ),
        ("    Cat: {", "    cat_2: {type: object}\n    Cat: {", "not PascalCase"),
        ("{kind: {const: cat}}", "{kind: {const: dog}}", "two objects with the same constant"),
        (
            "{kind: {const: cat}}",
            "{kind: {const: cat}, Kind: {}}",
            "which become one name in Python",
        ),
        ("name: Authorization", "name: A, x: 1}, Other: {type: openIdConnect", "openIdConnect"),
        (
            "required: [kind], properties: {kind: {const",
            "properties: {kind: {x-const",
            "nothing distinguishes",
        ),
        (
            "    Cat: {type: object,",
            "    Cat: {type: object, additionalProperties: false,",
            "forbids unknown",
        ),
        (
            "id: {type: string, minLength: 1}",
            "id: {type: string}\n        bad: {type: array, items: false}",
            "boolean schema",
        ),
        (
            "id: {type: string, minLength: 1}",
            "id: {type: string}\n        bad: {oneOf: [{const: 1}, {const: 2}]}",
            "union of constants",
        ),
        (
            "id: {type: string, minLength: 1}",
            "id: {type: string}\n        bad: {allOf: [{minLength: 1}, {type: string}]}",
            "no plain object",
        ),
        ("enum: [s, m]", "enum: [on, m]", "YAML 1.1"),
        (
            "application/json:\n            schema",
            "text/plain:\n            schema",
            "only application/json",
        ),
        ("type: object\n      required: [id]", "type: objekt\n      required: [id]", "objekt"),
        ("    Size: {type", "    Cat: {}\n    Size: {type", "YAML 1.2"),
        ("paths:\n", "paths: 3\nothers:\n", "no OpenAPI document"),
    ],
)
def test_each_rule_notices_what_it_is_for(spec: Path, old: str, new: str, says: str) -> None:
    changed = GOOD.replace(old, new) if "const" in old else GOOD.replace(old, new, 1)
    assert changed != GOOD
    spec.write_text(changed, encoding="utf-8")
    try:
        found = spec_lint.complaints(spec)
    except SpecError as error:
        found = [str(error)]
    assert any(says in line for line in found), found


def test_the_command_names_the_place_and_ends_with_1(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec.write_text(GOOD.replace("x-source: docs", "x-source: rumour"), encoding="utf-8")
    assert spec_lint.main([str(spec)]) == 1
    message = capsys.readouterr().err
    assert "openapi.yaml: components.schemas.Size: has the x-source 'rumour'" in message
    assert spec_lint.main([str(spec.parent / "none.yaml")]) == 1
    assert "can't be read" in capsys.readouterr().err
