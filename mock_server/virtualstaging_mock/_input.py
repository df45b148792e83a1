"""Reads the files that a command is given."""

from pathlib import Path
from typing import Any


class InputError(ValueError):
    """A file, or an option of a command, cannot be used; the message says why."""


def read_json(path: Path) -> Any:
    """The decoded content of a JSON file.

    Raises:
        InputError: the file cannot be read, or holds no JSON.
    """
    import orjson  # the command says by itself when this package is missing

    try:
        return orjson.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror or error}.") from None
    except orjson.JSONDecodeError as error:
        raise InputError(f"{path} is no JSON: {error}.") from None
