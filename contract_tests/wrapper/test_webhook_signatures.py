"""Only what was signed with a secret of ours becomes an event; all else is one error."""

import base64
import hmac
import json
import subprocess
import sys
from email.message import Message
from typing import Any

import pytest
from hypothesis import given, strategies as st

from contract_tests.client.hygiene import check_error
from contract_tests.client.strength import examples
from contract_tests.wrapper.signing import BODY, GOOD, HEADER, SECRET, signed
from virtualstaging import WebhookVerificationError, webhooks

OTHER = signed(BODY, "another_secret")[HEADER]
BAD_HEADERS: list[Any] = [
    {},
    {HEADER: ""},
    {HEADER: OTHER},
    {HEADER: GOOD[HEADER][:-1]},
    {HEADER: GOOD[HEADER] + "0"},
    {HEADER: GOOD[HEADER][:32]},
    {HEADER: "é" * 64},
    {HEADER: "0" * 64},
    {HEADER: f"md5={GOOD[HEADER]}"},
    {HEADER: None},
    {HEADER: 7},
    {"X-Signature": GOOD[HEADER]},
    [(HEADER, GOOD[HEADER]), (HEADER, GOOD[HEADER])],
    [(HEADER, OTHER), (HEADER, GOOD[HEADER])],
    None,
    7,
    "text",
    [("one",)],
    {HEADER: hmac.new(SECRET.encode(), BODY, "sha1").hexdigest()},
    {HEADER: hmac.new(SECRET.encode(), BODY, "sha512").hexdigest()},
    {HEADER: hmac.new(b"", BODY, "sha256").hexdigest()},
]


@pytest.mark.parametrize("headers", BAD_HEADERS)
def test_what_is_not_signed_is_refused(headers: Any) -> None:
    """Missing, cut, of another secret, of another digest, twice."""
    with pytest.raises(WebhookVerificationError) as caught:
        webhooks.unwrap(BODY, headers, secret=SECRET)
    check_error(caught.value, None, SECRET, GOOD[HEADER])


@pytest.mark.parametrize(
    "headers",
    [
        GOOD,
        {HEADER.lower(): GOOD[HEADER]},
        {HEADER.upper(): GOOD[HEADER].upper()},
        list(GOOD.items()),
        [(HEADER.encode(), GOOD[HEADER].encode())],
        {HEADER: f"sha256={GOOD[HEADER]}"},
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
    for wrong in ("new", ["new", "old"], [], "", [""], None, [SECRET, None], [SECRET, ""], 7):
        with pytest.raises(WebhookVerificationError):
            webhooks.unwrap(BODY, GOOD, secret=wrong)  # type: ignore[arg-type]


def test_header_digest_and_encoding_can_be_named() -> None:
    """They are assumed: the vendor may turn out to use others."""
    digest = hmac.new(SECRET.encode(), BODY, "sha512").digest()
    named: dict[str, Any] = {"header": "X-Other", "digest": "sha512", "encoding": "base64"}
    headers = {"x-other": base64.b64encode(digest).decode()}
    assert webhooks.unwrap(BODY, headers, secret=SECRET, **named).key
    for wrong in ({"digest": "sha256"}, {"encoding": "hex"}, {"header": "X-Third"}):
        with pytest.raises(WebhookVerificationError):
            webhooks.unwrap(BODY, headers, secret=SECRET, **{**named, **wrong})
    assert webhooks.sign(BODY, SECRET) == GOOD[HEADER]


@examples(60)
@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_no_changed_body_is_accepted(place: int, change: int) -> None:
    """Any bit of it."""
    body = bytearray(BODY)
    body[place] ^= change
    with pytest.raises(WebhookVerificationError):
        webhooks.unwrap(bytes(body), GOOD, secret=SECRET)


@pytest.mark.parametrize("body", [BODY.decode(), json.loads(BODY), None, 7])
def test_a_body_that_is_not_raw_is_refused(body: Any) -> None:
    """Parsed and dumped again, the signature would not fit."""
    with pytest.raises(WebhookVerificationError):
        webhooks.unwrap(body, GOOD, secret=SECRET)


def test_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the function that is made for it: how long it takes shows nothing."""
    compared: list[tuple[Any, Any]] = []

    def compare(first: Any, second: Any) -> bool:
        compared.append((first, second))
        return bool(first == second)

    monkeypatch.setattr("hmac.compare_digest", compare)
    webhooks.unwrap(BODY, GOOD, secret=["another", SECRET])
    assert len(compared) == 2


UPDATE = b'{"event_type": "update"}'


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
def test_a_secret_read_with_something_around_it_is_reported(around: str, says: str) -> None:
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
def test_an_odd_argument_is_reported(odd: dict[str, Any]) -> None:
    """In an error of ours."""
    with pytest.raises(WebhookVerificationError) as caught:
        webhooks.unwrap(UPDATE, signed(UPDATE), **{"secret": SECRET, **odd})
    check_error(caught.value)


def test_a_known_signature() -> None:
    """RFC 4231, test case 2."""
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert webhooks.sign(b"what do ya want for nothing?", "Jefe") == expected


@pytest.mark.parametrize("digest", ["rot13", "", "shake_128", 7])
def test_a_digest_that_does_not_exist_is_reported_with_those_that_do(digest: Any) -> None:
    """Also where something is signed."""
    with pytest.raises(WebhookVerificationError, match="sha256"):
        webhooks.sign(b"", SECRET, digest=digest)


def test_the_module_needs_no_import_of_its_own() -> None:
    """`import virtualstaging` is enough."""
    code = "import virtualstaging; print(virtualstaging.webhooks.sign(b'', 'k'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == webhooks.sign(b"", "k")
