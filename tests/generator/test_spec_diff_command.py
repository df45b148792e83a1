"""The command that compares two specs: its reports, its exit codes, and what it refuses."""

import json
from typing import Any

import pytest

import spec_diff
from _diff.api import changes
from _diff.lines import read
from _diff.redocly import rated
from _diff.report import Report, as_json, markdown, text
from _spec import SPEC, SpecError
from tests.generator.spec_changes import TEXT_OF_SPEC, by_name, document

OLD = read(TEXT_OF_SPEC, "old")


@pytest.fixture
def since(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Compare the spec with another text, as if that were the base; names are not looked at."""

    def prepare(old: str) -> None:
        monkeypatch.setattr(spec_diff, "base_text", lambda ref, name: old)
        monkeypatch.setattr(spec_diff, "_add_names", lambda report: None)
        monkeypatch.setattr(spec_diff, "rated", lambda old, new: [])
        monkeypatch.delenv("FORMAT", raising=False)

    return prepare


@pytest.mark.parametrize(
    ("name", "code"), [("words", 0), ("new status", 0), ("new room type", 1), ("format", 3)]
)
def test_the_exit_code_says_whether_something_breaks(name: str, code: int) -> None:
    found = changes(OLD, document(by_name(name)))
    assert Report("v1", "openapi.yaml", found).code == code


def test_no_change_is_reported_as_such(
    since: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    since(TEXT_OF_SPEC)
    monkeypatch.setenv("BASE", "v2")
    assert spec_diff.main([]) == 0
    assert "0 change(s) of the spec since v2" in capsys.readouterr().out


def test_the_report_for_people_names_file_and_line(
    since: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    since(by_name("new room type"))
    monkeypatch.setattr(spec_diff, "rated", rated)
    assert spec_diff.main(["v1"]) == 1
    said = capsys.readouterr().out
    line = next(
        number
        for number, text in enumerate(TEXT_OF_SPEC.splitlines(), 1)
        if "enum: [living, bed" in text
    )
    place = f"openapi/openapi.yaml:{line} at v1: RoomType: value attic removed"
    assert f"breaks callers and servers {place}" in said
    assert "1 change(s) of the spec since v1: 1 break callers, 1 break servers, 0 to judge" in said
    assert f"major  openapi/openapi.yaml:{line}: Enum of `room_type` lost values" in said


def test_json_and_markdown_hold_the_same(since: Any, capsys: pytest.CaptureFixture[str]) -> None:
    since(by_name("new type of configuration"))
    assert spec_diff.main(["v1", "--json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown["exit_code"] == 1
    assert {one["where"] for one in shown["changes"]} == {"Config", "VariationConfig"}
    assert shown["changes"][0]["breaks"] == ["callers"]
    assert all(one["line_in_base"] for one in shown["changes"])
    assert spec_diff.main(["v1", "--markdown"]) == 1
    said = capsys.readouterr().out
    assert said.startswith("#### Breaks callers\n\n- `Config`: the alternative ItemRemovalConfig")


def test_an_unknown_form_or_ref_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert spec_diff.main(["no-such-ref"]) == 2
    assert "There is no openapi/openapi.yaml at 'no-such-ref'" in capsys.readouterr().err
    monkeypatch.setenv("FORMAT", "word")
    assert spec_diff.main(["HEAD"]) == 2
    assert "FORMAT=word is none of text, json, markdown." in capsys.readouterr().err
    with pytest.raises(SystemExit):
        spec_diff.main(["--output=x"])


def test_the_committed_spec_can_be_read_back() -> None:
    committed = spec_diff.base_text("HEAD", "openapi/openapi.yaml")
    assert read(committed, "HEAD").data["openapi"] == OLD.data["openapi"]


def test_forms_of_an_empty_report() -> None:
    empty = Report("v1", "openapi/openapi.yaml", [])
    assert text(empty).startswith("0 change(s)")
    assert json.loads(as_json(empty))["changes"] == []
    assert markdown(empty) == "Nothing that is sent changed.\n"


def test_a_missing_spec_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spec_diff, "SPEC", SPEC.parent / "none.yaml")
    with pytest.raises(SpecError, match="can't be read"):
        spec_diff._own_text()


@pytest.mark.parametrize(
    "broken", ["paths: 3", "a: [", "paths: {/a: {get: {responses: {'200': {$ref: '#/no'}}}}}"]
)
def test_a_document_that_can_not_be_read_is_an_error(
    broken: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(spec_diff, "base_text", lambda ref, name: broken)
    assert spec_diff.main(["v1"]) == 2
    assert "Traceback" not in capsys.readouterr().err
