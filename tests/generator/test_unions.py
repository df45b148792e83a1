"""Template union_property: the value says which branch is meant, and its errors are heard."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.generator.mini import generate_mini

SCHEMAS = """
Cat: {type: object, required: [kind, lives], properties: {kind: {const: cat, default: cat}, lives: {type: integer}}}
Dog: {type: object, required: [kind, owner], properties: {kind: {const: dog, default: dog}, owner: {$ref: "#/components/schemas/Owner"}}}
Other: {type: object, required: [kind], properties: {kind: {type: string}}}
Owner: {type: object, required: [name], properties: {name: {type: string}}}
Pet: {oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]}
AnyPet: {anyOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}, {$ref: "#/components/schemas/Other"}]}
One: {type: object, required: [pet, name], properties: {pet: {$ref: "#/components/schemas/Pet"}, name: {type: string}}}
Many: {type: object, required: [pets, name], properties: {pets: {type: array, items: {$ref: "#/components/schemas/Pet"}}, name: {type: string}}}
Named: {type: object, required: [pet, names], properties: {pet: {$ref: "#/components/schemas/Pet"}, names: {type: array, items: {type: string}}}}
Order: {oneOf: [{$ref: "#/components/schemas/One"}, {$ref: "#/components/schemas/Many"}, {$ref: "#/components/schemas/Named"}]}
Box:
  type: object
  properties:
    pet: {$ref: "#/components/schemas/Pet"}
    any_pet: {$ref: "#/components/schemas/AnyPet"}
    owner: {anyOf: [{$ref: "#/components/schemas/Owner"}, {type: "null"}]}
    owners: {type: [array, "null"], items: {$ref: "#/components/schemas/Owner"}}
    one_or_more: {oneOf: [{$ref: "#/components/schemas/Owner"}, {type: array, items: {$ref: "#/components/schemas/Owner"}}]}
    owner_or_name: {anyOf: [{$ref: "#/components/schemas/Owner"}, {type: string}]}
    size: {type: [integer, string]}
    age: {type: [number, "null"]}
    order: {$ref: "#/components/schemas/Order"}
Seen:
  type: object
  required: [size]
  properties:
    size: {type: [integer, "null"]}
    owner: {anyOf: [{$ref: "#/components/schemas/Owner"}, {type: "null"}]}
    owners: {type: [array, "null"], items: {$ref: "#/components/schemas/Owner"}}
    age: {type: [number, "null"]}
    pet: {$ref: "#/components/schemas/Pet"}
"""  # noqa: E501

PATHS = """
/orders:
  post:
    operationId: create_order
    tags: [orders]
    requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
    responses: {"200": {description: Done.}}
/boxes:
  post:
    operationId: create_box
    tags: [orders]
    requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Box"}}}}
    responses: {"200": {description: Done.}}
"""  # noqa: E501

CAT = {"kind": "cat", "lives": 9}
DOG = {"kind": "dog", "owner": {"name": "Ann"}}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    folder: Path = tmp_path_factory.mktemp("unions")
    return generate_mini(folder, "mini_unions", SCHEMAS, PATHS)


@pytest.mark.parametrize(
    ("value", "class_name"),
    [
        ({"pet": CAT}, "Cat"),
        ({"pet": DOG}, "Dog"),
        ({"any_pet": DOG}, "Dog"),
        ({"any_pet": {"kind": "newt", "tail": 1}}, "Other"),
        ({"owner": {"name": "Ann"}}, "Owner"),
        ({"owner": None}, "NoneType"),
        ({"owners": None}, "NoneType"),
        ({"owners": [{"name": "Ann"}]}, "list"),
        ({"one_or_more": {"name": "Ann"}}, "Owner"),
        ({"one_or_more": []}, "list"),
        ({"owner_or_name": "Ann"}, "str"),
        ({"owner_or_name": {"name": "Ann"}}, "Owner"),
        ({"size": 3}, "int"),
        ({"size": "large"}, "str"),
        ({"age": None}, "NoneType"),
        ({"order": {"pet": CAT, "name": "x"}}, "One"),
        ({"order": {"pets": [CAT, DOG], "name": "x"}}, "Many"),
        ({"order": {"pet": DOG, "names": ["x"]}}, "Named"),
    ],
)
def test_the_meant_branch_is_built_and_dumped_unchanged(
    package: ModuleType, value: dict[str, Any], class_name: str
) -> None:
    box = package.models.Box.from_dict(value)
    (key,) = value
    assert type(getattr(box, key)).__name__ == class_name
    assert box.to_dict() == value


@pytest.mark.parametrize(
    ("value", "error", "says"),
    [
        ({"pet": {"kind": "cat"}}, KeyError, "lives"),
        ({"any_pet": {"kind": "dog", "owner": {}}}, KeyError, "name"),
        ({"any_pet": {"tail": 1}}, KeyError, "kind"),
        ({"owner": {}}, KeyError, "name"),
        ({"owners": [{"name": "Ann"}, {}]}, KeyError, "name"),
        ({"one_or_more": [{}]}, KeyError, "name"),
        ({"owner_or_name": {}}, KeyError, "name"),
        ({"order": {"pets": []}}, KeyError, "name"),
        ({"order": {"names": []}}, KeyError, "pet"),
        ({"order": {}}, KeyError, "pet"),
        ({"pet": {"kind": "newt"}}, TypeError, "pet must be Cat | Dog, got dict"),
        ({"pet": "cat"}, TypeError, "pet must be Cat | Dog, got str"),
        ({"owner": "Ann"}, TypeError, "owner must be None | Owner, got str"),
        ({"one_or_more": 7}, TypeError, "one_or_more must be .*got int"),
    ],
)
def test_an_error_inside_the_meant_branch_is_raised_not_swallowed(
    package: ModuleType, value: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says.replace("|", r"\|")):
        package.models.Box.from_dict(value)


def test_what_is_not_given_is_none_but_unset_where_a_request_can_send_null(
    package: ModuleType,
) -> None:
    box = package.models.Box.from_dict({})
    assert box.owner is box.age is box.owners is package.types.UNSET
    assert box.pet is box.one_or_more is None
    assert box.to_dict() == {}


@pytest.mark.parametrize("value", [{}, dict.fromkeys(("owner", "owners", "age", "pet"))])
def test_in_an_answer_null_and_absent_are_none(package: ModuleType, value: dict[str, None]) -> None:
    seen = package.models.Seen.from_dict({"size": None, **value})
    assert seen.size is seen.owner is seen.owners is seen.age is seen.pet is None
    assert seen.to_dict() == {"size": None}
    assert seen == package.models.Seen(size=None)


def test_a_body_that_can_be_several_objects_is_sent_as_the_one_it_is(package: ModuleType) -> None:
    from importlib import import_module

    create_order = import_module("mini_unions.api.orders.create_order")
    models = package.models
    cat = models.Cat(lives=9)
    for body in (
        models.One(pet=cat, name="x"),
        models.Many(pets=[cat], name="x"),
        models.Named(pet=cat, names=["x"]),
    ):
        assert create_order._get_kwargs(body=body)["json"] == body.to_dict()
