"""The state as JSON: taken, put back, refused where malformed, written whole or not at all."""

import copy
import os
from pathlib import Path
from typing import Any

import orjson
import pytest

from virtualstaging_mock import Mock
from virtualstaging_mock._input import InputError, read_json
from virtualstaging_mock._state.snapshot_form import FORMAT
from virtualstaging_mock._state.state_file import SnapshotError, write

KEY = "vsai-pk-snapshot"
HEADERS = {"authorization": f"Api-Key {KEY}", "content-type": "application/json"}
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
    "DwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def call(mock: Mock, method: str, path: str, body: Any = None) -> Any:
    target, _, query = path.partition("?")
    data = b"" if body is None else orjson.dumps(body)
    reply = mock.answer(method, f"/v2{target}", query, HEADERS, data)
    assert reply.status < 300, reply.body
    return orjson.loads(reply.body)


def lived() -> Mock:
    """A mock in which something of each kind has happened, some of it still under way."""
    mock = Mock(clock="manual", seed=3)
    staging = {"type": "staging", "add_furniture": {"room_type": "bed", "style": "luxury"}}
    removing = {**staging, "remove_furniture": {"mode": "on"}}
    call(mock, "POST", "/user/webhook-secret", {"webhook_secret": "s3cret"})
    first = {"config": removing, "variation_count": 2, "image_url": PIXEL}
    call(mock, "POST", "/renders", first)
    call(mock, "POST", "/analyze", {"image_url": PIXEL})
    mock.advance(60)
    second = {"config": staging, "variation_count": 1, "image_url": "https://example.com/2.jpg"}
    call(mock, "POST", "/renders", {**second, "webhook_url": "http://127.0.0.1/hook"})
    mock.add_legacy_render(KEY)
    mock.faults.add({"operation": "get_user", "nth": 5, "effect": "reset"})
    return mock


def shown(mock: Mock) -> list[Any]:
    """What a client sees of its account."""
    renders = call(mock, "GET", "/renders?limit=100")
    return [renders, call(mock, "GET", "/user")]


def test_a_state_put_back_is_the_same_to_a_client() -> None:
    """Through JSON and back: the client sees the same account, byte for byte."""
    mock = lived()
    state = orjson.loads(orjson.dumps(mock.dump_state()))
    other = Mock(clock="manual", seed=3)
    other.load_state(state)
    assert shown(mock) == shown(other)
    assert mock.dump_state() == other.dump_state()
    assert KEY not in repr(state)


def test_what_was_under_way_goes_on() -> None:
    """A variation under way ends at its time, and its webhook comes, signed."""
    mock = lived()
    other = Mock(clock="manual", seed=3)
    got: list[Any] = []
    other.deliver_webhooks_to(lambda outgoing: got.append(outgoing.headers))
    other.load_state(mock.dump_state())
    for one in (mock, other):
        one.advance(120)
    assert shown(mock) == shown(other)
    assert len(got) == 1
    assert "X-Webhook-Signature" in got[0]


def test_new_things_get_new_ids() -> None:
    """What is made after a state was put back does not take the id of what is in it."""
    other = Mock(clock="manual", seed=3)
    other.load_state(lived().dump_state())
    before = {item["id"] for item in shown(other)[0]["items"]}
    body = {
        "config": {"type": "enhancement"},
        "variation_count": 1,
        "image_url": "https://x.example/",
    }
    assert call(other, "POST", "/renders", body)["id"] not in before


def test_a_fixture_by_hand_may_be_short() -> None:
    """A key, a render, a variation: the rest is filled in, and the variation is done."""
    mock = Mock(clock="manual")
    variation = {
        "id": "v_1",
        "config": {"type": "legacy_staging", "room_type": "bed", "style": "modern"},
    }
    render = {
        "id": "r_1",
        "photos": [{"url": "https://example.com/1.jpg"}],
        "variations": [variation],
    }
    mock.load_state({"format": FORMAT, "accounts": [{"key": KEY, "renders": [render]}]})
    found = call(mock, "GET", "/renders/r_1/variations/v_1")
    assert (found["status"], found["config"]["type"]) == ("done", "legacy_staging")
    assert found["result"]["url"]


def broken(path: tuple[Any, ...], value: Any) -> Any:
    state = copy.deepcopy(lived().dump_state())
    target: Any = state
    for part in path[:-1]:
        target = target[part]
    target[path[-1]] = value
    return state


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("format",), "other/1", "format"),
        (("accounts",), None, "accounts"),
        (("now_ms",), 12, "now_ms"),
        (("surprise",), 1, "surprise"),
        (("accounts", 0, "owner"), KEY, "accounts.0.owner"),
        (("accounts", 0, "webhook_secret"), "a b", "webhook_secret"),
        (("accounts", 0, "renders", 0, "id"), "../x", "renders.0.id"),
        (("accounts", 0, "renders", 0, "photos"), [], "photos"),
        (("accounts", 0, "renders", 0, "variations", 0, "due_ms"), "soon", "due_ms"),
        (("accounts", 0, "used", "staging"), -1, "staging"),
        (("photos",), {"x": "not base64!"}, "base64"),
        (("faults",), [{"effect": "explode"}], "faults: Rule 1"),
    ],
)
def test_a_malformed_state_is_refused_and_changes_nothing(
    path: tuple[Any, ...], value: Any, words: str
) -> None:
    """A sentence that says where; the account stays as it was."""
    mock = lived()
    before = mock.dump_state()
    with pytest.raises(SnapshotError) as refusal:
        mock.load_state(broken(path, value))
    assert words in str(refusal.value)
    assert mock.dump_state() == before


@pytest.mark.parametrize("state", [None, [], 3, "x", {}])
def test_what_is_no_state_is_refused(state: Any) -> None:
    """Anything else than an object of this format."""
    with pytest.raises(SnapshotError, match="no state of the mock"):
        Mock(clock="manual").load_state(state)


def test_an_id_twice_is_refused() -> None:
    """Ids of all kinds and keys are unique."""
    state = lived().dump_state()
    renders = state["accounts"][0]["renders"]
    renders[1]["id"] = renders[0]["id"]
    with pytest.raises(SnapshotError, match="twice"):
        Mock(clock="manual").load_state(state)


def test_a_file_is_written_and_read(tmp_path: Path) -> None:
    """What was written is what is read, and nothing else is left beside it."""
    path = tmp_path / "state.json"
    state = lived().dump_state()
    write(path, state)
    write(path, state)
    assert read_json(path) == state
    assert [path] == list(tmp_path.iterdir())


def test_a_file_is_never_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fails in the middle, the old file stays whole and no rest is left."""
    path = tmp_path / "state.json"
    write(path, {"old": True})

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SnapshotError, match="No space left"):
        write(path, {"new": True})
    assert read_json(path) == {"old": True}
    assert [path] == list(tmp_path.iterdir())


def test_a_file_that_cannot_be_had_is_named(tmp_path: Path) -> None:
    """A folder, no JSON, or in a folder that is not there: our error, with the path."""
    (tmp_path / "x.json").write_text("{")
    for call_it in (
        lambda: read_json(tmp_path),
        lambda: read_json(tmp_path / "x.json"),
        lambda: write(tmp_path / "none" / "x.json", {}),
    ):
        with pytest.raises(InputError, match=str(tmp_path)):
            call_it()
