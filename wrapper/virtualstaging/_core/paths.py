"""Paths as people write them."""

from pathlib import Path


def expanded(text: str) -> Path:
    """The path, with the user's home for a `~` at its beginning."""
    path = Path(text)
    try:
        return path.expanduser()
    except RuntimeError:  # no user has this name: a file may
        return path
