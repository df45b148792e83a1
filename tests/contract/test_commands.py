"""Requests that went wrong can be repeated: a command sends the very same bytes again."""

import subprocess
from pathlib import Path

import pytest

from contract_tests import commands
from contract_tests.commands import Sent
from contract_tests.exchange import Request

KEY, OTHER_KEY = "vsai-pk-0123456789", "vsai-pk-another one's"
BASE_URL = "http://127.0.0.1:9/v2"
# In place of curl: prints its arguments, each with a NUL after it.
CURL = 'curl() { for word in "$@"; do printf \'%s\\0\' "$word"; done; }; '

ODD_TEXTS = (
    "plain",
    "",
    "it's",
    'say "it"',
    "$HOME `id` $(id) \\ ! # & ; | > < * ? [a] {b,c} ~",
    "a\nb\tc\r",
    "a\x00b"[:1] + "\x07\x1b",
    "żółw-部屋",
    "\u202e",
    f"{KEY} and {KEY}{OTHER_KEY}{KEY}",
    f"'{KEY}'\n\"{OTHER_KEY}\"",
    "$API_KEY",
    "-d",
)


@pytest.fixture(autouse=True)
def bodies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where bodies are written to."""
    monkeypatch.setattr(commands, "BODIES", tmp_path)
    return tmp_path


def arguments(request: Request) -> list[bytes]:
    """What curl is given when the command is pasted into bash."""
    command = str(Sent(request, BASE_URL, (KEY, OTHER_KEY)))
    assert KEY not in command
    assert OTHER_KEY not in command
    assert "\n" not in command
    environment = {"API_KEY": KEY, "API_KEY_2": OTHER_KEY, "HOME": "/nowhere", "LC_ALL": "C.UTF-8"}
    output = subprocess.run(
        ["bash", "-c", CURL + command], capture_output=True, check=True, env=environment
    ).stdout
    return output.split(b"\0")[:-1]


def after(words: list[bytes], option: bytes) -> list[bytes]:
    """The arguments behind each of an option."""
    return [words[place + 1] for place, word in enumerate(words) if word == option]


@pytest.mark.parametrize("text", ODD_TEXTS, ids=repr)
def test_any_body_and_header_arrive_as_they_were(text: str, bodies: Path) -> None:
    """Quotes, escapes, line ends, letters of any script, and keys, which the shell fills in."""
    header = ("X-Odd", text.replace("\n", " ").replace("\r", " ").replace("\x00", ""))
    request = Request("POST", "/renders", headers=(header,), body=text.encode())
    words = arguments(request)
    [body] = after(words, b"--data-binary")
    if body.startswith(b"@"):
        body = Path(body[1:].decode()).read_bytes()
    assert body == text.encode()
    sent = after(words, b"-H")[0].rstrip(b";").removesuffix(b":")
    value = header[1].encode("latin-1", "replace")
    assert sent == (b"X-Odd: " + value if value else b"X-Odd")


def test_a_long_body_stands_in_a_file(bodies: Path) -> None:
    """The whole body: a request that was cut could not be repeated."""
    body = bytes(range(256)) * 100
    [argument] = after(arguments(Request("POST", "/x", body=body)), b"--data-binary")
    assert Path(argument[1:].decode()).read_bytes() == body


def test_nothing_is_added_that_was_not_sent() -> None:
    """By default curl declares a body as a form and drops an empty header."""
    request = Request("GET", "/x", "a=%5B1%5D", (("Authorization", ""),), b"")
    words = arguments(request)
    assert after(words, b"-H") == [b"Authorization;", b"Content-Type:"]
    assert after(words, b"-X") == [b"GET"]
    assert words[-1] == b"http://127.0.0.1:9/v2/x?a=%5B1%5D"
    assert {b"-g", b"--path-as-is"} <= set(words)


def test_head_is_asked_for_as_such() -> None:
    """With -X HEAD curl would wait for a body."""
    words = arguments(Request("HEAD", "/x"))
    assert b"-I" in words
    assert b"-X" not in words
