"""Only what was signed with a secret of ours becomes an event; the mock is who signs it."""

import hmac
import json
from email.message import Message
from typing import Any

import pytest
from hypothesis import given, strategies as st

from contract_tests.client.hygiene import SIGNATURE, check_error
from contract_tests.client.models import check_model
from contract_tests.client.same import assert_same
from contract_tests.client.strength import examples
from contract_tests.client.values import Values, json_values, texts
from contract_tests.spec.document import the_spec
from contract_tests.wrapper.world import PHOTO, World, ordered, world
from virtualstaging import WebhookVerificationError, webhooks
from virtualstaging_mock._webhooks.deliveries import Outgoing

SPEC = the_spec()
SECRET = "correct-horse_battery-staple"
HOOK = "http://127.0.0.1:9/hook"
KINDS = {
    kind: reference.rpartition("/")[2]
    for union in ("VariationEvent", "AnalysisEvent")
    for kind, reference in SPEC.component(union).schema["discriminator"]["mapping"].items()
}


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The header of a body, made here and not by the wrapper."""
    return {SPEC.signature_header: hmac.new(secret.encode(), body, "sha256").hexdigest()}


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
        assert expected <= names <= set(KINDS.values())
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


@pytest.mark.parametrize("kind", [*KINDS, "of_a_later_version"])
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


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("later", [False, True], ids=["now", "later"])
def test_every_event_comes_through_whole(kind: str, later: bool) -> None:
    """Those of later versions, too."""
    place = SPEC.component(KINDS[kind])

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
    texts(1).filter(lambda text: text not in KINDS),
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


BODY = json.dumps(
    {
        "event_type": "error",
        "render_id": "r",
        "variation_id": "v",
        "variation_type": "staging",
        "timestamp": 1735689630000,
        "error_message": "é",
    }
).encode()
GOOD = signed(BODY)
[NAME] = GOOD
OTHER = signed(BODY, "another_secret")[NAME]
BAD_HEADERS: list[Any] = [
    {},
    {NAME: ""},
    {NAME: OTHER},
    {NAME: GOOD[NAME][:-1]},
    {NAME: GOOD[NAME] + "0"},
    {NAME: GOOD[NAME][:32]},
    {NAME: "é" * 64},
    {NAME: "0" * 64},
    {NAME: f"md5={GOOD[NAME]}"},
    {NAME: None},
    {NAME: 7},
    {"X-Signature": GOOD[NAME]},
    [(NAME, GOOD[NAME]), (NAME, GOOD[NAME])],
    [(NAME, OTHER), (NAME, GOOD[NAME])],
    None,
    7,
    "text",
    [("one",)],
    {NAME: hmac.new(SECRET.encode(), BODY, "sha1").hexdigest()},
    {NAME: hmac.new(SECRET.encode(), BODY, "sha512").hexdigest()},
    {NAME: hmac.new(b"", BODY, "sha256").hexdigest()},
]


@pytest.mark.parametrize("headers", BAD_HEADERS)
def test_what_is_not_signed_is_refused(headers: Any) -> None:
    """Missing, cut, of another secret, of another digest, twice."""
    with pytest.raises(WebhookVerificationError) as caught:
        webhooks.unwrap(BODY, headers, secret=SECRET)
    check_error(caught.value, None, SECRET, GOOD[NAME])


@pytest.mark.parametrize(
    "headers",
    [
        GOOD,
        {NAME.lower(): GOOD[NAME]},
        {NAME.upper(): GOOD[NAME].upper()},
        list(GOOD.items()),
        [(NAME.encode(), GOOD[NAME].encode())],
        {NAME: f"sha256={GOOD[NAME]}"},
        {"a": "b", **GOOD},
    ],
)
def test_headers_of_any_framework_will_do(headers: Any) -> None:
    """Mappings and pairs, text and bytes, in any case."""
    event = webhooks.unwrap(BODY, headers, secret=SECRET)
    assert isinstance(event, webhooks.VariationErrorEvent)
    assert event.error_message == "é"


def test_one_of_several_secrets_has_to_fit() -> None:
    """While the secret is being changed: the new one and the old one, in any order."""
    for several in (["new", SECRET], [SECRET, "new"], ("a", "b", SECRET)):
        assert webhooks.unwrap(BODY, GOOD, secret=several).key
    for wrong in ("new", ["new", "old"], [], "", [""], None, [SECRET, None], 7):
        with pytest.raises(WebhookVerificationError):
            webhooks.unwrap(BODY, GOOD, secret=wrong)  # type: ignore[arg-type]


def test_header_digest_and_encoding_can_be_named() -> None:
    """They are assumed: the vendor may turn out to use others."""
    import base64

    digest = hmac.new(SECRET.encode(), BODY, "sha512").digest()
    named: dict[str, Any] = {"header": "X-Other", "digest": "sha512", "encoding": "base64"}
    headers = {"x-other": base64.b64encode(digest).decode()}
    assert webhooks.unwrap(BODY, headers, secret=SECRET, **named).key
    for wrong in ({"digest": "sha256"}, {"encoding": "hex"}, {"header": "X-Third"}):
        with pytest.raises(WebhookVerificationError):
            webhooks.unwrap(BODY, headers, secret=SECRET, **{**named, **wrong})
    assert webhooks.sign(BODY, SECRET) == GOOD[NAME]


@examples(60)
@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_no_changed_body_is_accepted(place: int, change: int) -> None:
    """Any bit of it."""
    body = bytearray(BODY)
    body[place] ^= change
    with pytest.raises(WebhookVerificationError):
        webhooks.unwrap(bytes(body), GOOD, secret=SECRET)


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


@pytest.mark.parametrize("body", [BODY.decode(), json.loads(BODY), None, 7])
def test_a_body_that_is_not_raw_is_refused(body: Any) -> None:
    """Parsed and dumped again, the signature would not fit."""
    with pytest.raises(WebhookVerificationError):
        webhooks.unwrap(body, GOOD, secret=SECRET)


def test_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the function that is made for it: how long it takes tells nothing."""
    compared: list[tuple[Any, Any]] = []

    def compare(first: Any, second: Any) -> bool:
        compared.append((first, second))
        return bool(first == second)

    monkeypatch.setattr("hmac.compare_digest", compare)
    webhooks.unwrap(BODY, GOOD, secret=["another", SECRET])
    assert len(compared) == 2


def body_of(event: Any) -> bytes:
    """An event as it comes."""
    return json.dumps(event).encode()


UPDATE = body_of({"event_type": "update"})
HEADER = SPEC.signature_header


@pytest.mark.parametrize("signature", ["\ud800", "a\udcff", "\udcff" * 64, "ä", "\x00", "🏠"])
@pytest.mark.parametrize("encoding", ["hex", "base64"])
def test_a_signature_of_any_characters_is_refused(encoding: Any, signature: str) -> None:
    """With the error that leads to a 400, not with a raw one that leads to a 500."""
    with pytest.raises(WebhookVerificationError):
        webhooks.unwrap(UPDATE, {HEADER: signature}, secret=SECRET, encoding=encoding)


@pytest.mark.parametrize("prefix", ["sha256=", "SHA256=", "Sha256="])
def test_a_prefix_is_taken_in_any_case(prefix: str) -> None:
    """As HTTP has it of such words."""
    signature = signed(UPDATE)[HEADER]
    for written in (prefix + signature, prefix + signature.upper(), f" {prefix}{signature} "):
        event = webhooks.unwrap(UPDATE, {HEADER: written}, secret=SECRET)
        assert isinstance(event, webhooks.VariationUpdateEvent)
    with pytest.raises(WebhookVerificationError):
        webhooks.unwrap(UPDATE, {HEADER: f"sha1={signature}"}, secret=SECRET)


def test_headers_of_the_standard_library_are_read() -> None:
    """As `http.server` hands them over: no mapping, and any case."""
    message = Message()
    message["content-type"] = "application/json"
    message[HEADER.lower()] = signed(UPDATE)[HEADER]
    event = webhooks.unwrap(UPDATE, message, secret=SECRET)  # type: ignore[arg-type]
    assert isinstance(event, webhooks.VariationUpdateEvent)
    message[HEADER] = "another"
    with pytest.raises(WebhookVerificationError, match="more than once"):
        webhooks.unwrap(UPDATE, message, secret=SECRET)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("around", "says"),
    [
        ("{}\n", "line break"),
        ("{}\r\n", "line break"),
        (" {}", "space"),
        ('"{}"', "quotes"),
        ("'{}'", "quotes"),
    ],
)
def test_a_secret_that_was_read_with_something_around_it_is_told(around: str, says: str) -> None:
    """Of a file or an environment; without showing it."""
    for secret in (around.format(SECRET), ["another", around.format(SECRET)]):
        with pytest.raises(WebhookVerificationError, match=f"secret holds.*{says}") as caught:
            webhooks.unwrap(UPDATE, signed(UPDATE), secret=secret)
        assert SECRET not in str(caught.value)
    with pytest.raises(WebhookVerificationError) as caught:
        webhooks.unwrap(UPDATE, signed(UPDATE), secret="another")
    assert "secret holds" not in str(caught.value)


ODD_USES: list[dict[str, Any]] = [
    {"secret": "\ud800"},
    {"header": None},
    {"header": 7},
    {"digest": None},
    {"digest": "SHA-1000"},
    {"encoding": None},
]


@pytest.mark.parametrize("odd", ODD_USES, ids=repr)
def test_an_odd_argument_is_told(odd: dict[str, Any]) -> None:
    """In an error of ours."""
    with pytest.raises(WebhookVerificationError) as caught:
        webhooks.unwrap(UPDATE, signed(UPDATE), **{"secret": SECRET, **odd})
    check_error(caught.value)
