"""The catalogue holds together: each fault can be planted, and leaves nothing behind."""

import inspect
from pathlib import Path
from typing import Any

import pytest

from contract_tests.checks import QUICK, Check, of_suite
from contract_tests.exchange import Failure
from contract_tests.faults.catalogue import CATALOGUE
from contract_tests.faults.code import CannotPlantError, Edit
from contract_tests.faults.fault import Fault
from contract_tests.faults.hunt import BATCH, FOLDER, ROOT
from contract_tests.faults.tables import WrongEntryError, client_faults, server_faults
from contract_tests.in_process import InProcess

CLIENT, SERVER = ([f for f in CATALOGUE if f.side == side] for side in ("client", "server"))
# Caught within a moment, one by each way of planting.
QUICKLY_CAUGHT = (
    "default order is ascending",
    "config is not shown",
    "eta of a render in seconds",
    "Bearer is taken",
    "head has a body",
    "the secret is sent back",
)


def test_the_catalogue_only_grows() -> None:
    """So many faults at least, each under a name and a sentence of its own."""
    assert len(CLIENT) >= 270
    assert len(SERVER) >= 662
    assert len({(fault.side, fault.name) for fault in CATALOGUE}) == len(CATALOGUE)
    assert all(fault.sentence.endswith(".") for fault in CATALOGUE)
    files = {file for fault in CLIENT for file in fault.first}
    assert all((ROOT / ("" if one.startswith(BATCH) else FOLDER) / one).is_file() for one in files)


@pytest.mark.parametrize("fault", CLIENT, ids=lambda fault: fault.name)
def test_a_fault_can_be_planted_and_taken_away(
    fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code is still as the catalogue knows it; afterwards it is as before."""
    seen: list[tuple[Edit, object]] = []
    plant = Edit.planted

    def noted(edit: Edit) -> Any:
        seen.append((edit, edit.current()))
        return plant(edit)

    monkeypatch.setattr(Edit, "planted", noted)
    with fault.planted():
        assert any(edit.current() is not before for edit, before in seen)
    first = {edit.target: before for edit, before in reversed(seen)}
    assert all(edit.current() is first[edit.target] for edit, _ in seen)


@pytest.mark.parametrize("name", QUICKLY_CAUGHT)
def test_a_fault_in_a_server_is_caught(name: str) -> None:
    """The same checks that pass on the sound server fail on this one."""
    fault = next(fault for fault in SERVER if fault.name == name)
    checks = [*of_suite("grid"), *of_suite("model")]
    checks.sort(key=lambda check: not any(word in check.name for word in fault.first))
    with fault.planted():
        assert any(fails(check) for check in checks)


def fails(check: Check) -> bool:
    """Whether a check finds something wrong with the mock."""
    try:
        check.run(InProcess(), QUICK)
    except Failure:
        return True
    return False


START = 'name = "n"\nsentence = "S."\n'
WRONG_IN_CLIENTS = {
    'sentence = "S."\ntarget = "a:b"\nnew = "c"': "name",
    START + 'target = "a:b"': "n: .*new",
    START + 'target = "a:b"\nnew = "c"\nodl = "d"': "n: .*odl",
    START + 'old = "d"\n[[fault.edit]]\ntarget = "a:b"\nnew = "c"': "n: old beside",
}
WRONG_IN_SERVERS = {
    START: "n: it has none of",
    START + 'on = "requests"\ndo = "pass"': "n: 'requests'",
    START + 'on = "request"': "n: .*do",
    START + 'on = "request"\ndo = "it ="': "n: invalid syntax",
    START + 'on = "request"\ndo = "it = nobody"': "n: .*nobody is not defined",
    START + 'on = "event.json"\ndo = "pass"\nwhn = "it"': "n: .*whn",
    START + 'body = "a"\nis = 1\nwhen = "value"': "n: is stands alone",
    START + 'query = "a"\nbecome = 1': "n: .*become",
    START + "answer = 400": "n: .*when",
}


@pytest.mark.parametrize(
    ("read", "entry", "complaint"),
    [
        *((client_faults, entry, complaint) for entry, complaint in WRONG_IN_CLIENTS.items()),
        *((server_faults, entry, complaint) for entry, complaint in WRONG_IN_SERVERS.items()),
    ],
)
def test_an_entry_that_is_wrong_is_named(
    read: Any, entry: str, complaint: str, tmp_path: Path
) -> None:
    """Rather than planted nowhere."""
    (tmp_path / "kind.toml").write_text(f'kind = "k"\nfirst = []\n[[fault]]\n{entry}\n')
    with pytest.raises(WrongEntryError, match=rf"kind\.toml: .*{complaint}"):
        list(read(tmp_path))


def test_a_fault_in_code_that_has_changed_is_an_error() -> None:
    """Rather than planted nowhere."""
    for edit in (
        Edit("virtualstaging._core.requests:_text", "x", old="not there"),
        Edit("virtualstaging._core.requests:nothing", "1"),
        Edit("virtualstaging:nothing", "b", old="a"),
        Edit("virtualstaging.nothing:nothing", "b", old="a"),
        Edit("virtualstaging._core.requests:_text", "[one for one in nobody]", old='"true"'),
    ):
        with pytest.raises(CannotPlantError), edit.planted():
            pass


def test_an_edited_function_runs_with_its_edit() -> None:
    """Also where it is reached by another name, and only while it is planted."""
    from virtualstaging._core import requests

    function = requests._text
    with Edit("virtualstaging._core.requests:_text", '"yes"', old='"true"').planted():
        assert function(True) == "yes"
        assert "yes" not in inspect.getsource(requests)
    assert function(True) == "true"
