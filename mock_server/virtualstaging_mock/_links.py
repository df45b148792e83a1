"""Signed links to result files: made anew at each read, dead once the mock's clock has passed.

The API's result links are signed, short-lived and point at another host (vendor's documentation).
The form of the signature is the mock's own.
"""

import hmac
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, quote, unquote, urlsplit

PREFIX = "/files/"
LIFETIME_MS = 60 * 60 * 1000
"""One hour, in milliseconds: the vendor promises no access beyond about that."""

FileKind = Literal["result", "optimized", "thumbnail", "mask", "before"]
_SUFFIXES: dict[FileKind, str] = {
    "result": "jpg",
    "optimized": "webp",
    "thumbnail": "s.jpg",
    "mask": "png",
    "before": "before.jpg",
}
_KINDS: dict[str, FileKind] = {suffix: kind for kind, suffix in _SUFFIXES.items()}
_FILE_ID = re.compile(
    r"(?P<owner>[A-Za-z0-9_-]{1,200})(?:\.(?P<view>\d{1,2}))?\.(?P<suffix>[a-z.]+)"
)


@dataclass(frozen=True, slots=True)
class FileId:
    """Names one file: of which variation or analysis, of which kind, of which of several photos.

    As text `v_1.jpg`, or `v_1.0.jpg` where a multi-view result holds one file for each photo.
    """

    owner: str
    kind: FileKind
    view: int | None = None

    def __str__(self) -> str:
        view = "" if self.view is None else f".{self.view}"
        return f"{self.owner}{view}.{_SUFFIXES[self.kind]}"

    @classmethod
    def parse(cls, text: str) -> "FileId | None":
        """Read a file id; None for what is none."""
        found = _FILE_ID.fullmatch(text)
        kind = _KINDS.get(found["suffix"]) if found else None
        if found is None or kind is None:
            return None
        return cls(found["owner"], kind, None if found["view"] is None else int(found["view"]))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not handed out: an HTTP status and a sentence for the Error body."""

    status: int
    message: str
    expired: bool = False


class Links:
    """Makes and checks signed links. Pure: the time is handed in.

    Args:
        secret: signs the links; two mocks with the same secret accept each other's.
        origin: scheme, host and port of the file host, without a trailing slash.
        lifetime_ms: how long a link lives, in milliseconds of the mock's clock.
    """

    def __init__(self, secret: bytes, origin: str, *, lifetime_ms: int = LIFETIME_MS) -> None:
        self._secret = secret
        self._origin = origin.rstrip("/")
        self._lifetime_ms = lifetime_ms

    def sign(self, file_id: "FileId | str", now_ms: int) -> str:
        """Return a link to the file that lives `lifetime_ms` from now."""
        expires = str(now_ms + self._lifetime_ms)
        # A FileId is made of characters that need no quoting.
        name = str(file_id) if isinstance(file_id, FileId) else quote(file_id, safe="")
        return (
            f"{self._origin}{PREFIX}{name}"
            f"?expires={expires}&signature={self._signature(str(file_id), expires)}"
        )

    def check(self, link: str, now_ms: int) -> FileId | Refusal:
        """Say which file a link (whole, or path and query) opens, or why it opens none."""
        parts = urlsplit(link)
        name = unquote(parts.path.removeprefix(PREFIX)) if parts.path.startswith(PREFIX) else ""
        file_id = FileId.parse(name)
        if file_id is None:
            return Refusal(404, "Not found. No result file has this name.")
        try:
            query = parse_qs(parts.query, max_num_fields=8)
        except ValueError:
            query = {}
        expires = query.get("expires", [""])[-1]
        signature = query.get("signature", [""])[-1]
        if not hmac.compare_digest(
            signature.encode("utf-8", "replace"), self._signature(name, expires).encode()
        ):
            return Refusal(
                403,
                "Forbidden error. The link's signature is missing or wrong; use it unchanged.",
            )
        if now_ms >= int(expires):
            return Refusal(
                403,
                "Forbidden error. The link has expired; read the variation again for a fresh one.",
                expired=True,
            )
        return file_id

    def _signature(self, name: str, expires: str) -> str:
        text = f"{name}\n{expires}".encode("utf-8", "replace")
        return hmac.digest(self._secret, text, "sha256").hex()
