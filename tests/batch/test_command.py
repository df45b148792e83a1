"""The command `virtualstaging batch`, on a server of its own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.batch.photos import photo
from tests.batch.support import KEY, KilledError, made_fast
from virtualstaging import VirtualStaging, enhancement
from virtualstaging._core.steps import Flow
from virtualstaging.batch._data import Outcome
from virtualstaging.batch._sending import Sender
from virtualstaging.cli import main
from virtualstaging_mock import Clock, Running, running

STAGED = ("--room", "living", "--style", "modern")


@pytest.fixture(scope="module")
def one_server() -> Iterator[Running]:
    with running(clock=Clock("instant")) as mock:
        yield mock


@pytest.fixture
def server(one_server: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Running:
    one_server.mock.reset()
    one_server.mock.faults.clear()
    monkeypatch.setenv("VIRTUALSTAGING_API_KEY", KEY)
    monkeypatch.setenv("VIRTUALSTAGING_BASE_URL", one_server.base_url)
    monkeypatch.chdir(tmp_path)
    made_fast(monkeypatch)
    for number, name in enumerate(["elm/kitchen", "elm/front", "oak/kitchen"]):
        photo(tmp_path / "photos" / f"{name}.jpg", number)
    return one_server


def renders(server: Running) -> int:
    return sum(len(account.renders) for account in server.mock.backend.accounts.values())


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_folder_of_photos(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "photos", *STAGED, "--yes"]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["rows"] == {"done": 3}
    assert "3 renders of 3 photos to be charged" in output.err
    assert Path("out/oak/kitchen-staging-modern-1.jpg").exists()
    assert main(["batch", "photos", *STAGED]) == 0  # there is nothing to be asked about
    assert renders(server) == 3


def test_nothing_is_sent_unasked(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "photos", *STAGED]) == 2
    assert "--yes" in capsys.readouterr().err
    assert renders(server) == 0


def test_a_dry_run_only_looks(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "photos", *STAGED, "--dry-run"]) == 0
    found = printed(capsys)
    assert (found["cost"]["renders"], found["dry_run"]) == (3, True)
    assert not Path("out").exists()
    assert renders(server) == 0


def test_a_dry_run_refuses_bad_rows_unless_they_are_to_be_left_out(server: Running) -> None:
    Path("photos/empty.jpg").touch()
    assert main(["batch", "photos", *STAGED, "--dry-run"]) == 2
    assert main(["batch", "photos", *STAGED, "--dry-run", "--skip-bad"]) == 0


def test_a_folder_needs_to_know_what_to_do(
    server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", "photos"]) == 2
    assert "--room living --style modern" in capsys.readouterr().err


def test_bad_rows_end_it_or_are_left_out(
    server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("plan.csv").write_text("photo,do\nphotos/elm/front.jpg,enhance\nno.jpg,enhance\n")
    assert main(["batch", "plan.csv", "--yes"]) == 2
    assert "line 3, photo" in capsys.readouterr().err
    assert renders(server) == 0
    assert main(["batch", "plan.csv", "--yes", "--skip-bad"]) == 0
    assert "left out: line 3, photo" in capsys.readouterr().err
    assert renders(server) == 1


def test_status_says_how_far_it_is(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "status", "out"]) == 1
    assert "no batch in out" in capsys.readouterr().err
    assert main(["batch", "photos", *STAGED, "--yes", "-q"]) == 0
    capsys.readouterr()
    assert main(["batch", "status", "out", "--no-json"]) == 0
    assert capsys.readouterr().out == "3 rows: 3 done\n"


def test_rows_that_failed_are_named(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    refusal = {
        "operation": "create_render",
        "times": 1,
        "effect": {"kind": "status", "status": 400},
    }
    server.mock.faults.add(refusal)
    assert main(["batch", "photos", *STAGED, "--yes"]) == 1
    output = capsys.readouterr()
    assert json.loads(output.out)["rows"] == {"done": 2, "refused": 1}
    assert "refused: " in output.err


def test_doubts_are_shown_and_decided(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    with VirtualStaging() as client:
        made = [client.renders.create("photos/elm/front.jpg", enhancement()).id for _ in range(2)]

    def undecided(*_: Any) -> Flow[Outcome]:
        return Outcome("doubt", candidates=tuple(made))
        yield

    Path("plan.csv").write_text("id,photo,do\n7,photos/elm/front.jpg,enhance\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sender, "_begun", undecided)
        assert main(["batch", "plan.csv", "--yes", "-q"]) == 1
    capsys.readouterr()
    assert main(["batch", "doubts", "out"]) == 0
    found = printed(capsys)
    assert found["doubts"][0]["candidates"] == made
    assert Path(found["page"]).read_text().count("<img") == 3
    assert main(["batch", "adopt", "out", "7", made[1]]) == 0
    assert main(["batch", "plan.csv"]) == 0
    assert renders(server) == 2


def test_what_was_begun_is_not_sent_again_unasked(
    server: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("plan.csv").write_text("photo,do\nphotos/elm/front.jpg,enhance\n")

    def killed(*_: Any) -> Flow[Outcome]:
        raise KilledError
        yield

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sender, "first_sent", killed)
        with pytest.raises(KilledError):
            main(["batch", "plan.csv", "--yes"])
    capsys.readouterr()
    assert main(["batch", "plan.csv"]) == 2
    assert "1 call of the last run to be looked into first" in capsys.readouterr().err
    assert renders(server) == 0
