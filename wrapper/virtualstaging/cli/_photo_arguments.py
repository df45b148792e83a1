"""Photos as they are named on a command line: files, URLs, folders, patterns, standard input."""

import glob
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from virtualstaging._core.paths import expanded
from virtualstaging._photos import MAX_PHOTO_BYTES

from ._output import UsageError

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


def photos_named(names: Sequence[str], until: ExitStack) -> list[str]:
    """The photos: of a folder those right in it, of a pattern those that fit.

    Args:
        names: What was written. Shells of Windows leave patterns as they are.
        until: When it is closed, what came on standard input is thrown away.

    Raises:
        UsageError: There is nothing of the kind.
    """
    return [photo for name in names for photo in _of(name, until)]


def _of(name: str, until: ExitStack) -> Iterator[str]:
    if "://" in name or name.startswith("data:"):
        yield name
    elif name == "-":
        yield _from_input(until)
    elif (path := expanded(name)).is_dir():
        yield from _listed(name, (str(one) for one in path.iterdir()))
    elif glob.has_magic(name) and not os.path.lexists(path):
        yield from _listed(name, glob.iglob(str(path)))  # noqa: PTH207
    else:
        yield name


def _listed(name: str, paths: Iterator[str]) -> list[str]:
    found = sorted(
        path
        for path in paths
        if path.lower().endswith(_SUFFIXES)
        and not Path(path).name.startswith(".")
        and Path(path).is_file()
    )
    if not found:
        raise UsageError(f"{name} holds no photos ({', '.join(_SUFFIXES)}). Nothing was sent.")
    return found


def _from_input(until: ExitStack) -> str:
    """A file with what comes there, called as photos without a name are."""
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("A photo called - comes on standard input, and nothing comes there.")
    folder = Path(until.enter_context(tempfile.TemporaryDirectory()))
    data = sys.stdin.buffer.read(MAX_PHOTO_BYTES + 1)
    if not data:
        raise UsageError("A photo called - comes on standard input, and that is empty.")
    (folder / "photo").write_bytes(data)
    return str(folder / "photo")
