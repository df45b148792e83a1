"""Recorded traffic is compared with the document: in both directions, without secrets."""

import base64
import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from virtualstaging_mock._input import InputError
from virtualstaging_mock._spec.spec import Spec
from virtualstaging_mock._traffic.conformance import Judge
from virtualstaging_mock._traffic.har import check_recording
from virtualstaging_mock._traffic.observed import Recorded
from virtualstaging_mock._traffic.report import Report
from virtualstaging_mock._traffic.verbs import lines_of
from virtualstaging_mock.cli import main

KEY = "Api-Key vsai-pk-conformance"
RENDER = {"id": "r_1", "created_at": 1735689600000, "eta": None}
CREATE = {
    "config": {"type": "staging", "add_furniture": {"room_type": "bed", "style": "modern"}},
    "image_url": "https://example.com/1.jpg?token=s3cret",
    "variation_count": 1,
}
judge = Judge(Spec.bundled())


def seen(**given: Any) -> Recorded:
    """A right GET of a render, except for what is given; dicts become JSON."""
    settings: dict[str, Any] = {
        "method": "GET",
        "path": "/renders/r_1",
        "query": "",
        "authorization": KEY,
        "content_type": "",
        "body": b"",
        "status": 200,
        "answer_type": "application/json; charset=utf-8",
        "answer": RENDER,
    }
    settings |= given
    for name in ("body", "answer"):
        if not isinstance(settings[name], bytes):
            settings[name] = orjson.dumps(settings[name])
    return Recorded(**settings)


def created(**given: Any) -> Recorded:
    sent = {"method": "POST", "path": "/renders", "body": CREATE, "status": 202}
    return seen(**{**sent, "content_type": "application/json", **given})


def texts(exchange: Recorded) -> list[str]:
    found = judge.judge(exchange).observations
    return [f"{observation.kind}: {observation.text}" for observation in found]


def test_sound_traffic_is_passed() -> None:
    """An exchange that fits has no deviation."""
    assert texts(seen()) == []
    assert not judge.judge(seen()).departs


@pytest.mark.parametrize(
    ("exchange", "words"),
    [
        (seen(answer={**RENDER, "id": 5}), "departure: The answer does not fit: id"),
        (seen(answer={"id": "r_1"}), "departure: The answer does not fit: created_at is required"),
        (seen(answer=b"<html>"), "departure: The answer's body is no JSON"),
        (seen(answer_type="text/html"), "departure: The answer is text/html, not application/json"),
        (seen(status=418), "departure: The answer 418 is not documented"),
        (seen(authorization=None), "departure: The server accepted a request with no Auth"),
        (seen(authorization="Bearer x"), "departure: The server accepted a request with an Auth"),
        (seen(path="/nope"), "departure: GET was accepted, though the path is not in the document"),
        (seen(method="PUT"), "departure: PUT was accepted, though the path takes GET"),
        (
            seen(path="/renders", query="limit=0", answer={"items": []}),
            "departure: The server accepted what the document refuses: Query parameter limit",
        ),
        (
            created(body={**CREATE, "variation_count": 21}),
            "departure: The server accepted what the document refuses: variation_count",
        ),
        (
            created(status=400, answer={"message": "no such room"}),
            "departure: The server refused what the document allows: no such room",
        ),
        (seen(path="/status", answer=b"ok"), "departure: The answer 200 has a body"),
        (seen(answer={**RENDER, "zoom": 1}), "addition: The answer has a field that the document"),
        (
            created(body={}, status=400, answer={"message": "x"}),
            "note: The request is not valid",
        ),
        (seen(path="/nope", status=404, answer={"message": "x"}), "note: The path is not in the"),
    ],
)
def test_what_leaves_the_document_is_reported(exchange: Recorded, words: str) -> None:
    """Of the request, of the answer, and of the two together."""
    assert [text for text in texts(exchange) if text.startswith(words)], texts(exchange)


def test_unknown_fields_are_named_without_positions() -> None:
    """Where in the answer the new fields are."""
    variations: Any = {"total_count": 0, "next_cursor": None, "items": [], "sum": 1}
    assert sorted(texts(seen(answer={**RENDER, "variations": variations, "zoom": {"x": 1}}))) == [
        "addition: The answer has a field that the document does not know: variations.sum.",
        "addition: The answer has a field that the document does not know: zoom.",
    ]


def test_no_secret_is_reported() -> None:
    """Neither the key, nor a signature, nor a photo is in a report."""
    photo = "data:image/png;base64," + base64.b64encode(b"x" * 300).decode()
    for link in ("https://example.com/ x?token=s3cret", photo + "!"):
        exchange = created(body={**CREATE, "image_url": link}, authorization=KEY)
        text = " ".join(texts(exchange))
        assert "accepted what the document refuses" in text
        assert "s3cret" not in text
        assert "vsai-pk" not in text
        assert "eHh4eHh4" not in text


def har(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"log": {"version": "1.2", "entries": list(entries)}}


def entry(url: str, answer: Any = RENDER, status: int = 200, **content: Any) -> dict[str, Any]:
    text = {"text": json.dumps(answer), **content}
    headers = [{"name": "Authorization", "value": KEY}]
    return {
        "request": {"method": "GET", "url": url, "headers": headers},
        "response": {
            "status": status,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": text,
        },
    }


def checked(tmp_path: Path, recording: Any, **options: Any) -> tuple[Report, list[str]]:
    path = tmp_path / "traffic.har"
    path.write_bytes(orjson.dumps(recording))
    report = Report(judge)
    check_recording(path, judge, report, **options)
    return report, list(lines_of(report.as_json()))


def test_a_recording_is_judged_request_by_request(tmp_path: Path) -> None:
    """Exchanges with other servers are skipped, by number; the sums come last."""
    api = "https://api.virtualstagingai.app/v2"
    body = base64.b64encode(orjson.dumps(RENDER)).decode()
    recording = har(
        entry(f"{api}/renders/r_1"),
        entry(f"{api}/renders/r_1", {}),
        entry(f"{api}/renders/r_1", {}),
        entry(f"{api}/renders/r_1", text=body, encoding="base64"),
        entry(f"{api}/renders/r_1", status=0),
        entry("https://example.com/style.css"),
    )
    report, lines = checked(tmp_path, recording)
    assert report.departs
    assert "4 exchanges; 2 of other servers skipped." in lines
    [line] = [line for line in lines if "created_at is required" in line]
    assert line.startswith("      2 × Render (openapi.yaml:")


def test_the_api_can_be_anywhere(tmp_path: Path) -> None:
    """For a recording made through another server, `--base` says where the API is."""
    recording = har(entry("http://127.0.0.1:9/other/renders/r_1"))
    assert not checked(tmp_path, recording)[0].departs
    _, lines = checked(tmp_path, recording, base="http://127.0.0.1:9/other/")
    assert lines[0] == "1 exchanges."


@pytest.mark.parametrize(
    "recording",
    [
        {},
        {"log": []},
        {"log": {"entries": 3}},
        har({}),
        har({"request": 3, "response": {}}),
        har(entry("https://x.example/v2/user", text="!", encoding="base64")),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, recording: Any) -> None:
    """Our own error, which says what is wrong."""
    with pytest.raises(InputError):
        checked(tmp_path, recording)


def test_the_verb_check_ends_with_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0: it fits; 1: it leaves the document; 2: it cannot be read."""
    path = tmp_path / "traffic.har"
    path.write_bytes(orjson.dumps(har(entry("https://x.example/v2/renders/r_1"))))
    assert main(["check", str(path)]) == 0
    path.write_bytes(orjson.dumps(har(entry("https://x.example/v2/renders/r_1", {}))))
    assert main(["check", str(path)]) == 1
    assert main(["check", str(tmp_path / "none.har")]) == 2
    assert "What contradicts the document: nothing" in capsys.readouterr().out
