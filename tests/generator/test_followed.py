"""Parts of the spec that no code follows are named, until they are followed or listed."""

from functools import cache
from pathlib import Path

import pytest
import yaml

import followed
from _sources import Sources
from tests.generator.spec_changes import CHANGES, TEXT_OF_SPEC, by_name, document

FOLLOWERS = followed.followers()
MOCK, WRAPPER = "nothing in mock_server/ knows it", "nothing in wrapper/ knows it"

NAMED = {
    "new room type": {f"RoomType, value attic: {MOCK}"},
    "new status of variations": {f"VariationStatus, value paused: {MOCK}"},
    "enum value renamed": {f"RoomType, value lounge: {MOCK}"},
    "optional field in an answer": {f"Render.seed: {MOCK}"},
    "optional field in a request": {f"AddFurniture.seed: {MOCK}", f"AddFurniture.seed: {WRAPPER}"},
    "required field in a request": {f"AddFurniture.seed: {MOCK}", f"AddFurniture.seed: {WRAPPER}"},
    "field renamed": {f"Analysis.masked_percentage: {MOCK}"},
    "new operation": {
        f"POST /renders/{{render_id}}/cancel: {MOCK}",
        f"POST /renders/{{render_id}}/cancel: {WRAPPER}",
    },
    "operation renamed": {f"GET /user: {MOCK}", f"GET /user: {WRAPPER}"},
    "new query parameter": {
        f"GET /renders, query parameter since: {MOCK}",
        f"GET /renders, query parameter since: {WRAPPER}",
    },
    "query parameter renamed": {
        f"GET /renders/{{render_id}}, query parameter variations_after: {MOCK}",
        f"GET /renders/{{render_id}}, query parameter variations_after: {WRAPPER}",
    },
    "new type of configuration": {
        f"Config, alternative ItemRemovalConfig: {WRAPPER}",
        f"VariationConfig, alternative ItemRemovalConfig: {WRAPPER}",
        f"ItemRemovalConfig.item: {MOCK}",
        f"ItemRemovalConfig.type, value item_removal: {MOCK}",
    },
    "uploads": {f"POST /analyze, request body.photo: {MOCK}"},
    "new status": {f"POST /analyze, answer 429: {MOCK}"},
}


@cache
def named(text: str) -> set[str]:
    found = followed.unfollowed(followed.Contract(document(text)), FOLLOWERS)
    return {str(one) for one in found}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_an_addition_is_named_and_nothing_else(change: object) -> None:
    name = change.name  # type: ignore[attr-defined]
    assert named(by_name(name)) - named(TEXT_OF_SPEC) == NAMED.get(name, set())


def test_the_command_names_file_and_line_until_it_is_acknowledged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, reasons = tmp_path / "openapi.yaml", tmp_path / "not-followed.yaml"
    spec.write_text(by_name("new room type"), encoding="utf-8")
    known = yaml.safe_load(followed.ACKNOWLEDGED.read_text(encoding="utf-8"))
    arguments = ["--spec", str(spec), "--acknowledged", str(reasons)]
    attic = f"RoomType, value attic: {MOCK}"
    for extra, code in (({}, 1), ({attic: ""}, 1), ({attic: "Later."}, 0), ({"Gone": "x"}, 1)):
        reasons.write_text(yaml.safe_dump({**known, **extra}), encoding="utf-8")
        assert followed.main(arguments) == code
    said = capsys.readouterr().err
    line = next(
        number
        for number, text in enumerate(spec.read_text(encoding="utf-8").splitlines(), 1)
        if "attic" in text
    )
    assert f"openapi.yaml:{line}: {attic}\n" in said
    assert "not-followed.yaml: Gone: it is followed, or gone" in said


def test_words_in_docstrings_follow_nothing(tmp_path: Path) -> None:
    source = tmp_path / "module.py"
    source.write_text('"""attic"""\ndef f():\n    """attic"""\n    return "cellar"\n')
    assert Sources(tmp_path).constants == {"cellar"}
