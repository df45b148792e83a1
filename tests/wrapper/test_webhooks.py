"""Webhooks: only what was signed with a secret of ours becomes an event; all else is one error."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, strategies as st

from virtualstaging import WebhookVerificationError, webhooks

SECRET = "correct-horse_battery-staple"
SPEC = yaml.safe_load(
    (Path(__file__).parents[2] / "openapi" / "openapi.yaml").read_text(encoding="utf-8")
)


def documented_events() -> list[Any]:
    """The examples of the spec, one or more for each event that it gives an example of."""
    return [
        pytest.param(example["value"], id=name)
        for item in SPEC["components"]["pathItems"].values()
        for name, example in item["post"]["requestBody"]["content"]["application/json"][
            "examples"
        ].items()
    ]


def signed(event: object, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(event).encode()
    return body, {webhooks.SIGNATURE_HEADER: webhooks.sign(body, secret)}


DONE = documented_events()[0].values[0]


def test_the_module_is_there_without_an_import_of_its_own() -> None:
    """`import virtualstaging` is enough."""
    code = "import virtualstaging; print(virtualstaging.webhooks.sign(b'', 'k'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == webhooks.sign(b"", "k")


@pytest.mark.parametrize("event", documented_events())
def test_a_documented_event_comes_through_whole(event: dict[str, Any]) -> None:
    """Nothing of a documented event is lost between the wire and the typed event."""
    body, headers = signed(event)
    unwrapped = webhooks.unwrap(body, headers, secret=SECRET)
    assert not isinstance(unwrapped, webhooks.UnknownEvent)
    assert unwrapped.to_dict() == event


def test_each_event_type_of_the_spec_has_its_class() -> None:
    """The five kinds of the spec are typed; the discriminators say which there are."""
    schemas = SPEC["components"]["schemas"]
    kinds = {
        kind: reference.rsplit("/", 1)[1]
        for union in ("VariationEvent", "AnalysisEvent")
        for kind, reference in schemas[union]["discriminator"]["mapping"].items()
    }
    assert kinds == {kind: cls.__name__ for kind, cls in webhooks._EVENT_CLASSES.items()}


def test_the_header_is_the_one_that_the_spec_assumes() -> None:
    """The default header name and digest are read from one place: the spec."""
    parameter = SPEC["components"]["parameters"]["WebhookSignature"]
    assert parameter["name"] == webhooks.SIGNATURE_HEADER
    assert len(webhooks.sign(b"", SECRET)) == 64


def test_a_known_signature() -> None:
    """RFC 4231, test case 2, so that sign and unwrap are not merely wrong in the same way."""
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert webhooks.sign(b"what do ya want for nothing?", "Jefe") == expected


def test_a_secret_being_changed() -> None:
    """While a secret is changed, either one fits."""
    body, headers = signed(DONE, secret="new")
    assert webhooks.unwrap(body, headers, secret=["old", "new"]).event_type == "done"


@pytest.mark.parametrize(
    "headers",
    [
        {"x-webhook-signature": "{signature}"},
        {"X-WEBHOOK-SIGNATURE": " {signature} "},
        {"x-webhook-signature": "sha256={signature}"},
        [("X-Webhook-Signature", "{signature}"), ("Accept", "*/*")],
        [(b"x-webhook-signature", b"{signature}")],
    ],
    ids=["lower", "upper", "prefixed", "pairs", "bytes"],
)
def test_headers_of_any_framework(headers: Any) -> None:
    """Mappings and pairs, text and bytes, in any case."""
    signature = webhooks.sign(json.dumps(DONE).encode(), SECRET)

    def fill(value: Any) -> Any:
        if isinstance(value, bytes):
            return value.replace(b"{signature}", signature.encode())
        return value.replace("{signature}", signature)

    filled = (
        {name: fill(value) for name, value in headers.items()}
        if isinstance(headers, dict)
        else [(name, fill(value)) for name, value in headers]
    )
    event = webhooks.unwrap(json.dumps(DONE).encode(), filled, secret=SECRET)
    assert event.key == f"done:{DONE['variation_id']}"


def test_another_header_digest_and_encoding() -> None:
    """What the documentation folds away can be named by the caller."""
    body = json.dumps(DONE).encode()
    signature = webhooks.sign(body, SECRET, digest="sha512", encoding="base64")
    event = webhooks.unwrap(
        body,
        {"Signature": signature},
        secret=SECRET,
        header="signature",
        digest="sha512",
        encoding="base64",
    )
    assert event.event_type == "done"


BODY = json.dumps(DONE).encode()
GOOD = webhooks.sign(BODY, SECRET)


@pytest.mark.parametrize(
    ("body", "headers", "secret"),
    [
        (BODY + b" ", {"X-Webhook-Signature": GOOD}, SECRET),
        (BODY, {"X-Webhook-Signature": GOOD}, "another"),
        (BODY, {"X-Webhook-Signature": ""}, SECRET),
        (BODY, {"X-Webhook-Signature": "ü" * 64}, SECRET),
        (BODY, {"X-Webhook-Signature": GOOD[:-1]}, SECRET),
        (BODY, {"X-Webhook-Signature": None}, SECRET),
        (BODY, {}, SECRET),
        (BODY, [("X-Webhook-Signature", GOOD), ("x-webhook-signature", GOOD)], SECRET),
        (BODY, None, SECRET),
        (BODY, ["X-Webhook-Signature"], SECRET),
        (BODY, {"X-Webhook-Signature": GOOD}, ""),
        (BODY, {"X-Webhook-Signature": GOOD}, None),
        (BODY, {"X-Webhook-Signature": GOOD}, []),
        (BODY, {"X-Webhook-Signature": GOOD}, [SECRET, ""]),
        (BODY, {"X-Webhook-Signature": GOOD}, 7),
        (BODY.decode(), {"X-Webhook-Signature": GOOD}, SECRET),
        (DONE, {"X-Webhook-Signature": GOOD}, SECRET),
    ],
)
def test_what_is_not_signed_is_refused(body: Any, headers: Any, secret: Any) -> None:
    """Whatever is wrong with body, headers or secret, it is this one error."""
    with pytest.raises(WebhookVerificationError):
        webhooks.unwrap(body, headers, secret=secret)


@pytest.mark.parametrize("digest", ["rot13", "", "shake_128", 7])
def test_a_digest_that_does_not_exist(digest: Any) -> None:
    """A misspelt digest is named, with the ones there are."""
    with pytest.raises(WebhookVerificationError, match="sha256"):
        webhooks.sign(b"", SECRET, digest=digest)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"event_type": 7}',
        b'{"event_type": "done"}',
        b'{"event_type": "error", "render_id": 1}',
        json.dumps({**DONE, "result": None}).encode(),
        json.dumps({**DONE, "variation_id": ["v"]}).encode(),
        b"[" * 100_000,
        b'{"event_type": "done", "timestamp": ' + b"9" * 5000 + b"}",
    ],
)
def test_signed_nonsense_is_refused(body: bytes) -> None:
    """A signature does not make an event of what is none."""
    headers = {webhooks.SIGNATURE_HEADER: webhooks.sign(body, SECRET)}
    with pytest.raises(WebhookVerificationError):
        webhooks.unwrap(body, headers, secret=SECRET)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).flatmap(
        lambda junk: st.sampled_from([*webhooks._EVENT_CLASSES, "else"]).map(
            lambda kind: {
                **(junk if isinstance(junk, dict) else {"junk": junk}),
                "event_type": kind,
            }
        )
    )
)
def test_any_json_ends_in_an_event_or_in_our_error(data: dict[str, Any]) -> None:
    """No input raises anything else."""
    body, headers = signed(data)
    try:
        event = webhooks.unwrap(body, headers, secret=SECRET)
    except WebhookVerificationError:
        return
    assert event.event_type == data["event_type"]
    assert isinstance(event.key, str)


def test_an_event_of_a_new_type_is_handed_over() -> None:
    """A type that came after this version is no error: the caller gets all of it."""
    body, headers = signed({"event_type": "upscaled", "variation_id": "v_1"})
    event = webhooks.unwrap(body, headers, secret=SECRET)
    assert isinstance(event, webhooks.UnknownEvent)
    assert event.data["variation_id"] == "v_1"


def test_a_repetition_has_the_same_key_and_other_events_another() -> None:
    """A repetition may carry freshly signed links; the key does not look at them."""
    again = {
        **DONE,
        "result": {**DONE["result"], "url": "https://images.example.com/v_01.jpg?signature=xyz"},
    }
    failed = {key: value for key, value in DONE.items() if key != "result"} | {
        "event_type": "error",
        "error_message": "",
    }
    other = {**DONE, "variation_id": "v_99"}
    keys = [
        webhooks.unwrap(*signed(each), secret=SECRET).key for each in (DONE, again, failed, other)
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_events_without_ids_differ_by_what_they_say() -> None:
    """Without an id, two events are the same when all of them is the same."""
    events = [{"event_type": "update", "progress": each} for each in (1, 1, 2)]
    keys = [webhooks.unwrap(*signed(each), secret=SECRET).key for each in events]
    assert keys[0] == keys[1] != keys[2]


def test_the_error_holds_neither_secret_nor_signature() -> None:
    """What a handler logs or answers gives nothing away."""
    with pytest.raises(WebhookVerificationError) as caught:
        webhooks.unwrap(BODY, {"X-Webhook-Signature": "0" * 64}, secret=SECRET)
    assert SECRET not in str(caught.value)
    assert GOOD not in str(caught.value)
