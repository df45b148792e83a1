"""Signed links of the independent server, and the one picture that all lead to."""

import base64
import hashlib
import hmac
import time
from urllib.parse import parse_qsl, quote

from tests.contract.independent_checks import RefusedError

SIGNING = b"independent"
AN_HOUR = 3600.0
# One picture stands in for all results: a PNG of one grey pixel.
STAND_IN = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


class Links:
    """Makes links, and follows them. `origin` is where the server is, once it is known."""

    def __init__(self) -> None:
        self.origin = ""

    def signed(self, name: str) -> str:
        """A link to a name, good for an hour."""
        until = f"{time.time() + AN_HOUR:.3f}"
        return f"{self.origin}/{name}?until={until}&sig={signature(name, until)}"

    def picture(self, name: str, query: str) -> bytes:
        """What a link leads to."""
        given = dict(parse_qsl(query))
        until = given.get("until", "0")
        good = hmac.compare_digest(given.get("sig", ""), signature(name, until))
        if not good or float(until) < time.time():
            raise RefusedError(403, "The link has expired, or its signature is wrong.")
        return STAND_IN


def signature(name: str, until: str) -> str:
    """What a link to a name is signed with."""
    return hmac.new(SIGNING, f"{quote(name)} {until}".encode(), hashlib.sha256).hexdigest()[:32]
