"""`proxy`, `check`, `learn` and `replay`, with servers that deviate on purpose over real ports."""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import yaml

from tests.mock_server._deviating import (
    CONFIG,
    KEY,
    PHOTO,
    SECRET,
    deviating,
    recorded,
    signed_elsewhere,
    traffic,
)
from virtualstaging_mock import running
from virtualstaging_mock._traffic.learn import patch_of
from virtualstaging_mock._traffic.places import SOURCE
from virtualstaging_mock.cli import main

COMMAND = [sys.executable, "-m", "virtualstaging_mock.cli"]
ROUNDS = 120
EXPECTED = {
    # kind, the place's name, and words of the sentence
    ("departure", "VariationStatus", '"paused" is not one of'),
    ("departure", "AccountUser.email", "null is not of type string"),
    ("departure", "Account", "photoLimit is required"),
    ("departure", "POST /renders", "The answer 201 is not documented"),
    ("departure", "GET /status, answer 200", "has a body, and none is documented"),
    ("departure", "GET /renders", "limit: 500 is more than the maximum"),
    ("departure", "RoomType", 'was so with RoomType "kids_room"'),
    ("departure", "Error", "message is required"),
    ("departure", "POST /user/webhook-secret, answer 200", "is text/plain, not application/json"),
    ("departure", "DELETE /user/webhook-secret, answer 200", "body is no JSON"),
    ("departure", "EpochMilliseconds", "is less than the minimum"),
    ("departure", "OptionalEpochMilliseconds", "is not of type"),
    (
        "departure",
        "paths",
        "GET was accepted, though the path takes POST: /renders/{render_id}/variations",
    ),
    ("departure", "components/securitySchemes", "accepted a request with an Authorization header"),
    ("addition", "Render", "does not know: items[].priority"),
    ("addition", "Error", "does not know: error"),
    ("note", "VariationCount", "The request is not valid: variation_count"),
}


def matched(deviations: list[Any]) -> dict[tuple[str, str, str], list[Any]]:
    """Each expected deviation with the entries of the report that name it."""
    return {
        wanted: [
            one
            for one in deviations
            if (one["kind"], one["name"]) == wanted[:2] and wanted[2] in one["text"]
        ]
        for wanted in EXPECTED
    }


@contextlib.contextmanager
def proxy(upstream: str, report: Path, *more: str) -> Iterator[str]:
    """The proxy as people run it; gives its URL, and has written its report afterwards."""
    command = [*COMMAND, "proxy", "--upstream", upstream, "--port", "0", "--report", str(report)]
    with subprocess.Popen([*command, *more], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=60)
    (report.with_suffix(".txt")).write_text(output)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, str, int]:
    """The report of more than a thousand calls through the proxy, as data and as text."""
    report = tmp_path_factory.mktemp("live") / "report.json"
    received: list[bytes] = []
    with (
        deviating() as (server, upstream),
        running(clock="instant") as hooks,  # webhooks go through the proxy, too: to what answers
        proxy(upstream, report, "--webhooks-to", hooks.mock.origin) as url,
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        calls = traffic(client, ROUNDS)

        def deliver(outgoing: Any) -> int:
            changed = signed_elsewhere(outgoing)
            received.append(changed.body)
            client.post(changed.url, content=changed.body, headers=dict(changed.headers))
            return 200

        server.mock.deliver_webhooks_to(deliver)
        body = {"config": CONFIG, "variation_count": 7, "image_url": PHOTO}
        secret = orjson.dumps({"webhook_secret": "x"})
        server.mock.answer("POST", "/v2/user/webhook-secret", "", HEADERS, secret)
        made = {**body, "webhook_url": f"{url.removesuffix('/v2')}/hooks"}
        server.mock.answer("POST", "/v2/renders", "", HEADERS, orjson.dumps(made))
    assert len(received) == 7
    return orjson.loads(report.read_bytes()), report.with_suffix(".txt").read_text(), calls


HEADERS = {"authorization": f"Api-Key {KEY}", "content-type": "application/json"}


def test_each_deviation_is_reported_exactly_once(live: tuple[Any, str, int]) -> None:
    report, _, calls = live
    assert report["exchanges"] == calls
    found = matched(report["deviations"])
    assert {wanted: len(entries) for wanted, entries in found.items()} == dict.fromkeys(EXPECTED, 1)
    named = [id(entry) for entries in found.values() for entry in entries]
    invented = [one["text"] for one in report["deviations"] if id(one) not in named]
    assert invented == []


def test_each_has_a_place_an_example_and_a_count(live: tuple[Any, str, int]) -> None:
    report, text, _ = live
    lines = SOURCE.read_text().splitlines()
    counts = {one["text"]: one["count"] for one in report["deviations"]}
    for one in report["deviations"]:
        assert one["place"].startswith("#/")
        assert 1 <= one["line"] <= len(lines)
        assert one["example"].split()[0] in ("GET", "POST", "DELETE")
        assert f"{one['count']:>5} × {one['name']} (openapi.yaml:{one['line']})" in text
    [paused] = [count for said, count in counts.items() if "paused" in said]
    [refused] = [count for said, count in counts.items() if "kids_room" in said]
    assert (paused, refused) == (ROUNDS, ROUNDS / 5)
    [status] = [one for one in report["deviations"] if one["name"] == "VariationStatus"]
    assert "enum" in lines[status["line"] - 1]


def test_what_was_assumed_turned_out_to_be(live: tuple[Any, str, int]) -> None:
    report, text, _ = live
    said = {one["name"]: one["text"] for one in report["assumptions"]}
    assert said["POST /renders, answer 202"] == "the answer is 201"
    assert said["RenderList"] == f"confirmed by {ROUNDS} answers"
    assert said["CreateRendersBulkRequest.renders"] == f"confirmed by {ROUNDS} accepted requests"
    assert said["EnhancementConfig"].endswith(f"{ROUNDS} accepted requests")
    assert said["GET /renders/{render_id}, answer 404"] == f"confirmed by {ROUNDS} answers"
    assert said["AnalysisStatus"] == "not seen"
    assert said["webhooks are signed in the header X-Webhook-Signature"] == (
        "the header is X-Signature (HMAC-SHA256 in base64)"
    )
    assert "refuted: the header is X-Signature" in text


def test_no_secret_is_in_it(live: tuple[Any, str, int]) -> None:
    report, text, _ = live
    for secret in (KEY, SECRET, "s3cret-in-a-link", "signature="):
        assert secret not in json.dumps(report)
        assert secret not in text


def test_a_server_that_fits_is_not_accused(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    with (
        running(clock="instant") as sound,
        proxy(sound.base_url, report) as url,
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        traffic(client, 20)
    found = orjson.loads(report.read_bytes())
    kinds = {one["kind"] for one in found["deviations"]}
    assert kinds == {"note"}, found["deviations"]
    assert not [one for one in found["assumptions"] if one["verdict"] == "refuted"]


def test_a_recording_gives_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, report = tmp_path / "traffic.har", tmp_path / "report.json"
    with deviating() as (_, base):
        path.write_bytes(orjson.dumps(recorded(base, 10)))
    assert main(["check", str(path), "--report", str(report)]) == 1
    found = matched(orjson.loads(report.read_bytes())["deviations"])
    assert {len(entries) for entries in found.values()} == {1}
    assert "paused" in capsys.readouterr().out


def test_what_was_learnt_is_a_patch_that_makes_the_document_agree(
    live: tuple[Any, str, int], tmp_path: Path
) -> None:
    report, _, _ = live
    before = SOURCE.read_text()
    patch = patch_of(report)
    assert SOURCE.read_text() == before
    (tmp_path / "openapi").mkdir()
    shutil.copy(SOURCE, tmp_path / "openapi" / "openapi.yaml")
    applied = subprocess.run(
        ["git", "apply", "-"],
        cwd=tmp_path,
        input=patch,
        text=True,
        capture_output=True,
        check=False,
    )
    assert applied.returncode == 0, applied.stderr
    schemas = yaml.safe_load((tmp_path / "openapi" / "openapi.yaml").read_text())["components"][
        "schemas"
    ]
    assert "paused" in schemas["VariationStatus"]["enum"]
    assert schemas["VariationStatus"]["x-enum-sources"]["paused"] == "observed"
    assert schemas["AccountUser"]["properties"]["email"]["type"] == ["string", "null"]
    assert "photoLimit" not in schemas["Account"]["required"]
    assert schemas["Render"]["properties"]["priority"]["x-source"] == "observed"


def test_a_report_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    for content in ("{", "[]", '{"format": "other"}'):
        path.write_text(content)
        assert main(["learn", "--report", str(path)]) == 2
    assert main(["learn", "--report", str(tmp_path / "none.json")]) == 2
    assert "Traceback" not in capsys.readouterr().err
