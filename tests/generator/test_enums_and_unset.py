"""Templates literal_enum and types: open enums, and one UNSET."""

import copy
import pickle
from types import ModuleType
from typing import Any, get_args

import pytest

from tests.generator.mini import generate_mini

SCHEMAS = """
State: {type: string, enum: [queued, done]}
Level: {type: integer, enum: [1, 2]}
Job:
  type: object
  required: [state]
  properties:
    state: {$ref: "#/components/schemas/State"}
    level: {$ref: "#/components/schemas/Level"}
    last: {anyOf: [{$ref: "#/components/schemas/State"}, {type: "null"}]}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return generate_mini(tmp_path_factory.mktemp("enums"), "mini_enums", SCHEMAS)


@pytest.mark.parametrize(
    "job",
    [
        {"state": "done"},
        {"state": "paused"},
        {"state": "paused", "level": 3, "last": "aborted"},
    ],
)
def test_values_that_the_spec_does_not_know_pass_both_ways(
    package: ModuleType, job: dict[str, Any]
) -> None:
    assert package.models.Job.from_dict(job).to_dict() == job
    assert package.models.Job(**job).to_dict() == job


def test_null_and_absent_are_one_in_an_answer(package: ModuleType) -> None:
    assert package.models.Job.from_dict({"state": "done", "last": None}).last is None
    assert package.models.Job.from_dict({"state": "done"}).last is None


def test_the_known_values_are_listed_and_the_type_is_open(package: ModuleType) -> None:
    from importlib import import_module

    state = import_module("mini_enums.models.state")
    assert state.STATE_VALUES == ("done", "queued")
    literal, base = get_args(state.State)
    assert get_args(literal) == ("done", "queued")
    assert base is str


def test_unset_is_one_object_after_copy_and_pickle(package: ModuleType) -> None:
    unset = package.types.UNSET
    assert package.types.Unset() is unset
    assert copy.copy(unset) is unset
    assert copy.deepcopy(unset) is unset
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(unset, protocol)) is unset  # noqa: S301
    assert repr(unset) == "UNSET"
    assert not unset


def test_a_copied_model_still_leaves_out_what_was_not_given(package: ModuleType) -> None:
    job = package.models.Job(state="done")
    assert copy.deepcopy(job) == job
    assert copy.deepcopy(job).to_dict() == {"state": "done"}
    assert pickle.loads(pickle.dumps(job)).to_dict() == {"state": "done"}  # noqa: S301
