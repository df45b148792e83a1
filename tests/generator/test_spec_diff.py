"""What a change of the spec breaks, for callers and for servers: one line each, with its place."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import Any

import pytest

import spec_diff
from _diff.api import changes
from _diff.lines import Document, read
from _spec import SpecError
from tests.generator.spec_changes import CHANGES, SPELLINGS, TEXT_OF_SPEC, Change, document

OLD = read(TEXT_OF_SPEC, "old")


@cache
def found(change: Change) -> list[Any]:
    return changes(OLD, document(change.new_text))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_change_is_judged_as_people_would(change: Change) -> None:
    texts = any(verdict == "text only" for verdict, _, _ in change.verdicts)
    lines = [one for one in found(change) if texts or not one.text]
    said = [(one.verdict, one.where, one.what) for one in lines]
    assert len(said) == len(change.verdicts), said
    for verdict, where, what in change.verdicts:
        assert any(one[:2] == (verdict, where) and what in one[2] for one in said), (
            f"{(verdict, where, what)} is not among {said}"
        )


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_its_line_is_where_the_edit_is(change: Change) -> None:
    """In the new text or, where something is gone, in the old one."""
    before, after = TEXT_OF_SPEC.splitlines(), change.new_text.splitlines()
    edited: tuple[set[int], set[int]] = (set(), set())
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            edited[0].update(range(i + 1, max(j, i + 1) + 1))
            edited[1].update(range(k + 1, max(m, k + 1) + 1))
    for one in found(change):
        places = {one.line if one.new else None: 1, one.old_line: 0}
        distances = [
            abs(place - line) for place, side in places.items() if place for line in edited[side]
        ]
        assert one.text or min(distances) <= 4, (one, edited)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_undoing_it_is_a_change_too(change: Change) -> None:
    assert changes(document(change.new_text), OLD) != []


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda change: change.name)
def test_another_spelling_is_no_change(spelling: Change) -> None:
    said = [one for one in found(spelling) if one.verdict != "text only"]
    assert said == []
    assert read(spelling.new_text, "new").data != OLD.data


def test_nothing_changed_is_no_change() -> None:
    assert changes(OLD, read(TEXT_OF_SPEC, "new")) == []


def spoiled(document: Document, step: int) -> Iterator[str]:
    """The document with one of its parts taken away, or another value put there, and back again."""
    seen: set[int] = set()
    places: list[tuple[Any, Any]] = []
    queue: list[Any] = [document.data]
    while queue:
        node = queue.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        places += [(node, key) for key in keys]
        queue += [node[key] for key in keys if isinstance(node[key], dict | list)]
    for node, key in places[::step]:
        value = node[key]
        if isinstance(node, list):
            continue
        before = dict(node)
        node.pop(key)
        yield f"{document.place(node).pointer} without {key!r}"
        node.clear()
        node.update(before)
        if not isinstance(value, dict | list):
            node[key] = f"other {value}" if isinstance(value, str) else int(value or 0) + 1
            yield f"{document.place(node, key).pointer}, another value"
            node[key] = value


def test_a_difference_is_never_passed_over() -> None:
    """Whatever is taken away or put in another's place, anywhere: something is said."""
    new = read(TEXT_OF_SPEC, "new")
    tried = 0
    for what in spoiled(new, 43):
        tried += 1
        try:
            assert changes(OLD, new), what
        except (KeyError, TypeError, SpecError):  # the command refuses a document that is not sound
            with pytest.raises(SpecError):
                spec_diff.check_sound(new)
    assert tried > 60
    assert changes(OLD, new) == []


BASE = """\
openapi: 3.1.0
paths:
  /things:
    post:
      operationId: make
      security: [{Key: []}]
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

NOBODY, CALLERS, SERVERS = "breaks nobody", "breaks callers", "breaks servers"
BOTH, JUDGE = "breaks callers and servers", "judge by hand"


ENUM, STATES = "enum: [s, m]", "enum: [new, done]"
PART, EVENT = "    Part: {type: object,", ', {$ref: "#/components/schemas/Event"}]'
REFUSED = '        "400": {description: Refused.}\n'
ID = "        id: {type: string}\n"


@pytest.mark.parametrize(
    ("old", "new", "where", "forward", "backward"),
    [
        (ENUM, "enum: [s, m, l]", "Order.size", SERVERS, CALLERS),
        (STATES, "enum: [new, done, lost]", "Thing.state", NOBODY, SERVERS),
        ("required: [name]", "required: []", ("Order.name", "Order"), SERVERS, CALLERS),
        ("required: [id, state]", "required: [id]", ("Thing.state", "Thing"), CALLERS, SERVERS),
        ('type: [string, "null"]', "type: string", "Order.note", CALLERS, SERVERS),
        ("minLength: 1", "minLength: 2", "Order.name", CALLERS, SERVERS),
        (f", {ENUM}", "", "Order.size", SERVERS, CALLERS),
        ("{name: {", "{a: {type: string}, name: {", "Order.a", SERVERS, CALLERS),
        (ID, f"{ID}        b: {{type: integer}}\n", "Thing.b", NOBODY, CALLERS),
        ("weight: {type: number}", "weight: {type: string}", "Part.weight", BOTH, BOTH),
        (EVENT, "]", "Thing.extra", JUDGE, JUDGE),
        (PART, f"{PART} not: {{required: [x]}},", ("Part (not)", "Part"), SERVERS, CALLERS),
        (PART, f"{PART} additionalProperties: false,", "Part", SERVERS, CALLERS),
        (", at: {type: number}", "", "Event.at", CALLERS, NOBODY),
        ("        required: true\n", "", "POST /things, request body", SERVERS, CALLERS),
        ("operationId: make", "operationId: build", "POST /things", CALLERS, CALLERS),
        ("security: [{Key: []}]", "security: []", "POST /things", BOTH, BOTH),
        (REFUSED, "", "POST /things, answer 400", SERVERS, NOBODY),
        ('"400": {', '"201": {', "POST /things, answer 201", CALLERS, SERVERS),
    ],
)
def test_a_change_and_its_undoing_break_whom_they_should(
    old: str, new: str, where: str | tuple[str, str], forward: str, backward: str
) -> None:
    changed = BASE.replace(old, new, 1)
    assert changed != BASE
    there, back = (where, where) if isinstance(where, str) else where
    for one, other, expected in (
        (BASE, changed, (there, forward)),
        (changed, BASE, (back, backward)),
    ):
        said = [(x.where, x.verdict) for x in changes(read(one, "old"), read(other, "new"))]
        assert expected in said, said
