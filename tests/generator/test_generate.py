"""The generation script: whole or nothing, the same bytes, and a check that notices everything."""

import ast
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import indent

import pytest

import generate
from _spec import load, object_schemas, operations
from tests.generator.mini import SILENTLY_LOST, THING, call, parameter, spec_text

WITH_ENUM = (
    THING
    + """
Size: {type: string, enum: [s, m]}
"""
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("made")
    spec = folder / "spec.yaml"
    spec.write_text(spec_text(THING), encoding="utf-8")
    assert run("--spec", spec, "--output", folder / "out") == 0
    return spec, folder / "out"


@pytest.fixture
def copy(made: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """The spec and an output folder that a test may spoil."""
    return made[0], Path(shutil.copytree(made[1], tmp_path / "out"))


def run(*arguments: object) -> int:
    return generate.main([str(one) for one in arguments])


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_same_spec_makes_the_same_bytes(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert run("--spec", made[0], "--output", tmp_path / "again") == 0
    assert bytes_of(tmp_path / "again") == bytes_of(made[1])


def test_the_package_is_typed_bannered_and_without_caches(made: tuple[Path, Path]) -> None:
    files = bytes_of(made[1])
    assert "virtualstaging_api/py.typed" in files
    assert not [name for name in files if "cache" in name]
    for name, content in files.items():
        assert b"Do not edit: change the spec and run `make generate`." in content, name
        assert b"\r" not in content, name


def test_check_passes_on_what_was_made_and_changes_nothing(copy: tuple[Path, Path]) -> None:
    spec, output = copy
    (output / "virtualstaging_api" / "__pycache__").mkdir(exist_ok=True)
    before = bytes_of(output)
    assert run("--check", "--spec", spec, "--output", output) == 0
    assert bytes_of(output) == before


def hand_edit(package: Path) -> None:
    (package / "client.py").write_bytes((package / "client.py").read_bytes() + b"\n")


SPOILED: dict[str, Callable[[Path], object]] = {
    "changed   virtualstaging_api/client.py": hand_edit,
    "changed   virtualstaging_api/request_schemas.json": lambda package: (
        package / "request_schemas.json"
    ).write_text("{}"),
    "missing   virtualstaging_api/py.typed": lambda package: (package / "py.typed").unlink(),
    "leftover  virtualstaging_api/models/gone.py": lambda package: (
        package / "models" / "gone.py"
    ).touch(),
    "leftover  virtualstaging_api/.ruff_cache/": lambda package: (package / ".ruff_cache").mkdir(),
    "leftover  notes.txt": lambda package: (package.parent / "notes.txt").touch(),
}


@pytest.mark.parametrize("line", SPOILED)
def test_one_difference_is_one_line(
    made: tuple[Path, Path], copy: tuple[Path, Path], line: str
) -> None:
    SPOILED[line](copy[1] / "virtualstaging_api")
    assert generate.differences(made[1], copy[1]) == [line]


def test_check_names_every_difference_and_generate_mends_them(
    made: tuple[Path, Path], copy: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    spec, output = copy
    for spoil in SPOILED.values():
        spoil(output / "virtualstaging_api")
    before = bytes_of(output)
    assert run("--check", "--spec", spec, "--output", output) == 1
    assert bytes_of(output) == before
    message = capsys.readouterr().err
    assert all(line in message for line in SPOILED)
    assert "`make generate` mends it" in message
    assert run("--spec", spec, "--output", output) == 0
    assert bytes_of(output) == bytes_of(made[1])


def test_check_misses_a_package_that_was_never_made(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    assert run("--check", "--spec", made[0], "--output", tmp_path / "none") == 1
    assert not (tmp_path / "none").exists()


def test_check_notices_a_changed_spec(copy: tuple[Path, Path], tmp_path: Path) -> None:
    spec = tmp_path / "other.yaml"
    spec.write_text(spec_text(WITH_ENUM), encoding="utf-8")
    assert run("--check", "--spec", spec, "--output", copy[1]) == 1


BAD_NAMES = """
Members: {type: object, properties: {to-dict: {type: string}}}
Extra: {type: object, properties: {additional_properties: {type: string}}}
Own: {type: object, properties: {cls: {type: string}, size: {type: string}}}
Letter: {type: object, properties: {size: {type: string}, d: {type: string}}}
"""
BAD_CLASS = "Any: {type: object, properties: {a: {type: string}}}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (call(f"{parameter('params')}, {parameter('limit')}").replace(THING.strip(), ""), ()),
        (spec_text(BAD_CLASS), ("the name Any stands for two things in the generated models/any",)),
        (spec_text(SILENTLY_LOST), ("`properties` beside a union",)),
        ("a: [", ("is not valid YAML",)),
        ("just words", ("is no OpenAPI document",)),
    ],
)
def test_a_refusal_changes_no_file(
    copy: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
    says: tuple[str, ...],
) -> None:
    if not says:  # every name that hides another, in one go
        text = text.replace("  schemas:\n", f"  schemas:\n{indent(BAD_NAMES, '    ')}")
        says = (
            "Members: the property `to_dict` takes the place of a member",
            "Extra: the property `additional_properties` takes the place of a member",
            "Own: the class cannot have a property called `cls` (",
            "Letter: the class cannot have a property called `d` (",
            "get_things: the query parameter `params` is not sent",
        )
    spec = tmp_path / "bad.yaml"
    spec.write_text(text, encoding="utf-8")
    before = bytes_of(copy[1])
    assert run("--spec", spec, "--output", copy[1]) == 1
    message = capsys.readouterr().err
    assert all(one in message for one in says), message
    assert "Traceback" not in message
    assert "Nothing was changed." in message
    assert bytes_of(copy[1]) == before
    assert [one.name for one in copy[1].iterdir()] == ["virtualstaging_api"]


def test_a_missing_spec_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--spec", tmp_path / "none.yaml", "--output", tmp_path / "out") == 1
    assert "can't be read" in capsys.readouterr().err


def test_another_version_of_a_tool_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: "0.0.1")
    assert run("--check", "--output", tmp_path) == 1
    assert "openapi-python-client is 0.0.1, but pyproject.toml pins" in capsys.readouterr().err


def test_a_package_that_python_can_not_import_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "broken"
    (package / "models").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "models" / "__init__.py").write_text("__all__ = ('Gone',)\n")
    spec = tmp_path / "spec.json"
    spec.write_text('{"paths": {}}', encoding="utf-8")
    with pytest.raises(generate.GenerationError, match="Gone"):
        generate._try_out(package, spec)


def class_names(package: Path) -> Iterator[str]:
    for file in (package / "models").glob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                yield node.name


def test_every_object_of_the_spec_has_its_class_and_every_operation_its_module() -> None:
    spec = load()
    package = generate.OUTPUT / "virtualstaging_api"
    assert set(object_schemas(spec)) <= set(class_names(package))
    modules = {
        path.relative_to(package).as_posix()
        for path in package.glob("api/*/*.py")
        if path.name != "__init__.py"
    }
    assert modules == {f"api/{one.node['tags'][0]}/{one.id}.py" for one in operations(spec)}
    companion = json.loads((package / "request_schemas.json").read_text(encoding="utf-8"))
    assert set(companion) == {"$comment", *(one.id for one in operations(spec))}
