"""Webhooks that were recorded, or passed on: do they fit, and how are they signed?"""

import base64
import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping
from typing import Any

from virtualstaging_mock._spec.spec import Spec

from .misfits import misfits
from .observed import Observation, decoded
from .walk import Seen, Walker

_SCHEMAS = ("VariationEvent", "AnalysisEvent")
_DIGESTS = ("sha256", "sha1", "sha512")
_SIGNATURE = "#/components/parameters/WebhookSignature"


class Webhooks:
    """Compares webhooks with the document.

    Args:
        spec: the document.
    """

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._walker = Walker(spec.document)
        self._schemas = {name: spec.schema(name) for name in _SCHEMAS}
        self._secrets: list[str] = []  # what they may be signed with; never shown
        self.signatures: Counter[str] = Counter()

    def learn_secret(self, body: bytes) -> None:
        """Remember a secret that a request has set, to know signatures by."""
        asked = decoded(body)
        if isinstance(asked, dict) and "webhook_secret" in asked:
            self._secrets.append(str(asked["webhook_secret"]))

    def judge(
        self, headers: Mapping[str, str], body: bytes
    ) -> tuple[list[Observation], Seen] | None:
        """Say where an event leaves the document; None for what is no event.

        Args:
            headers: of the request that carried it.
            body: of the same.
        """
        event = decoded(body)
        if not isinstance(event, dict) or not isinstance(event.get("event_type"), str):
            return None
        name = self._schema_of(event)
        self._look_at_signature(headers, body)
        place = f"#/components/schemas/{name}"
        seen = self._walker.see(place, event)
        return list(misfits(self._schemas[name], event, place)), seen

    def signed(self) -> tuple[str, str]:
        """Whether they are signed as the document assumes: a verdict and a sentence."""
        expected = self._spec.signature_header
        if not self.signatures:
            return "not seen", "no signed webhook was seen"
        other = [name for name in self.signatures if name != expected]
        if other:
            names = " and ".join(other)
            return "refuted", f"the header is {names}"
        count = self.signatures[expected]
        return "confirmed", f"confirmed by {_count(count, 'webhook')}"

    @property
    def place(self) -> str:
        """Where the document says how they are signed."""
        return _SIGNATURE

    def _schema_of(self, event: Mapping[str, Any]) -> str:
        schemas = self._spec.document["components"]["schemas"]
        for name in _SCHEMAS:
            if event["event_type"] in schemas[name]["discriminator"]["mapping"]:
                return name
        return "AnalysisEvent" if "analysis_id" in event else "VariationEvent"

    def _look_at_signature(self, headers: Mapping[str, str], body: bytes) -> None:
        expected = self._spec.signature_header
        made = dict(_signatures(self._secrets, body))
        for name, value in headers.items():
            shown = "-".join(part.capitalize() for part in name.split("-"))
            prefix, _, digest = value.rpartition("=") if "=" in value[:10] else ("", "", value)
            form = made.get(value) or made.get(digest)
            if form is not None:
                odd = form if form != "HMAC-SHA256 in lower-case hex" else ""
                odd = f"{odd} behind {prefix}=".strip() if prefix and value not in made else odd
                self.signatures[f"{shown} ({odd})" if odd else shown] += 1
                return
        for name in headers:
            # Without the secret, a signature is recognised by its header's name.
            if "signature" in name.lower() or name.lower() == expected.lower():
                shown = "-".join(part.capitalize() for part in name.split("-"))
                known = bool(self._secrets)
                self.signatures[f"{shown} (of no form that is known)" if known else shown] += 1
                return


def _signatures(secrets: list[str], body: bytes) -> Any:
    for secret in secrets:
        for digest in _DIGESTS:
            made = hmac.new(secret.encode(), body, getattr(hashlib, digest)).digest()
            yield made.hex(), f"HMAC-{digest.upper()} in lower-case hex"
            yield made.hex().upper(), f"HMAC-{digest.upper()} in upper-case hex"
            yield base64.b64encode(made).decode(), f"HMAC-{digest.upper()} in base64"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
