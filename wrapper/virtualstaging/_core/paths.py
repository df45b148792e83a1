"""Paths as people write them, and files that take their name when they are whole."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


def expanded(text: str) -> Path:
    """The path, with the user's home for a `~` at its beginning."""
    path = Path(text)
    try:
        return path.expanduser()
    except RuntimeError:  # no user has this name: a file may
        return path


def os_error_text(error: OSError) -> str:
    """What has failed, in the system's words, without the path."""
    return (error.strerror or type(error).__name__).lower()


@contextmanager
def replaced(path: Path, mode: int = 0o666) -> Iterator[TextIO]:
    """A text that takes the place of a file when it is whole.

    Args:
        path: Of the file.
        mode: Who may read it, less what the process keeps from others.

    Raises:
        OSError: It can't be written.
    """
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
