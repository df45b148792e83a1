"""Signed links to result files: made anew at each read, expired by the mock's clock.

The API's result links are signed, short-lived and point at another host (vendor's documentation).
The form of the signature is the mock's own.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

PREFIX = "/files/"
LIFETIME_MS = 60 * 60 * 1000
"""One hour, in milliseconds: the vendor promises no access beyond about that."""
SHORTEST_LIFE_MS = 10_000
"""The shortest life of a link at any speed, in milliseconds: drawing a picture takes real time."""

FileKind = Literal["result", "optimized", "thumbnail", "mask", "before"]
_SUFFIXES: dict[FileKind, str] = {
    "result": "jpg",
    "optimized": "webp",
    "thumbnail": "s.jpg",
    "mask": "png",
    "before": "before.jpg",
}
_SIGNATURE_HEX = 24
"""96 bits: one keyed hash of 64 bytes holds one for each of the five kinds."""
_PLACES = {
    kind: slice(i * _SIGNATURE_HEX, (i + 1) * _SIGNATURE_HEX) for i, kind in enumerate(_SUFFIXES)
}
_RESULT_KINDS: tuple[FileKind, ...] = ("result", "optimized", "thumbnail")
_RESULTS = [(_SUFFIXES[kind], _PLACES[kind]) for kind in _RESULT_KINDS]
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


@dataclass(slots=True)
class NoFile(Exception):  # noqa: N818 (an answer, not a fault)
    """A file is not handed out: the HTTP status, and a sentence for the Error body."""

    status: int
    message: str
    expired: bool = False


class Links:
    """Makes and checks signed links.

    Args:
        secret: signs the links; two mocks with the same secret accept each other's.
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.blake2b(secret, digest_size=32).digest()

    def sign(self, origin: str, file_id: FileId, expires_ms: int) -> str:
        """A link to the file.

        Args:
            origin: scheme, host and port of the file host, without a trailing slash.
            file_id: which file.
            expires_ms: until when it opens, in epoch milliseconds.
        """
        # A file id is made of characters that need no quoting.
        signature = self._sign(file_id, str(expires_ms))
        return f"{origin}{PREFIX}{file_id}?expires={expires_ms}&signature={signature}"

    def sign_results(
        self, origin: str, owner: str, view: int | None, expires_ms: int
    ) -> tuple[str, str, str]:
        """The links of a result, its optimized form and its thumbnail, which share one hash."""
        digest = self._digest(owner, view, str(expires_ms))
        start = f"{origin}{PREFIX}{owner}" if view is None else f"{origin}{PREFIX}{owner}.{view}"
        end = f"?expires={expires_ms}&signature="
        result, optimized, thumbnail = [
            f"{start}.{suffix}{end}{digest[place]}" for suffix, place in _RESULTS
        ]
        return result, optimized, thumbnail

    def check(self, link: str, now_ms: int) -> FileId:
        """Say which file a link (whole, or path and query) opens.

        Raises:
            NoFile: it opens none.
        """
        parts = urlsplit(link)
        name = unquote(parts.path.removeprefix(PREFIX)) if parts.path.startswith(PREFIX) else ""
        file_id = FileId.parse(name)
        if file_id is None:
            raise NoFile(404, "Not found. No result file has this name.")
        try:
            query = parse_qs(parts.query, max_num_fields=8)
        except ValueError:
            query = {}
        expires = query.get("expires", [""])[-1]
        signature = query.get("signature", [""])[-1].encode("utf-8", "replace")
        if not hmac.compare_digest(signature, self._sign(file_id, expires).encode()):
            reason = "The link's signature is missing or wrong; use it unchanged."
            raise NoFile(403, f"Forbidden error. {reason}")
        if now_ms >= int(expires):
            reason = "The link has expired; read the variation again for a fresh one."
            raise NoFile(403, f"Forbidden error. {reason}", expired=True)
        return file_id

    def _sign(self, file_id: FileId, expires: str) -> str:
        return self._digest(file_id.owner, file_id.view, expires)[_PLACES[file_id.kind]]

    def _digest(self, owner: str, view: int | None, expires: str) -> str:
        """The signatures of all files of one owner; none can be computed from another."""
        text = f"{owner}\n{view}\n{expires}".encode("utf-8", "replace")
        return hashlib.blake2b(text, key=self._key).hexdigest()
