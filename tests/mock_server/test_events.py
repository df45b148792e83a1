"""Which events there are, when, and that they fit the document."""

from typing import Any

import orjson
import pytest

from tests.mock_server._calls import PHOTO, REMOVE_FIRST, Caller
from virtualstaging_mock import Mock
from virtualstaging_mock._spec.spec import Spec
from virtualstaging_mock._webhooks.delivery import Outgoing

HOOK = "http://127.0.0.1:9/hook"


class Receiver:
    """An application that receives events."""

    def __init__(self, mock: Mock) -> None:
        self.mock = mock
        self.events: list[Any] = []
        self.at_ms: list[int] = []
        self.signatures: list[str | None] = []
        self.status = 200
        mock.deliver_webhooks_to(self)

    def __call__(self, outgoing: Outgoing) -> int:
        self.events.append(orjson.loads(outgoing.body))
        self.at_ms.append(self.mock.clock.now_ms())
        self.signatures.append(outgoing.headers.get("X-Webhook-Signature"))
        return self.status


@pytest.fixture
def received(mock: Mock) -> Receiver:
    """What arrives."""
    return Receiver(mock)


def test_one_event_for_each_variation_at_its_end_and_none_for_the_render(
    api: Caller, received: Receiver
) -> None:
    render_id = api.create(REMOVE_FIRST, count=2, webhook_url=HOOK)["id"]
    api.create()
    api.mock.advance(120)
    removal, *staged = api.variations(render_id)
    assert {e["variation_id"] for e in received.events} == {v["id"] for v in [removal, *staged]}
    assert [e["event_type"] for e in received.events] == ["done"] * 3
    assert [e["timestamp"] for e in received.events] == received.at_ms == sorted(received.at_ms)
    assert received.events[0]["variation_type"] == "removal"
    assert received.events[1]["base_variation_id"] == removal["id"]
    schema = Spec.bundled().schema("VariationEvent").validator
    assert all(schema.is_valid(event) for event in received.events)


def test_a_failure_is_an_event(api: Caller, received: Receiver) -> None:
    render_id = api.create(webhook_url=HOOK)["id"]
    api.mock.fail(api.variations(render_id)[0]["id"], "Too dark.")
    api.mock.advance(120)
    assert [(e["event_type"], e["error_message"]) for e in received.events] == [
        ("error", "Too dark.")
    ]


def test_variations_added_later_have_events_at_the_same_address(
    api: Caller, received: Receiver
) -> None:
    render_id = api.create(webhook_url=HOOK, wait_for_completion=True)["id"]
    assert len(received.events) == 1
    body = {"config": {"type": "enhancement"}, "variation_count": 2}
    api.post(f"/renders/{render_id}/variations", body)
    api.mock.advance(60)
    assert len(received.events) == 3


def test_the_secret_of_the_moment_signs(api: Caller, received: Receiver) -> None:
    api.create(webhook_url=HOOK, wait_for_completion=True)
    api.post("/user/webhook-secret", {"webhook_secret": "one"}, status=200)
    api.create(webhook_url=HOOK, wait_for_completion=True)
    assert api.reply("DELETE", "/user/webhook-secret").status == 200
    api.create(webhook_url=HOOK, wait_for_completion=True)
    assert [s is not None for s in received.signatures] == [False, True, False]


@pytest.mark.parametrize(
    ("image_url", "kind"),
    [(PHOTO, "analysis_completion"), ("data:image/png;base64,QUJD", "analysis_error")],
)
def test_an_analysis_has_an_event(
    api: Caller, received: Receiver, image_url: str, kind: str
) -> None:
    body = {"image_url": image_url, "webhook_url": HOOK}
    analysis = api.post("/analyze", body, status=200)
    api.mock.advance(30)
    (event,) = received.events
    assert (event["event_type"], event["analysis_id"]) == (kind, analysis["id"])
    assert Spec.bundled().schema("AnalysisEvent").validator.is_valid(event)


def test_a_start_is_an_event_where_that_is_wanted() -> None:
    mock = Mock(clock="manual", progress_events=True)
    received = Receiver(mock)
    Caller(mock).create(webhook_url=HOOK)
    mock.advance(60)
    assert [e["event_type"] for e in received.events] == ["update", "done"]


def test_retries_run_on_the_mocks_clock_within_one_advance(api: Caller, received: Receiver) -> None:
    received.status = 500
    api.create(webhook_url=HOOK)
    api.mock.advance(600)
    pauses = [b - a for a, b in zip(received.at_ms, received.at_ms[1:], strict=False)]
    assert pauses == [1000, 5000, 25000]
    assert {f.code for f in api.mock.checks.findings()} == {"webhook_not_answered"}


def test_no_event_is_sent_for_an_account_that_is_gone(api: Caller, received: Receiver) -> None:
    api.create(webhook_url=HOOK)
    api.mock.reset()
    api.mock.advance(600)
    assert received.events == []


def test_idle_is_when_nothing_is_under_way(api: Caller, received: Receiver) -> None:
    render_id = api.create(count=3, webhook_url=HOOK)["id"]
    api.mock.run_until_idle()
    assert len(received.events) == 3
    assert [v["status"] for v in api.variations(render_id)] == ["done"] * 3
    before = api.mock.clock.now_ms()
    api.mock.run_until_idle()
    assert api.mock.clock.now_ms() == before
