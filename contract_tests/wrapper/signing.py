"""Events, and what signs them: made here, and not by the wrapper."""

import hmac
import json

from contract_tests.spec.document import the_spec

SPEC = the_spec()
SECRET = "correct-horse_battery-staple"
HEADER = SPEC.signature_header
EVENTS = {
    kind: reference.rpartition("/")[2]
    for union in ("VariationEvent", "AnalysisEvent")
    for kind, reference in SPEC.component(union).schema["discriminator"]["mapping"].items()
}
"""The component of each type of event."""


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The header of a body."""
    return {HEADER: hmac.new(secret.encode(), body, "sha256").hexdigest()}


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
