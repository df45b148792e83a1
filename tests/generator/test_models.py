"""Templates model, model_property and const_property: objects in and out, nothing lost."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import virtualstaging_api.models
from _lint_rules import examples
from _spec import is_object, load
from tests.generator.mini import generate_mini, parameter

SCHEMAS = """
Tree:
  type: object
  description: A tree.
  required: [kind, result, root]
  properties:
    kind: {const: tree, default: tree}
    age: {const: 3}
    result: {type: number}
    root: {$ref: "#/components/schemas/Node"}
    spare: {$ref: "#/components/schemas/Node"}
    photoLimit: {type: integer, default: 5}
Node:
  type: object
  properties:
    parsed: {type: string}
    nodes: {type: array, items: {$ref: "#/components/schemas/Node"}}
Names: {type: object, additionalProperties: {type: string}}
Nodes: {type: object, additionalProperties: {$ref: "#/components/schemas/Node"}}
Closed: {type: object, additionalProperties: false, properties: {a: {type: string}}}
Plain: {type: object}
"""

TREE: dict[str, Any] = {"kind": "tree", "result": 1, "root": {}}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return generate_mini(tmp_path_factory.mktemp("models"), "mini_models", SCHEMAS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Tree", TREE),
        ("Tree", TREE | {"spare": {"nodes": [{"parsed": "x"}, {"nodes": []}]}, "age": 3}),
        ("Tree", TREE | {"photoLimit": 1, "new_field": [1, {"a": None}]}),
        ("Node", {"nodes": [{"new_field": 1}]}),
        ("Names", {"a": "b"}),
        ("Nodes", {"a": {"parsed": "x"}}),
        ("Plain", {"anything": None}),
        ("Closed", {"a": "x"}),
    ],
)
def test_what_comes_in_goes_out_unchanged(
    package: ModuleType, name: str, value: dict[str, Any]
) -> None:
    before = repr(value)
    parsed = getattr(package.models, name).from_dict(value)
    assert parsed.to_dict() == value
    assert repr(value) == before


def test_unknown_fields_are_at_hand_by_name(package: ModuleType) -> None:
    node = package.models.Node.from_dict({"new_field": 1})
    assert node["new_field"] == 1
    assert node.additional_keys == ["new_field"]
    assert "new_field" in node
    node["other"] = 2
    del node["new_field"]
    assert node.to_dict() == {"other": 2}


def test_constants_and_defaults_need_not_be_given(package: ModuleType) -> None:
    tree = package.models.Tree(result=1, root=package.models.Node())
    assert tree.to_dict() == TREE | {"photoLimit": 5}


@pytest.mark.parametrize(
    ("value", "error", "says"),
    [
        (TREE | {"kind": "bush"}, ValueError, "^kind must be 'tree'$"),
        (TREE | {"age": 4}, ValueError, "^age must be 3$"),
        ({"kind": "tree", "root": {}}, KeyError, "result"),
        (TREE | {"root": None}, TypeError, "NoneType"),
        (TREE | {"root": "x"}, ValueError, "dictionary"),
    ],
)
def test_what_does_not_fit_is_an_error(
    package: ModuleType, value: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        package.models.Tree.from_dict(value)


def test_the_description_is_the_docstring(package: ModuleType) -> None:
    assert package.models.Tree.__doc__.startswith("A tree.\n\n    Attributes:\n        kind ")


def test_the_generated_models_satisfy_mypy(
    package: ModuleType, strict_mypy: Callable[..., str]
) -> None:
    assert strict_mypy(Path(str(package.__file__)).parent.parent, "mini_models") == ""


def class_examples() -> list[Any]:
    """The spec's examples whose schema is a class, each with the class's name."""
    spec = load()
    return [
        pytest.param(schema["$ref"].rpartition("/")[2], value, id=where)
        for where, schema, value in examples(spec)
        if is_object(spec, schema)
    ]


@pytest.mark.parametrize(("name", "value"), class_examples())
def test_every_example_of_the_spec_comes_through_its_class_unchanged(
    name: str, value: dict[str, Any]
) -> None:
    found = getattr(virtualstaging_api.models, name).from_dict(value).to_dict()
    absent = {key for key, one in value.items() if one is None and key not in found}
    assert {key: one for key, one in value.items() if key not in absent} == found
    required = load()["components"]["schemas"][name].get("required", [])
    assert absent.isdisjoint(required)


ODD = ("hidden", "self", "str", "dict", "isinstance", "property", "class", "None", "models")
ODDER = ("UNSET", "_models", "json", "_parsed_", "2nd", "é", "x y", "repr")


def test_any_other_name_works(tmp_path: Path) -> None:
    names = [f'"{name}"' for name in (*ODD, *ODDER)]
    properties = ", ".join(f"{name}: {{type: string}}" for name in names)
    package = generate_mini(
        tmp_path,
        "mini_odd",
        f"Thing: {{type: object, properties: {{{properties}}}}}",
        f"""
        /things:
          get:
            operationId: get_things
            tags: [things]
            security: [{{Key: []}}]
            parameters: [{", ".join(parameter(name) for name in ("client", "body", *names))}]
            responses: {{"200": {{description: Fine.}}}}
        """,
    )
    value = {name: f"of {name}" for name in (*ODD, *ODDER)}
    assert package.models.Thing.from_dict(value).to_dict() == value


def test_dates_and_ids_stay_the_text_that_they_are(tmp_path: Path) -> None:
    """Parsed and written anew they would lose nanoseconds, `Z`, or the case of their letters."""
    formats = ("date-time", "date", "uuid")
    properties = ", ".join(f"{one}: {{type: string, format: {one}}}" for one in formats)
    package = generate_mini(
        tmp_path, "mini_text", f"Thing: {{type: object, properties: {{{properties}}}}}"
    )
    for text in ("2026-11-26T14:03:06.123456789Z", "2026-11-26", "NO DATE", "0A-B"):
        value = dict.fromkeys(formats, text)
        thing = package.models.Thing.from_dict(value)
        assert (thing.date_time, thing.date, thing.uuid) == (text,) * 3
        assert thing.to_dict() == value
