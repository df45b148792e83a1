"""Where a downloaded image goes, and what it is called."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from virtualstaging._core.paths import expanded
from virtualstaging.errors import DownloadError

_LONGEST = 100
_ON_WINDOWS = os.name == "nt"
_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])( *\.| *$)", re.IGNORECASE)
"""Names that Windows keeps for itself, with any extension."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where one image goes.

    Args:
        directory: It is made if it is missing.
        name: The file's name; without its extension unless `exact`.
        exact: The caller chose the name.
        overwrite: A file that is there, and is another, may be replaced.
    """

    directory: Path
    name: str
    exact: bool = False
    overwrite: bool = False

    @property
    def path(self) -> str:
        """For errors: where the image was to go, as far as that is known before it came."""
        return _printable(self.directory / self.name)

    @property
    def shown(self) -> str:
        """For errors: the directory."""
        return _printable(self.directory)


def _is_directory(text: str, path: Path) -> bool:
    """Whether files go into it: it is a directory, ends in a slash, or has no extension."""
    try:
        there = path.is_dir()
    except (OSError, ValueError):  # its own error shows when the file is opened
        there = False
    return there or text.endswith((os.sep, "/")) or not path.suffix


def target(
    destination: "str | os.PathLike[str]", stem: str, *, overwrite: bool, alone: bool
) -> Target:
    """The target of one image.

    Args:
        destination: A directory, or the file itself.
        stem: Its name in a directory.
        overwrite: Whether a file that is there may be replaced.
        alone: It is the only image that goes there.
    """
    text = _text(destination)
    path = expanded(text)
    if _is_directory(text, path):
        return Target(path, stem, overwrite=overwrite)
    if not alone:
        raise DownloadError(
            f"There are several images, and {path.name!r} is the name of one file. "
            "Pass a directory.",
            path=_printable(path),
        )
    if _ON_WINDOWS and _RESERVED.match(path.name):
        raise DownloadError(
            f"Windows keeps the name {path.name!r} for itself: nothing that is written there is "
            "kept. Choose another.",
            path=_printable(path),
        )
    return Target(path.parent, path.name, exact=True, overwrite=overwrite)


def stem(name: str | None, variation_id: str, view: int | None, kind: str) -> str:
    """The name of an image without extension: `v_1`, `v_1-2` (multi-view), `v_1-thumbnail`."""
    parts = [_clean(variation_id) if name is None else name]
    if view is not None:
        parts.append(str(view + 1))
    if kind != "best":
        parts.append(kind)
    return "-".join(parts)


def _clean(identifier: str) -> str:
    """An id comes from outside: nothing in it may lead to another place. What was changed gets a
    digest, so that two ids never share a name.
    """
    clean = re.sub(r"[^A-Za-z0-9_-]", "_", identifier)[:_LONGEST]
    if clean == identifier and clean and not _RESERVED.match(clean):
        return clean
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{clean}-{digest[:8]}"


def _text(destination: object) -> str:
    text = os.fspath(destination) if isinstance(destination, str | os.PathLike) else None
    if not isinstance(text, str) or not text or "\0" in text:
        raise DownloadError("Pass the path of a directory or file to download to, as text or Path.")
    return text


def _printable(path: Path) -> str:
    """A path as text that can be shown anywhere: a name may hold what is no character."""
    return str(path).encode("utf-8", "backslashreplace").decode()
