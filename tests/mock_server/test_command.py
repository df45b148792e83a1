"""`virtualstaging-mock serve`: its options, and what it says when they are wrong."""

import argparse
import json
import socket
import time
from pathlib import Path

import pytest

from virtualstaging_mock import cli, running
from virtualstaging_mock._state.snapshot_form import FORMAT
from virtualstaging_mock.mock import Mock


def options(*arguments: str) -> argparse.Namespace:
    """The options as the command reads them."""
    return cli._parser().parse_args(["serve", *arguments])


def made(*arguments: str) -> Mock:
    """The mock that these options make."""
    return cli._mock(options(*arguments), {})


def test_options_reach_the_mock(tmp_path: Path) -> None:
    rules = tmp_path / "faults.json"
    rules.write_text(json.dumps([{"operation": "get_user", "effect": {"kind": "reset"}}]))
    mock = made(
        *("--clock", "polls=4", "--seed", "9", "--photos", "3", "--failure-rate", "0.5"),
        *("--faults", str(rules), "--api-key", "one", "--api-key", "other", "--duration", "2"),
    )
    assert repr(mock.clock) == "Clock('polls', polls=4)"
    assert (mock.backend.pace.seed, mock.backend.pace.failure_rate) == (9, 0.5)
    assert mock.backend.limits.photos == 3
    assert len(mock.faults.as_json()) == 1
    assert mock.answer("GET", "/v2/status", "", {"authorization": "Api-Key third"}).status == 401
    assert mock.answer("GET", "/v2/status", "", {"authorization": "Api-Key other"}).status == 200


def test_speed_is_that_of_the_wall() -> None:
    assert repr(made("--speed", "60").clock) == "Clock('wall', speed=60)"


@pytest.mark.parametrize("clock", ["manual", "instant", "polls=3", "wall"])
def test_a_server_begins_at_the_real_time(clock: str) -> None:
    before_ms = time.time_ns() // 1_000_000
    assert 0 <= made("--clock", clock).clock.now_ms() - before_ms < 60_000
    with running(clock=clock) as server:
        assert 0 <= server.mock.clock.now_ms() - before_ms < 60_000


def test_where_time_stands_still_a_state_goes_on_at_its_own(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.write_text(json.dumps({"format": FORMAT, "now_ms": 1_700_000_000_000, "accounts": []}))
    assert made("--clock", "manual", "--state", str(state)).clock.now_ms() == 1_700_000_000_000
    assert made("--state", str(state)).clock.now_ms() > 1_700_000_000_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--clock", "sundial"], "Use wall, manual, instant or polls=N"),
        (["--speed", "0"], "The speed must be above 0"),
        (["--speed", "2", "--clock", "instant"], "takes no speed"),
        (["--failure-rate", "2"], "failure_rate must be 0 to 1"),
        (["--duration", "-1"], "duration must be 0 or more"),
        (["--api-key", "two words"], "visible ASCII"),
        (["--faults", "/nowhere/faults.json"], "Cannot read /nowhere/faults.json"),
        (["--allow-webhooks-to", "10.0.0.0/99"], "neither private, nor a network"),
        (["--photos", "-1"], "photos"),
    ],
)
def test_wrong_use_ends_with_2_and_says_why(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve", "--port", "0", *arguments]) == 2
    output = capsys.readouterr()
    assert (output.out, message in output.err) == ("", True)


@pytest.mark.parametrize("content", ["{", '{"format": "other"}', "[1]"])
def test_a_file_that_is_none_of_ours_ends_with_2(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "file.json"
    path.write_text(content)
    assert cli.main(["serve", "--port", "0", "--state", str(path)]) == 2
    assert cli.main(["serve", "--port", "0", "--faults", str(path)]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert path.read_text() == content


@pytest.mark.parametrize("port", ["65536", "-1", "eighty"])
def test_what_is_no_port_is_wrong_use(port: str) -> None:
    with pytest.raises(SystemExit) as error:
        cli.main(["serve", "--port", port])
    assert error.value.code == 2


def test_a_port_in_use_ends_with_1_and_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert cli.main(["serve", "--port", port]) == 1
    assert f"Cannot listen on 127.0.0.1, port {port}" in capsys.readouterr().err
