"""What a change of the spec breaks, for callers and for servers: small pairs of specs."""

from textwrap import dedent

import pytest

import spec_diff
from _spec import SPEC, load, parse

BASE = """\
openapi: 3.1.0
paths:
  /things:
    post:
      operationId: make
      security: [{Key: []}]
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 10, default: 5}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
      responses:
        "200":
          description: Made.
          content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
        "400": {description: Refused.}
components:
  pathItems:
    Made:
      post:
        requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Event"}}}}
  schemas:
    Order:
      allOf:
        - {type: object, required: [name], properties: {name: {type: string, minLength: 1}}}
        - type: object
          properties: {size: {type: string, enum: [s, m]}, note: {type: [string, "null"]}}
    Thing:
      type: object
      required: [id, state]
      properties:
        id: {type: string}
        state: {type: string, enum: [new, done]}
        parts: {type: array, items: {$ref: "#/components/schemas/Part"}}
        extra: {anyOf: [{$ref: "#/components/schemas/Part"}, {$ref: "#/components/schemas/Event"}]}
    Part: {type: object, properties: {weight: {type: number}, part: {$ref: "#/components/schemas/Part"}}}
    Event: {type: object, required: [kind], properties: {kind: {const: made}, at: {type: number}}}
"""  # noqa: E501

NOBODY: tuple[str, ...] = ()
CALLERS = ("callers",)
SERVERS = ("servers",)
BOTH = ("callers", "servers")
REQUEST = "POST /things, request body"
ANSWER = "POST /things, answer 200"


def diff(old: str, new: str) -> list[tuple[str, str, tuple[str, ...]]]:
    found = spec_diff.changes(parse(old, "old"), parse(new, "new"))
    return [(one.where, one.what, tuple(sorted(one.breaks))) for one in found]


def test_nothing_changed_is_no_change() -> None:
    assert diff(BASE, BASE) == []
    assert spec_diff.changes(load(), load()) == []


@pytest.mark.parametrize(
    ("old", "new", "forward", "backward"),
    [
        ("enum: [s, m]", "enum: [s, m, l]", (f"{REQUEST}, size", SERVERS), CALLERS),
        ("enum: [new, done]", "enum: [new, done, lost]", (f"{ANSWER}, state", NOBODY), SERVERS),
        ("required: [name]", "required: []", (f"{REQUEST}, name", SERVERS), CALLERS),
        ("required: [id, state]", "required: [id]", (f"{ANSWER}, state", CALLERS), SERVERS),
        ('type: [string, "null"]', "type: string", (f"{REQUEST}, note", CALLERS), SERVERS),
        ("minLength: 1", "minLength: 2", (f"{REQUEST}, name", CALLERS), SERVERS),
        ("maximum: 10", "maximum: 20", ("POST /things, query parameter limit", SERVERS), CALLERS),
        ("default: 5", "default: 6", ("POST /things, query parameter limit", BOTH), BOTH),
        (", enum: [s, m]", "", (f"{REQUEST}, size", SERVERS), CALLERS),
        (
            "{name: {type: string,",
            "{a: {type: string}, name: {type: string,",
            (f"{REQUEST}, a", SERVERS),
            CALLERS,
        ),
        (
            "        id: {type: string}\n",
            "        id: {type: string}\n        b: {type: string}\n",
            (f"{ANSWER}, b", NOBODY),
            CALLERS,
        ),
        (
            "weight: {type: number}",
            "weight: {type: string}",
            (f"{ANSWER}, parts[].weight", CALLERS),
            CALLERS,
        ),
        (', {$ref: "#/components/schemas/Event"}]', "]", (f"{ANSWER}, extra", SERVERS), NOBODY),
        (
            "    Part: {type: object,",
            "    Part: {type: object, not: {required: [x]},",
            (f"{ANSWER}, parts[]", BOTH),
            BOTH,
        ),
        (
            "    Part: {type: object,",
            "    Part: {type: object, additionalProperties: false,",
            (f"{ANSWER}, parts[]", SERVERS),
            CALLERS,
        ),
        (", at: {type: number}", "", ("webhook Made, at", CALLERS), NOBODY),
        ("        required: true\n", "", ("POST /things", SERVERS), CALLERS),
        ("operationId: make", "operationId: build", ("POST /things", CALLERS), CALLERS),
        ("security: [{Key: []}]", "security: []", ("POST /things", BOTH), BOTH),
        (
            '        "400": {description: Refused.}\n',
            "",
            ("POST /things, answer 400", SERVERS),
            NOBODY,
        ),
        ('"400": {', '"201": {', ("POST /things, answer 201", CALLERS), SERVERS),
        (
            "in: query,",
            "in: query, required: true,",
            ("POST /things, query parameter limit", CALLERS),
            SERVERS,
        ),
    ],
)
def test_a_change_and_its_undoing_break_whom_they_should(
    old: str, new: str, forward: tuple[str, tuple[str, ...]], backward: tuple[str, ...]
) -> None:
    assert old in BASE
    changed = BASE.replace(old, new, 1)
    there = diff(BASE, changed)
    back = diff(changed, BASE)
    assert (forward[0], forward[1]) in [(where, breaks) for where, _, breaks in there], there
    assert (forward[0], backward) in [(where, breaks) for where, _, breaks in back], back


def test_operations_and_parameters_that_come_and_go() -> None:
    more = BASE.replace(
        "components:",
        dedent("""\
          /other:
            get: {operationId: other, responses: {"200": {description: Fine.}}}
        components:"""),
        1,
    )
    assert diff(BASE, more) == [("GET /other", "added", SERVERS)]
    assert diff(more, BASE) == [("GET /other", "removed", CALLERS)]
    fewer = BASE.replace("        - {name: limit", "        - {name: size", 1)
    assert diff(BASE, fewer) == [
        ("POST /things, query parameter limit", "removed", CALLERS),
        ("POST /things, query parameter size", "added", SERVERS),
    ]


def test_the_command_ends_with_1_on_a_breaking_change_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = load()
    monkeypatch.setattr(spec_diff, "base_spec", lambda ref: old)
    assert spec_diff.main(["v1"]) == 0
    assert "0 change(s) since v1" in capsys.readouterr().out
    del old["paths"]["/status"]
    monkeypatch.setenv("BASE", "v2")
    assert spec_diff.main([]) == 1
    said = capsys.readouterr().out
    assert "breaks servers             GET /status: added" in said
    assert "1 change(s) since v2, 1 of them breaking." in said


def test_a_ref_that_does_not_exist_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert spec_diff.main(["no-such-ref"]) == 2
    assert "There is no openapi/openapi.yaml at 'no-such-ref'" in capsys.readouterr().err
    assert spec_diff.main(["--output=x"]) == 2


def test_the_committed_spec_can_be_read_back() -> None:
    assert spec_diff.base_spec("HEAD")["openapi"] == load(SPEC)["openapi"]
