"""One event on its way: what is sent and how it is signed, what comes back, what is kept of it."""

import hmac
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from virtualstaging_mock._secrets import redact


@dataclass(frozen=True, slots=True)
class Signing:
    """How webhooks are signed: the header's name and the digest, one setting (both assumed)."""

    header: str
    digest: str = "sha256"

    def sign(self, body: bytes, secret: str) -> str:
        """The signature of a body: HMAC in lower-case hex."""
        return hmac.new(secret.encode(), body, self.digest).hexdigest()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One POST as it goes out."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or an error in one sentence."""

    status: int | None = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the delivery counts as received: 200 and nothing else (vendor's wording)."""
        return self.status == 200


@dataclass(slots=True)
class Attempt:
    """One try to deliver."""

    at_ms: int
    status: int | None = None
    error: str | None = None
    note: str | None = None


@dataclass(slots=True)
class Delivery:
    """One event on its way to one address."""

    id: str
    event: Mapping[str, Any]
    outgoing: Outgoing
    signed: bool
    created_at_ms: int
    attempts: list[Attempt] = field(default_factory=list)
    tries: int = 0
    next_at_ms: int | None = None
    state: str = "waiting"

    def as_json(self) -> dict[str, Any]:
        """The delivery as plain data; the body is text, exactly as sent, the URL is not."""
        return {
            "id": self.id,
            "state": self.state,
            "url": redact(self.outgoing.url),
            "event_type": self.event.get("event_type"),
            "event": dict(self.event),
            "headers": dict(self.outgoing.headers),
            "body": self.outgoing.body.decode(),
            "signed": self.signed,
            "created_at_ms": self.created_at_ms,
            "next_at_ms": self.next_at_ms,
            "attempts": [asdict(attempt) for attempt in self.attempts],
        }
