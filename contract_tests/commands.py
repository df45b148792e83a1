"""Requests as commands to paste into a shell."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from contract_tests.exchange import Request

# Bodies that are longer, or no plain text, stand in files here, below the folder of the project.
BODIES = Path(__file__).parents[1] / "artefacts" / "contract"
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Sent:
    """A request with what is needed to write it down as a command."""

    request: Request
    base_url: str
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(self.words())

    def words(self) -> Sequence[str]:
        """The words of a command that sends this request again, each quoted for a shell.

        The keys stand there as $API_KEY and $API_KEY_2.
        """
        request = self.request
        words = ["curl", "-i", "-g", "--path-as-is"]
        words += ["-I"] if request.method == "HEAD" else ["-X", request.method]
        for name, value in request.headers:
            header = f"{name}: {value}" if value else f"{name};"
            words += ["-H", self._quoted(header, "latin-1")]
        if request.body is not None:
            if request.header("content-type") is None:
                words += ["-H", "Content-Type:"]  # curl would call it a form
            words += ["--data-binary", self._body(request.body)]
        query = f"?{request.query}" if request.query else ""
        return [*words, self._quoted(self.base_url + request.path + query)]

    def _body(self, body: bytes) -> str:
        text = body.decode("utf-8", "replace")
        plain = text.isprintable() and "\ufffd" not in text and not text.startswith("@")
        if plain and len(body) <= LONGEST:
            return self._quoted(text)
        BODIES.mkdir(parents=True, exist_ok=True)
        path = BODIES / f"{sha256(body).hexdigest()[:12]}.body"
        path.write_bytes(body)
        return self._quoted(f"@{path}")

    def _quoted(self, word: str, encoding: str = "utf-8") -> str:
        """A word for bash, in which keys are taken from the environment."""
        pieces = [word]
        for number, key in enumerate(self.keys, start=1):
            name = "$API_KEY" if number == 1 else f"$API_KEY_{number}"
            pieces = [part for piece in pieces for part in _split(piece, key, name)]
        names = ("$API_KEY", *(f"$API_KEY_{n}" for n in range(2, len(self.keys) + 1)))
        return "".join(f'"{p}"' if p in names else _literal(p, encoding) for p in pieces) or "''"


def _split(piece: str, key: str, name: str) -> list[str]:
    """A piece with a name in the place of each key, and without what is empty."""
    if not key or piece.startswith("$API_KEY"):
        return [piece]
    parts: list[str] = []
    for part in piece.split(key):
        parts += [name, part]
    return [part for part in parts[1:] if part]


def _literal(text: str, encoding: str) -> str:
    if text.isprintable() and (text.isascii() or encoding == "utf-8"):
        return shlex.quote(text)
    return "$'" + "".join(_escape(sign, encoding) for sign in text) + "'"


def _escape(sign: str, encoding: str) -> str:
    if sign.isascii() and sign.isprintable():
        return "\\" + sign if sign in "\\'" else sign
    return "".join(f"\\x{byte:02x}" for byte in sign.encode(encoding, "replace"))
