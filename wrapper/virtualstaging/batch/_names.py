"""Names of results: paths that lead nowhere but below the directory of a run."""

import hashlib
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LONGEST = 80
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def name_of(text: str, base: Path) -> str:
    """The name of a row as a relative path, from its `name` or else from its photo.

    Args:
        text: A name as "elm-street-5/kitchen", the path of a photo, or its URL.
        base: The folder that relative paths start at.
    """
    if "://" in text:
        path = Path(unquote(urlsplit(text).path))
        return clean_path(path.stem)
    path = Path(text).expanduser()
    if path.is_absolute():
        beside = path.is_relative_to(base)
        path = path.relative_to(base) if beside else Path(path.parent.name, path.name)
    return clean_path(str(path.with_suffix("")) if path.suffix.lower() in _SUFFIXES else str(path))


_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


def clean_path(text: str) -> str:
    """The same path, as far as every file system takes it, and without steps up."""
    parts = [clean(part) for part in re.split(r"[/\\]", text) if part.strip(" .")]
    return "/".join(parts) or "photo"


def clean(part: str) -> str:
    """One step of a path. What had to be changed much gets a digest, so that two stay apart."""
    kept = _FORBIDDEN.sub("_", part).strip(" .")
    if _DEVICES.fullmatch(kept):
        kept = f"_{kept}"
    if len(kept.encode("utf-8", "replace")) <= _LONGEST:
        return kept
    digest = hashlib.sha256(part.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kept.encode('utf-8', 'replace')[:_LONGEST].decode('utf-8', 'ignore')}-{digest}"
