"""The catalogue of faults in clients: each can be planted, and leaves nothing behind."""

import inspect
from pathlib import Path

import pytest

from contract_tests.client_faults.catalogue import CATALOGUE
from contract_tests.client_faults.run import FOLDER, ROOT
from contract_tests.faults.code import CannotPlantError, Edit
from contract_tests.faults.fault import Fault, client_faults


@pytest.mark.parametrize("fault", CATALOGUE, ids=lambda fault: fault.name)
def test_a_fault_can_be_planted_and_taken_away(fault: Fault) -> None:
    """The code is still as the catalogue knows it; afterwards it is as before."""
    before = [edit.current() for edit in fault.edits]
    with fault.planted():
        now = [edit.current() for edit in fault.edits]
        assert any(one is not other for one, other in zip(now, before, strict=True))
    after = [edit.current() for edit in fault.edits]
    assert all(one is other for one, other in zip(after, before, strict=True))


def test_there_are_enough_and_each_has_its_name() -> None:
    """The catalogue only grows."""
    names = [one.name for one in CATALOGUE]
    assert len(names) == len(set(names)) >= 270
    assert all(one.sentence.endswith(".") for one in CATALOGUE)
    assert all((ROOT / FOLDER / file).is_file() for one in CATALOGUE for file in one.first)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ('sentence = "S."\ntarget = "a:b"\nnew = "c"', "name"),
        ('name = "n"\nsentence = "S."\ntarget = "a:b"', "n: .*new"),
        ('name = "n"\nsentence = "S."\ntarget = "a:b"\nnew = "c"\nodl = "d"', "n: .*odl"),
        (
            'name = "n"\nsentence = "S."\nold = "d"\n[[fault.edit]]\ntarget = "a:b"\nnew = "c"',
            "n: old beside",
        ),
    ],
)
def test_an_entry_that_is_wrong_is_named(row: str, complaint: str, tmp_path: Path) -> None:
    """Rather than planted nowhere."""
    (tmp_path / "kind.toml").write_text(f'kind = "k"\nfirst = []\n[[fault]]\n{row}\n')
    with pytest.raises(ValueError, match=rf"kind\.toml: .*{complaint}"):
        client_faults(tmp_path)


def test_a_fault_in_code_that_has_changed_is_told() -> None:
    """Rather than planted nowhere."""
    for edit in (
        Edit("virtualstaging._core.calls:_text", "x", old="not there"),
        Edit("virtualstaging._core.calls:nothing", "1"),
        Edit("virtualstaging:nothing", "b", old="a"),
        Edit("virtualstaging.nothing:nothing", "b", old="a"),
    ):
        with pytest.raises(CannotPlantError), edit.planted():
            pass


def test_an_edited_function_runs_with_its_edit() -> None:
    """Also where it is reached by another name, and only while it is planted."""
    from virtualstaging._core import calls

    function = calls._text
    with Edit("virtualstaging._core.calls:_text", '"yes"', old='"true"').planted():
        assert function(True) == "yes"
        assert "yes" not in inspect.getsource(calls)
    assert function(True) == "true"
