"""Receive what the API sends to a `webhook_url`.

    event = webhooks.unwrap(raw_body, headers, secret=os.environ["WEBHOOK_SECRET"])
    match event:
        case webhooks.VariationDoneEvent():
            ...

`unwrap` needs the body exactly as it came, as bytes: parsed and dumped again, the signature would
not fit. It raises `WebhookVerificationError` for whatever is not a signed event, so one `except`
and a 400 are all a handler needs.

The API sends an event up to four times (one try and three retries), so remember `event.key` and
skip what was seen. Answer 200 quickly and work afterwards. The links in a `result` are signed and
expire: download at once, log never.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import attrs

from virtualstaging_api import constants, models

from ._core.secret import discreet
from .errors import WebhookVerificationError

__all__ = [
    "SIGNATURE_HEADER",
    "AnalysisCompletionEvent",
    "AnalysisErrorEvent",
    "UnknownEvent",
    "VariationDoneEvent",
    "VariationErrorEvent",
    "VariationUpdateEvent",
    "WebhookEvent",
    "parse_unverified",
    "sign",
    "unwrap",
]

SIGNATURE_HEADER = constants.WEBHOOK_SIGNATURE_HEADER
"""Where the signature stands. Assumed: the documentation folds it away. `unwrap` takes another."""

Encoding = Literal["hex", "base64"]


class VariationDoneEvent(models.VariationDoneEvent):
    """A variation is done: its ids and type, `timestamp` (epoch milliseconds) and `result`."""

    @property
    def key(self) -> str:
        """The same for each repetition of this event."""
        return f"{self.event_type}:{self.variation_id}"


class VariationErrorEvent(models.VariationErrorEvent):
    """A variation has failed: ids and type, `timestamp` (epoch milliseconds), `error_message`."""

    @property
    def key(self) -> str:
        """The same for each repetition of this event."""
        return f"{self.event_type}:{self.variation_id}"


class VariationUpdateEvent(models.VariationUpdateEvent):
    """A variation goes on. The documentation folds the event's fields away: each may be absent."""

    @property
    def key(self) -> str:
        """The same for each repetition of this event."""
        return _digest_key(self.event_type, self.to_dict())


class AnalysisCompletionEvent(models.AnalysisCompletionEvent):
    """An analysis is done: `result_url` is its mask."""

    @property
    def key(self) -> str:
        """The same for each repetition of this event."""
        return _analysis_key(self.event_type, self.analysis_id, self.to_dict())


class AnalysisErrorEvent(models.AnalysisErrorEvent):
    """An analysis has failed: `error_message` says why."""

    @property
    def key(self) -> str:
        """The same for each repetition of this event."""
        return _analysis_key(self.event_type, self.analysis_id, self.to_dict())


@dataclass(frozen=True, slots=True)
class UnknownEvent:
    """An event of a type that this version does not know. Answer 200; `data` holds all of it."""

    event_type: str
    data: Mapping[str, Any] = field(repr=False)

    @property
    def key(self) -> str:
        """The same for each repetition of this event."""
        return _digest_key(self.event_type, self.data)


WebhookEvent = (
    VariationDoneEvent
    | VariationErrorEvent
    | VariationUpdateEvent
    | AnalysisCompletionEvent
    | AnalysisErrorEvent
    | UnknownEvent
)

_EVENT_CLASSES = {
    attrs.fields(event_class).event_type.default: event_class
    for event_class in (
        VariationDoneEvent,
        VariationErrorEvent,
        VariationUpdateEvent,
        AnalysisCompletionEvent,
        AnalysisErrorEvent,
    )
}


@discreet
def unwrap(
    body: bytes,
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
    *,
    secret: str | Iterable[str],
    header: str = SIGNATURE_HEADER,
    digest: str = "sha256",
    encoding: Encoding = "hex",
) -> WebhookEvent:
    """Verify a webhook's signature in constant time and return its event.

    Args:
        body: The raw body of the request, as bytes.
        headers: The request's headers, of any framework; names in any case.
        secret: The secret set with `account.set_webhook_secret`. While it is being changed,
            several: one must fit.
        header: The header that holds the signature. Assumed; see `SIGNATURE_HEADER`.
        digest: The digest of the HMAC, by its name in `hashlib`. Assumed: sha256.
        encoding: How the signature is written, "hex" or "base64". Assumed: hex.

    Raises:
        WebhookVerificationError: Nothing signed with a secret of yours, or no event. Answer 400.
    """
    raw = _raw(body)
    secrets = _secrets(secret)
    given = _signature(headers, header, digest, encoding)
    matches = [
        hmac.compare_digest(given, sign(raw, each, digest=digest, encoding=encoding).encode())
        for each in secrets
    ]
    if not any(matches):
        raise WebhookVerificationError(
            f"The signature in {header} does not fit the body. Either it was signed with another "
            "secret, or the body is not the raw one: hand over the bytes as they came."
            f"{_doubt(secrets)}"
        )
    return parse_unverified(raw)


@discreet
def sign(body: bytes, secret: str, *, digest: str = "sha256", encoding: Encoding = "hex") -> str:
    """Return the signature of a body, as the API would send it. For tests of your own handler.

    Raises:
        WebhookVerificationError: `digest` or `encoding` is none that exists; the secret is no text.
    """
    try:
        key = secret.encode()
    except (UnicodeEncodeError, AttributeError):
        raise WebhookVerificationError("A webhook secret must be text, of characters.") from None
    try:
        signature = hmac.new(key, body, digest).digest()
    except (ValueError, TypeError, AttributeError):
        names = ", ".join(sorted(hashlib.algorithms_guaranteed))
        raise WebhookVerificationError(
            f"No digest named {digest!r} for an HMAC. Known: {names}."
        ) from None
    if encoding == "hex":
        return signature.hex()
    if encoding == "base64":
        return base64.b64encode(signature).decode()
    raise WebhookVerificationError(f'encoding is "hex" or "base64", not {encoding!r}.')


@discreet
def parse_unverified(body: bytes) -> WebhookEvent:
    """Return the event in a body **without** verifying who sent it.

    Only for accounts without a webhook secret.

    Raises:
        WebhookVerificationError: The body is no event.
    """
    data = _json_object(_raw(body))
    event_type = data.get("event_type")
    if not isinstance(event_type, str):
        raise WebhookVerificationError("The body is no event: it has no event_type.")
    event_class = _EVENT_CLASSES.get(event_type)
    if event_class is None:
        return UnknownEvent(event_type, data)
    _refuse_misfits(event_class, data)
    try:
        return event_class.from_dict(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WebhookVerificationError(
            f"The {event_type!r} event is not of the documented form "
            f"({type(error).__name__}: {error})."
        ) from None


def _raw(body: object) -> bytes:
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    raise WebhookVerificationError(
        f"The body must be the raw bytes of the request, not {type(body).__name__}. "
        "Parsed or decoded bodies cannot be verified."
    )


def _secrets(secret: object) -> list[str]:
    secrets: list[object] = []
    if isinstance(secret, str):
        secrets = [secret]
    elif isinstance(secret, Iterable):
        secrets = list(secret)
    texts = [each for each in secrets if isinstance(each, str) and each]
    if not texts or len(texts) < len(secrets):
        raise WebhookVerificationError(
            "No webhook secret to verify with. Pass secret=, a non-empty string or several of them."
        )
    return texts


_AROUND = {"a line break": "\r\n", "a space": " \t", "quotes": "\"'`“”„’"}
"""What comes along when a secret is copied or read from a file. The API takes none of it."""


def _doubt(secrets: Sequence[str]) -> str:
    """What is to be said of secrets that fit nothing."""
    found = [
        name
        for name, characters in _AROUND.items()
        if any(character in each for each in secrets for character in characters)
    ]
    if not found:
        return ""
    return (
        f" The secret holds {' and '.join(found)}, which no secret of this API does: was it read "
        "with something around it?"
    )


def _signature(headers: object, header: str, digest: str, encoding: str) -> bytes:
    """The signature's bytes as sent, lower-cased where it is hex, without a leading `sha256=`."""
    items = getattr(headers, "items", None)  # also of what is no mapping, as email.message.Message
    try:
        pairs: Any = items() if callable(items) else headers
        values = [value for name, value in pairs if _text(name).lower() == _text(header).lower()]
        texts = [_text(value).strip() for value in values]
    except (TypeError, ValueError):
        raise WebhookVerificationError(
            "headers must map names to values, both text, or be pairs of them; header is a text."
        ) from None
    if len(texts) != 1:
        found = "missing" if not texts else "there more than once"
        raise WebhookVerificationError(
            f"The header {header} is {found}, so nothing can be verified."
        )
    kind, _, rest = texts[0].partition("=")
    text = rest if kind.lower() == str(digest).lower() else texts[0]
    return (text.lower() if encoding == "hex" else text).encode("utf-8", "replace")


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, str):
        return value
    raise TypeError


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise WebhookVerificationError("The body is not JSON.") from None
    if not isinstance(data, dict):
        raise WebhookVerificationError("The body is no JSON object.")
    return data


def _refuse_misfits(event_class: type, data: Mapping[str, Any]) -> None:
    """The generated parsers take any scalar. Ids decide what is done, so they must be strings."""
    for name in ("render_id", "variation_id", "analysis_id", "result_url", "error_message"):
        if hasattr(event_class, name) and name in data and not isinstance(data[name], str):
            raise WebhookVerificationError(f"The event's {name} is not a string.")


def _analysis_key(event_type: str, analysis_id: str | None, data: Mapping[str, Any]) -> str:
    if analysis_id is None:
        return _digest_key(event_type, data)
    return f"{event_type}:{analysis_id}"


def _digest_key(event_type: str, data: Mapping[str, Any]) -> str:
    canonical = json.dumps(data, sort_keys=True, default=str).encode()
    return f"{event_type}:{hashlib.sha256(canonical).hexdigest()}"
