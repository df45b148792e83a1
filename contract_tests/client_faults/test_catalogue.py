"""The catalogue of faults in clients: each can be planted, and leaves nothing behind."""

import inspect
from typing import Any

import pytest

from contract_tests.client_faults.catalogue import CATALOGUE, OUT_OF_REACH
from contract_tests.client_faults.planting import (
    CannotPlantError,
    Edit,
    Fault,
    Put,
    _function,
    _raw,
)
from contract_tests.client_faults.run import FILES, FIRST, ROOT


def seen(fault: Fault) -> list[Any]:
    """What a fault's changes are laid over, as it is now."""
    return [
        _function(one.target).__code__ if isinstance(one, Edit) else _raw(one.target)
        for one in fault.changes
    ]


@pytest.mark.parametrize("fault", CATALOGUE, ids=lambda fault: fault.name)
def test_a_fault_can_be_planted_and_taken_away(fault: Fault) -> None:
    """The code is still as the catalogue knows it; afterwards it is as before."""
    before = seen(fault)
    with fault.planted():
        assert any(now is not then for now, then in zip(seen(fault), before, strict=True))
    assert all(now is then for now, then in zip(seen(fault), before, strict=True))


def test_there_are_enough_and_each_has_its_name() -> None:
    """The catalogue only grows."""
    names = [one.name for one in CATALOGUE]
    assert len(names) == len(set(names)) >= 260
    assert set(OUT_OF_REACH) <= set(names)
    assert all(one.sentence.endswith(".") for one in CATALOGUE)


def test_every_test_of_clients_takes_part() -> None:
    """No file is forgotten."""
    there = {
        str(path.relative_to(ROOT))
        for folder in ("client", "wrapper")
        for path in (ROOT / "contract_tests" / folder).glob("test_*.py")
    }
    assert set(FILES) == there
    assert {one.kind for one in CATALOGUE} == set(FIRST)


def test_a_fault_in_code_that_has_changed_is_told() -> None:
    """Rather than planted nowhere."""
    target = "virtualstaging._core.calls:_text"
    for change in (
        Edit(target, "not there", "x"),
        Put("virtualstaging._core.calls:nothing", 1),
        Edit("virtualstaging:nothing", "a", "b"),
    ):
        with pytest.raises(CannotPlantError), change.planted():
            pass


def test_an_edited_function_runs_with_its_edit() -> None:
    """Also where it is reached by another name, and only while it is planted."""
    from virtualstaging._core import calls

    function = calls._text
    with Edit("virtualstaging._core.calls:_text", '"true"', '"yes"').planted():
        assert function(True) == "yes"
        assert "yes" not in inspect.getsource(calls)
    assert function(True) == "true"
