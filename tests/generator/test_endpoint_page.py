"""The statements of the vendor's page: each has its place in the spec; a lost one is named."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

import endpoint_page
from _diff.lines import read
from _spec import SPEC
from tests.generator.spec_changes import TEXT_OF_SPEC

NAME, STATEMENTS = endpoint_page.statements()


def lost(text: str) -> list[str]:
    return list(endpoint_page.lost(endpoint_page.Finder(read(text, "spec")), STATEMENTS))


def test_the_spec_holds_every_statement_and_each_operation_has_some() -> None:
    assert lost(TEXT_OF_SPEC) == []
    spec = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    operations = {f"{m.upper()} {path}" for path, item in spec["paths"].items() for m in item}
    assert {one.operation for one in STATEMENTS} == {None, *operations}


def test_each_word_of_a_statement_is_looked_at() -> None:
    """With anything else expected, or at another place, it is not held."""
    spec = endpoint_page.Finder(read(TEXT_OF_SPEC, "spec"))
    for one in STATEMENTS:
        for key, value in one.expected.items():
            if value != "folded":
                other = {**one.expected, key: _other(key, value)}
                assert spec.problem(replace(one, expected=other)) is not None, (one, key)
        for at in ("/nowhere", "query/nowhere", "body/nowhere", "200/nowhere", "299"):
            assert spec.problem(replace(one, at=at)) == "there is no such place", (one, at)


def _other(key: str, value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 7
        case list() if key == "mentions":
            return [*value, "no such words"]
        case None:
            return {}
        case _:
            return "another"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("name: Authorization", "name: X-Key", "has the header Authorization: Api-Key"),
        ("default: desc", "default: asc", "order: an enum, optional, desc by default"),
        ("required: [id, created_at, eta]", "required: [id, created_at]", "eta: number or null"),
        ("the completion is sent to", "it is sent to", None),
        ("  /user/webhook-secret:\n", "  /user/secret:\n", "Sets the secret of the HMAC signature"),
        ('type: [number, "null"]', "type: number", "queued_at: number or null"),
        ("case-sensitive, ", "", "The header's value is case-sensitive"),
        ("          minItems: 2\n", "", "image_urls: two strings"),
    ],
)
def test_a_statement_that_an_edit_loses_is_named(old: str, new: str, says: str | None) -> None:
    changed = TEXT_OF_SPEC.replace(old, new)
    assert changed != TEXT_OF_SPEC or says is None
    found = lost(changed)
    assert found == [] if says is None else any(says in one for one in found)


def test_the_command_writes_the_page_and_notices_drift(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "docs" / "coverage.md"
    arguments = ["--page", str(page)]
    assert endpoint_page.main([*arguments, "--check"]) == 1
    assert not page.exists()
    assert endpoint_page.main(arguments) == 0
    assert endpoint_page.main([*arguments, "--check"]) == 0
    text = page.read_text(encoding="utf-8")
    assert "| Needs the key | `GET /status` |" in text
    assert "| config: one of four, optional; the configuration it was made with |" in text
    spec = tmp_path / "openapi.yaml"
    spec.write_text(TEXT_OF_SPEC.replace("name: Authorization", "name: X-Key"), encoding="utf-8")
    capsys.readouterr()
    assert endpoint_page.main([*arguments, "--check", "--spec", str(spec)]) == 1
    said = capsys.readouterr().err
    assert "is no longer held by /components/securitySchemes/ApiKeyAuth: name is not" in said
    assert "lost 1 statement(s) of the vendor's page" in said
