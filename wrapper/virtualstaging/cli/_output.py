"""What the command prints, and the codes it ends with."""

import json
import re
import sys
from typing import Any

from virtualstaging.errors import (
    ConfigurationError,
    ImageError,
    ValidationError,
    VirtualStagingError,
)

_LINKS = ("url", "optimized_url", "thumbnail_url", "result_url", "mask_url", "image_url")


_WORDS = {
    "allow_insecure_http=True, ": "",
    "pass api_key=…": "see `virtualstaging config`",
    "api_key=…": "--key-file",
    "account.get()": "`virtualstaging account`",
    "or ask later with client.reconcile(error)": "with `virtualstaging renders`",
    "wait again with error.pending": "`virtualstaging renders ID` fetches it later",
    "with client.wait(render), or download single variations": "with `virtualstaging renders ID`",
    "with client.wait(render)": "with `virtualstaging renders ID`",
    "the http_client": "the connection",
    "variation_count": "--variations",
    "allow_insecure_http": "--allow-insecure-http",
    "skip_bad": "--skip-bad",
    "base_url": "--base-url",
    "api_key": "the key",
}
"""What the library says to programmers, and what the command says instead."""
_WORD = re.compile("|".join(rf"(?<![\w-]){re.escape(word)}" for word in _WORDS))


class UsageError(VirtualStagingError):
    """The command was used wrongly. Nothing was sent."""


def exit_code(error: VirtualStagingError) -> int:
    """2 for wrong use, where nothing was sent; 1 for failure."""
    unsent = isinstance(error, ValidationError) and error.status is None
    return 2 if unsent or isinstance(error, UsageError | ImageError | ConfigurationError) else 1


def say(text: str) -> None:
    """Print a message for people, on standard error."""
    print(printable(in_words_of_the_command(text)), file=sys.stderr, flush=True)


def in_words_of_the_command(text: str) -> str:
    """A message of the library, with options and verbs where it names arguments and methods."""
    return _WORD.sub(lambda found: _WORDS[found[0]], text)


def report(error: VirtualStagingError, *, as_json: bool) -> None:
    """Print what went wrong, for people and, in JSON, for programs."""
    say(f"virtualstaging: {error}")
    if as_json:
        print_json({"error": described(error)})


def described(error: VirtualStagingError) -> dict[str, Any]:
    """An error as JSON."""
    found: dict[str, Any] = {
        "type": type(error).__name__,
        "message": in_words_of_the_command(str(error)),
    }
    for name in ("operation", "status", "request_id", "render_ids", "candidates", "pending"):
        value = getattr(error, name, None)
        if value not in (None, ()):
            found[name] = value
    return found


def print_json(document: Any) -> None:
    """One document, the only thing on standard output."""
    print(as_json(document))


def as_json(document: Any) -> str:
    """For programs, and to be read."""
    return json.dumps(document, indent=2)


def deliver(text: str) -> None:
    """What was paid for, on standard output; if nobody takes it there, on standard error."""
    if text:
        print(printable(text), flush=True)
    if text and getattr(sys.stdout, "broken", False):
        say(text)


def printable(text: str) -> str:
    """Text from outside, without what would steer a terminal."""
    return "".join(each if each.isprintable() or each == "\n" else "�" for each in text)


def without_links(data: Any) -> Any:
    """The same data without signed links: output ends up in logs. `--links` shows them."""
    if isinstance(data, dict):
        return {
            name: "…" if name in _LINKS and value is not None else without_links(value)
            for name, value in data.items()
        }
    return [without_links(each) for each in data] if isinstance(data, list) else data
