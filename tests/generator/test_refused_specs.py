"""What the generator would lose or change in silence is refused by the lint of the spec."""

from pathlib import Path

import pytest

from spec_lint import complaints
from tests.generator.mini import SILENTLY_LOST, call, parameter, spec_text, thing

MIXED_ENUM = """
Thing: {type: object, properties: {size: {enum: [default, 1536]}}}
"""


REFUSED = {
    "a silent loss": (spec_text(SILENTLY_LOST), "`properties` beside a union"),
    "a mixed enum": (spec_text(MIXED_ENUM), "has an enum of mixed types"),
    "no OpenAPI": ("openapi: 3.1.0\npaths: {}\n", '"info" is a required property'),
    "one name twice": (
        thing("foo_bar: {type: string}, fooBar: {type: string}"),
        "'foo_bar' and 'fooBar', which become one name",
    ),
    "two parameters of one name": (
        call(
            f"{parameter('thingId')}, {parameter('thing_id', 'path', ', required: true')}",
            "/things/{thing_id}",
        ),
        "which become one name in Python",
    ),
    "a style of its own": (
        call(parameter("size", more=", style: spaceDelimited, explode: false")),
        "has a style of its own",
    ),
    "bytes": (thing("photo: {type: string, format: binary}"), "is of format binary"),
    "an unknown security scheme": (
        call(parameter("limit")).replace("[{Key: []}]", "[{Other: []}]"),
        "The security scheme Other is not in components",
    ),
    "two security schemes": (
        call(parameter("limit")).replace("[{Key: []}]", "[{Key: []}, {Other: []}]"),
        "several security schemes",
    ),
    "a key in a cookie": (
        call(parameter("limit")).replace("in: header, name: Auth", "in: cookie, name: Auth"),
        "is apiKey in cookie",
    ),
    "a server without a name": (
        "servers: [{url: https://api.example}]\n" + thing("a: {type: string}"),
        "needs an `x-name`",
    ),
    "an example that does not fit": (
        spec_text("Thing: {type: object, required: [id], examples: [{}]}"),
        '"id" is a required property',
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_be_lost_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    text, says = REFUSED[name]
    spec = tmp_path / "bad.yaml"
    spec.write_text(text, encoding="utf-8")
    [*found] = [one for one in complaints(spec) if says in one]
    assert found


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/octet-stream"])
@pytest.mark.parametrize("place", ["requestBody", "responses"])
def test_only_json_is_generated(tmp_path: Path, kind: str, place: str) -> None:
    content = f"content: {{{kind}: {{schema: {{type: string}}}}}}"
    answers = (
        f'responses: {{"200": {{description: Fine., {content}}}, "400": {{description: No.}}}}'
    )
    text = call(parameter("limit"))
    if place == "responses":
        start, end = text.index("responses:"), text.index("components:")
        text = text[:start] + answers + "\n" + text[end:]
    else:
        text = text.replace("responses:", f"requestBody: {{{content}}}\n      responses:")
    spec = tmp_path / "spec.yaml"
    spec.write_text(text, encoding="utf-8")
    [found] = [one for one in complaints(spec) if kind in one]
    assert "only application/json is generated" in found
