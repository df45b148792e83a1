"""Recorded requests are sent to a mock, and differing answers are listed."""

from pathlib import Path

import orjson
import pytest

from tests.mock_server._deviating import KEY, SECRET, deviating, recorded
from virtualstaging_mock import running
from virtualstaging_mock.cli import main


def test_a_replay_lists_where_the_mock_answers_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "traffic.har"
    with deviating() as (_, base):
        path.write_bytes(orjson.dumps(recorded(base, 5)))
    assert main(["replay", str(path)]) == 1
    said = capsys.readouterr().out
    for words in (
        "9 × create_render: the server answered 201, the mock 202",
        "list_renders: the server sends items[].priority, the mock does not",
        "get_render: queued_at is a string at the server, a number at the mock",
        "the server answered 400, the mock 202",
    ):
        assert words in said, said
    assert KEY not in said
    assert SECRET not in said


def test_a_replay_of_the_mock_itself_shows_no_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "traffic.har"
    with running(clock="manual") as server:
        path.write_bytes(orjson.dumps(recorded(server.base_url, 5)))
    assert main(["replay", str(path)]) == 0
    assert "no differences" in capsys.readouterr().out
