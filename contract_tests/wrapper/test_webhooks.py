"""What the mock delivers, or a later version may, becomes an event that loses nothing."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from contract_tests.client.hygiene import SIGNATURE
from contract_tests.client.models import check_model
from contract_tests.client.same import assert_same
from contract_tests.client.strength import examples
from contract_tests.client.values import Values, json_values, texts
from contract_tests.wrapper.signing import BODY, EVENTS, SECRET, SPEC, signed
from contract_tests.wrapper.world import PHOTO, World, ordered, world
from virtualstaging import WebhookVerificationError, webhooks
from virtualstaging_mock._webhooks.delivery import Outgoing

HOOK = "http://127.0.0.1:9/hook"


def unwrapped(event: Any) -> Any:
    """What becomes of an event that is signed."""
    body = json.dumps(event).encode()
    return webhooks.unwrap(body, signed(body), secret=SECRET)


def delivered(there: World) -> list[Outgoing]:
    """Have the mock deliver to a list; every delivery is answered with 200."""
    received: list[Outgoing] = []

    def receive(outgoing: Outgoing) -> int:
        received.append(outgoing)
        return 200

    there.mock.deliver_webhooks_to(receive)
    return received


@pytest.mark.parametrize("failure_rate", [0.0, 1.0])
def test_what_the_server_sends_is_verified_and_typed(failure_rate: float) -> None:
    """Events of renders and of analyses, done and failed."""
    with world(failure_rate=failure_rate, progress_events=True) as there:
        there.do(lambda c: c.account.set_webhook_secret(SECRET))
        received = delivered(there)
        render = there.do(lambda c: ordered(c, 2, webhook_url=HOOK))
        there.do(lambda c: c.images.analyze(PHOTO, webhook_url=HOOK))
        there.clock.advance(300)
        events = [webhooks.unwrap(one.body, one.headers, secret=SECRET) for one in received]
        names = {type(one).__name__ for one in events}
        expected = (
            {"VariationErrorEvent", "AnalysisErrorEvent"}
            if failure_rate
            else {"VariationDoneEvent", "AnalysisCompletionEvent"}
        )
        assert expected <= names <= set(EVENTS.values())
        ends = [
            one for one in events if type(one).__name__ in expected and hasattr(one, "variation_id")
        ]
        assert {one.variation_id for one in ends} == set(there.variations(render.id))
        assert len({one.key for one in events}) == len(events)


@pytest.mark.parametrize("effect", ["repeat", "delay", "reorder", "drop", "mis_sign"])
def test_what_happens_to_deliveries(effect: str) -> None:
    """Repetitions have one key; what was signed wrongly is refused."""
    with world() as there:
        there.do(lambda c: c.account.set_webhook_secret(SECRET))
        received = delivered(there)
        more = {"seconds": 30} if effect == "delay" else {}
        times = 1 if effect == "reorder" else None
        there.plant("webhook", {"kind": effect, **more}, times=times)
        there.do(lambda c: ordered(c, 2, webhook_url=HOOK))
        there.clock.advance(600)
        keys = []
        for one in received:
            if effect == "mis_sign":
                with pytest.raises(WebhookVerificationError):
                    webhooks.unwrap(one.body, one.headers, secret=SECRET)
            else:
                keys.append(webhooks.unwrap(one.body, one.headers, secret=SECRET).key)
        assert len(set(keys)) == {"drop": 0, "mis_sign": 0}.get(effect, 2)
        assert (len(keys) > len(set(keys))) is (effect == "repeat")


def test_without_a_secret_nothing_is_trusted() -> None:
    """The account has none, so its webhooks come unsigned."""
    with world() as there:
        received = delivered(there)
        there.do(lambda c: ordered(c, 1, webhook_url=HOOK))
        there.clock.advance(60)
        for one in received:
            with pytest.raises(WebhookVerificationError):
                webhooks.unwrap(one.body, one.headers, secret=SECRET)
        assert received


@pytest.mark.parametrize("kind", [*EVENTS, "of_a_later_version"])
def test_an_event_shows_no_signed_link(kind: str) -> None:
    """In its repr, which ends up in logs."""
    link = f"https://pictures.example.com/a.jpg?signature={SIGNATURE}"
    images = {"url": link, "optimized_url": link, "thumbnail_url": link, "new_url": link}
    event = {
        **json.loads(BODY),
        "event_type": kind,
        "result": images,
        "result_url": link,
        "preview_url": link,
    }
    body = json.dumps(event).encode()
    unwrapped = webhooks.unwrap(body, signed(body), secret=SECRET)
    assert SIGNATURE not in f"{unwrapped!r} {unwrapped}"


@pytest.mark.parametrize("kind", EVENTS)
@pytest.mark.parametrize("later", [False, True], ids=["now", "later"])
def test_every_event_comes_through_whole(kind: str, later: bool) -> None:
    """Those of later versions, too."""
    place = SPEC.component(EVENTS[kind])

    @examples(20)
    @given(Values(SPEC, extra=True, later=later).of(place))
    def check(event: Any) -> None:
        body = json.dumps(event).encode()
        unwrapped = webhooks.unwrap(body, signed(body), secret=SECRET)
        check_model(SPEC, {"$ref": place.pointer}, unwrapped, event)
        assert not isinstance(unwrapped, webhooks.UnknownEvent)
        assert_same(unwrapped.to_dict(), event)
        assert unwrapped.key == webhooks.unwrap(body, signed(body), secret=SECRET).key

    check()


@examples(30)
@given(
    texts(1).filter(lambda text: text not in EVENTS),
    st.dictionaries(texts(1), json_values(), max_size=3),
)
def test_an_event_of_a_later_kind_is_handed_over_as_it_came(
    kind: str, more: dict[str, Any]
) -> None:
    """Answer 200 to it: it is genuine."""
    event = {**more, "event_type": kind}
    body = json.dumps(event).encode()
    unwrapped = webhooks.unwrap(body, signed(body), secret=SECRET)
    assert isinstance(unwrapped, webhooks.UnknownEvent)
    assert (unwrapped.event_type, dict(unwrapped.data)) == (kind, event)


def documented() -> dict[str, Any]:
    """The examples that the spec gives of events, by name."""
    operations = [one["post"] for one in SPEC.document["components"]["pathItems"].values()]
    media = [one["requestBody"]["content"]["application/json"] for one in operations]
    return {name: one["value"] for each in media for name, one in each["examples"].items()}


@pytest.mark.parametrize("name", documented())
def test_a_documented_event_comes_through_whole(name: str) -> None:
    """As the class of its type."""
    event = documented()[name]
    found = unwrapped(event)
    assert type(found).__name__ == EVENTS[event["event_type"]]
    assert found.to_dict() == event


def test_a_repetition_has_the_same_key_and_no_other_event_has_it() -> None:
    """It may carry links that were signed anew. Without an id, an event is all that it says."""
    done = next(one for one in documented().values() if one["event_type"] == "done")
    again = {**done, "result": {**done["result"], "url": "https://a.example/1?signature=new"}}
    failed = {**done, "event_type": "error", "error_message": ""}
    del failed["result"]
    other = {**done, "variation_id": "v_99"}
    updates = [{"event_type": "update", "progress": progress} for progress in (1, 2)]
    unknown = [{"event_type": "new", "progress": progress} for progress in (1, 2)]
    analyses = [one for one in documented().values() if one["event_type"].startswith("analysis")]
    named = [{**one, "analysis_id": name} for one in analyses for name in ("a_1", "a_2")]
    nameless = [{**one, "debug": debug} for one in analyses for debug in (1, 2)]
    for one in nameless:
        one.pop("analysis_id", None)
    different = [done, failed, other, *updates, *unknown, *named, *nameless]
    keys = [unwrapped(one).key for one in different]
    assert len(set(keys)) == len(keys)
    repeated = [again, *different[1:]]
    assert [unwrapped(dict(reversed(one.items()))).key for one in repeated] == keys
    # Of an analysis it is the id that counts, whatever else is said.
    assert [unwrapped({**one, "debug": 1}).key for one in named] == [
        unwrapped(one).key for one in named
    ]


@examples(60)
@given(
    st.sampled_from([*EVENTS, "else"]),
    st.dictionaries(texts(), json_values(), max_size=5),
)
def test_any_object_is_an_event_or_refused(kind: str, more: dict[str, Any]) -> None:
    """Nothing else comes of what is signed."""
    try:
        event = unwrapped({**more, "event_type": kind})
    except WebhookVerificationError:
        return
    assert (event.event_type, type(event.key)) == (kind, str)


NO_EVENTS: list[Any] = [
    b"",
    b"null",
    b"[]",
    b"7",
    b"{}",
    b"<html>",
    b'{"event_type": 7}',
    b'{"event_type": "done"}',
    b"\xff\xfe",
    b'{"event_type": null}',
    b"[" * 100_000,
    json.dumps({**json.loads(BODY), "render_id": 7}).encode(),
    json.dumps({**json.loads(BODY), "variation_id": None}).encode(),
    json.dumps({**json.loads(BODY), "event_type": "done"}).encode(),
    json.dumps({**json.loads(BODY), "event_type": "done", "result": 7}).encode(),
    BODY.replace(b"error_message", b"error_text"),
]


@pytest.mark.parametrize("body", NO_EVENTS, ids=map(str, range(len(NO_EVENTS))))
def test_what_is_signed_but_no_event_is_refused(body: bytes) -> None:
    """With the same one error, so that a handler needs one `except`."""
    with pytest.raises(WebhookVerificationError):
        webhooks.unwrap(body, signed(body), secret=SECRET)
