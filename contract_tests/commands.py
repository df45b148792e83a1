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
        for number, key in enumerate(self.keys, start=1):
            before, found, after = word.partition(key)
            if found:
                name = "$API_KEY" if number == 1 else f"$API_KEY_{number}"
                pieces = [self._quoted(part, encoding) for part in (before, after) if part]
                pieces.insert(1 if before else 0, f'"{name}"')
                return "".join(pieces)
        return _literal(word, encoding)


def _literal(text: str, encoding: str) -> str:
    if text.isprintable() and (text.isascii() or encoding == "utf-8"):
        return shlex.quote(text)
    return "$'" + "".join(_escape(sign, encoding) for sign in text) + "'"


def _escape(sign: str, encoding: str) -> str:
    if sign.isascii() and sign.isprintable():
        return "\\" + sign if sign in "\\'" else sign
    return "".join(f"\\x{byte:02x}" for byte in sign.encode(encoding, "replace"))
