"""Plans are read from what people have, and what is wrong with them is named by line and column."""

import json
from pathlib import Path

import pytest

from tests.batch.photos import photo
from virtualstaging import ValidationError
from virtualstaging.batch import Plan, Problem, Row, folder, read
from virtualstaging.batch._checks import Wanted, checked


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with photos, which is the current one."""
    for number, name in enumerate(["a.jpg", "b.jpg", "elm/kitchen.jpg", "oak/kitchen.jpg"]):
        photo(tmp_path / name, number)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plan_of(here: Path, text: str, name: str = "plan.csv") -> Plan:
    (here / name).write_text(text, encoding="utf-8")
    return read(here / name)


def wanted(plan: Plan) -> list[Wanted]:
    assert plan.problems == ()
    return [one for one in checked(plan) if isinstance(one, Wanted)]


def problems(plan: Plan) -> list[str]:
    return [str(one) for one in plan.problems]


def test_a_csv_has_a_row_for_each_line(here: Path) -> None:
    plan = plan_of(
        here,
        "id,name,photo,do,room_type,style,sky_style,remove_furniture,variation_count,agent\n"
        "7,elm-5/kitchen,a.jpg,stage,kitchen,modern,,auto,3,Ada\n"
        "8,elm-5/front,b.jpg,dusk,,,golden,,,\n",
    )
    first, second = wanted(plan)
    assert first.row.more == {"agent": "Ada"}
    assert (first.row.id, first.name, first.row.variation_count) == ("7", "elm-5/kitchen", 3)
    assert json.loads(first.config) == {
        "type": "staging",
        "add_furniture": {"room_type": "kitchen", "style": "modern"},
        "remove_furniture": {"mode": "auto"},
    }
    assert json.loads(second.config) == {"type": "daytodusk", "sky_style": "golden"}
    assert (first.label, second.label) == ("staging-modern", "dusk-golden")


def test_json_lines_say_the_same(here: Path) -> None:
    lines = [
        {"id": 7, "photo": "a.jpg", "style": "modern", "room_type": "living", "variation_count": 2},
        {"photo": "b.jpg", "do": "declutter", "remove_furniture": True, "agent": None},
    ]
    plan = plan_of(here, "\n".join(map(json.dumps, lines)), "plan.jsonl")
    first, second = wanted(plan)
    assert (first.row.id, first.row.variation_count, first.name) == ("7", 2, "a")
    assert (second.row.id, second.label) == ("2", "declutter")


def test_spreadsheets_write_semicolons_marks_and_numbers_with_a_point(here: Path) -> None:
    text = "Photo;Do;Variation_Count\na.jpg;Enhance;3.0\n;;\n"
    plan = plan_of(here, "\ufeff" + text)
    (one,) = wanted(plan)
    assert (one.row.variation_count, one.label) == (3, "enhance")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1,,stage,living,modern", "line 2, photo: it is empty"),
        ("1,no.jpg,stage,living,modern", "line 2, photo: "),
        ("1,a.jpg,stge,living,modern", "line 2, do: 'stge' is not known. Did you mean stage?"),
        ("1,a.jpg,,,", "line 2, do: it is empty"),
        ("1,a.jpg,stage,,modern", "line 2, room_type: it is empty"),
        ("1,a.jpg,stage,living,", "line 2, style: it is empty"),
        ("1,a.jpg,stage,livng,modern", "line 2, room_type: 'livng' is not known"),
        ("1,a.jpg,stage,living,modern,7,8", "line 2: it has 7 cells, the header 5"),
        ("1,ftp://x/a.jpg,stage,living,modern", "line 2, photo: "),
        ("1,data:image/png,stage,living,modern", "line 2, photo: a data URL"),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(here: Path, line: str, problem: str) -> None:
    plan = plan_of(here, f"id,photo,do,room_type,style\n{line}\n2,b.jpg,enhance,,\n")
    (found,) = problems(plan)
    assert found.startswith(problem)
    assert len([one for one in checked(plan) if isinstance(one, Wanted)]) == 1


@pytest.mark.parametrize("count", ["0", "21", "-1", "1.5", "many", "1e400", "nan"])
def test_a_number_of_variations_is_one_to_twenty(here: Path, count: str) -> None:
    plan = plan_of(here, f"photo,do,variation_count\na.jpg,enhance,{count}\n")
    (found,) = problems(plan)
    assert found.startswith("line 2, variation_count: ")


def test_lines_are_counted_as_an_editor_does(here: Path) -> None:
    plan = plan_of(here, 'photo,do,note\na.jpg,enhance,"two\nlines"\n\nb.jpg,wrong,\n')
    (found,) = problems(plan)
    assert found.startswith("line 5, do: ")


def test_what_is_no_photo_is_named_before_anything_is_sent(here: Path) -> None:
    (here / "empty.jpg").touch()
    (here / "text.jpg").write_text("no photo")
    plan = plan_of(here, "photo,do\nempty.jpg,enhance\ntext.jpg,enhance\na.jpg,enhance\n")
    assert [(one.line, one.column) for one in plan.problems] == [(2, "photo"), (3, "photo")]


def test_a_declutter_that_leaves_the_furniture_is_a_mistake(here: Path) -> None:
    plan = plan_of(here, "photo,do,remove_furniture\na.jpg,declutter,off\n")
    assert problems(plan) == ["line 2, remove_furniture: “off” leaves nothing to do"]


def test_an_id_names_one_row(here: Path) -> None:
    text = "id,photo,do\n7,a.jpg,enhance\n7,a.jpg,enhance\n7,b.jpg,enhance\n"
    plan = plan_of(here, text)
    assert problems(plan) == ["line 4, id: '7' is the id of another row, too"]
    assert len([one for one in checked(plan) if isinstance(one, Wanted)]) == 1  # the equal one


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no column “photo”"),
        ("file,do\na.jpg,enhance\n", "no column “photo”"),
        ("photo,do,do\na.jpg,enhance,\n", "twice"),
        ("photo,do,varation_count\na.jpg,enhance,3\n", "'variation_count' is meant"),
        ("photo,do,Room Type\na.jpg,enhance,3\n", "'room_type' is meant"),
    ],
)
def test_columns_that_are_wrong_are_named(here: Path, text: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        plan_of(here, text)


@pytest.mark.parametrize(
    "content", [b"photo,do\n\xff\xfe,enhance\n", b'photo,do\n"a.jpg,enhance\n', b"PK\x03\x04\0\0"]
)
def test_whatever_a_file_holds_it_ends_in_an_error_of_ours(here: Path, content: bytes) -> None:
    (here / "plan.csv").write_bytes(content)
    with pytest.raises(ValidationError):
        read("plan.csv")


@pytest.mark.parametrize("line", ["{", "[]", '"a.jpg"', '{"photo": ["a.jpg"]}', "[" * 100_000])
def test_a_line_that_is_no_object_is_a_problem(here: Path, line: str) -> None:
    plan = plan_of(here, f'{line}\n{{"photo": "a.jpg", "do": "enhance"}}\n', "plan.jsonl")
    assert [one.line for one in plan.problems] == [1]


def test_a_plan_that_is_not_there(here: Path) -> None:
    with pytest.raises(ValidationError, match="can't be read"):
        read("no.csv")
    with pytest.raises(ValidationError, match="no folder"):
        folder("no")


def test_paths_start_at_the_plans_folder_and_else_at_the_current_one(here: Path) -> None:
    plan = plan_of(here / "elm", "photo,do\nkitchen.jpg,enhance\nb.jpg,enhance\n")
    places = [Path(one.photo.place) for one in wanted(plan)]
    assert places == [here / "elm" / "kitchen.jpg", here / "b.jpg"]


def test_names_are_paths_that_stay_below(here: Path) -> None:
    rows = [Row("a.jpg", "enhance", name=name, id=name) for name in ("../../etc/x", "/a/b", "c\\d")]
    rows += [Row("a.jpg", "enhance", name="con", id="4"), Row("a.jpg", "enhance", id="5")]
    rows += [Row("https://cdn.example/elm/front%20door.jpg?sig=1", "enhance", id="6")]
    names = [one.name for one in wanted(Plan(rows))]
    assert names == ["etc/x", "a/b", "c/d", "_con", "a", "front door"]


def test_a_folder_is_a_plan_of_its_pictures(here: Path) -> None:
    for name in (".DS_Store", "._a.jpg", "notes.txt", "done/a.jpg", "done/batch.sqlite"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).touch()
    plan = folder(here, do="stage", room_type="living", style="modern")
    assert [one.name for one in wanted(plan)] == ["a", "b", "elm/kitchen", "oak/kitchen"]


def test_usual_values_fill_what_rows_leave_empty(here: Path) -> None:
    (here / "plan.csv").write_text("photo,do,style\na.jpg,,\nb.jpg,,coastal\n")
    plan = read("plan.csv", do="stage", room_type="bed", style="modern", variation_count=2)
    assert [(one.label, one.row.variation_count) for one in wanted(plan)] == [
        ("staging-modern", 2),
        ("staging-coastal", 2),
    ]


def test_photos_differ_by_what_is_sent(here: Path) -> None:
    (here / "copy.jpg").write_bytes((here / "a.jpg").read_bytes())
    rows = [Row(name, "enhance", id=name) for name in ("a.jpg", "copy.jpg", "b.jpg")]
    digests = [one.photo.digest for one in wanted(Plan(rows))]
    assert digests[0] == digests[1] != digests[2]


def test_a_problem_can_be_read() -> None:
    assert str(Problem(3, "style", "it is empty")) == "line 3, style: it is empty"
    assert str(Problem(3, "", "it is no JSON")) == "line 3: it is no JSON"
