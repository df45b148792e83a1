"""What may be given as a photo, and how it becomes the `image_url` that the API takes."""

import base64
import binascii
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeAlias
from urllib.parse import urlsplit

from ._formats import HEAD, format_of, nature_of
from .errors import ImageError

Photo: TypeAlias = "str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO"
"""A URL, a data URL, a path, the bytes of a file, or a file opened in binary mode."""

MAX_PHOTO_BYTES = 20 * 1024 * 1024
"""Bytes of a photo that is sent along. The API documents no bound; base64 makes this 27 MB, which
fits into the 32 MB that hosts like the API's take. A photo behind a URL has no bound here."""

ACCEPTED = ("jpeg", "png", "webp")
"""Formats that are sent. None is documented, and a photo that the API can't read might be charged
all the same, so these are those that everything can read. A data URL may hold any image."""

_DATA_URL = re.compile(r"data:image/([a-zA-Z+]+);base64,([A-Za-z0-9+/]+={0,2})", re.ASCII)


def image_url(photo: Photo) -> str:
    """Return the string that stands for the photo in a request. Reads files, so it may block.

    Raises:
        ImageError: It is no photo, or can't be read, or is too large.
    """
    if isinstance(photo, str):
        return _from_text(photo)
    if isinstance(photo, os.PathLike):
        return _from_path(photo, _shown(photo))
    if isinstance(photo, bytes | bytearray | memoryview):
        return _from_bytes(photo, "The photo")
    if callable(getattr(photo, "read", None)):
        return _from_bytes(_read(photo.read), "The file")
    raise ImageError(
        f"A photo is a URL, a data URL, a path, bytes or an open binary file, not {_kind(photo)}."
    )


def _from_text(text: str) -> str:
    scheme = text[:8].lower().partition(":")[0]
    if scheme in ("http", "https") and "://" in text[:8]:
        return _checked_url(text)
    if scheme == "data":
        return _checked_data_url(text)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text):
        raise ImageError(
            f"A photo can't be read from a {text.partition(':')[0][:20]}:// address. "
            "Pass an http(s) URL, or the path of a file."
        )
    if not text.strip():
        raise ImageError("The photo is an empty string. Pass a URL or the path of a file.")
    return _from_path(text, _shown(text))


def _checked_url(url: str) -> str:
    # The URL may be signed, so no message shows it.
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host:
        raise ImageError("The photo's URL has no host name. It must look like https://host/path.")
    if any(character.isspace() for character in url):
        raise ImageError("The photo's URL holds a space or line break. Write it as %20, or trim.")
    scheme, rest = url.split(":", 1)
    return f"{scheme.lower()}:{rest}"


def _checked_data_url(url: str) -> str:
    found = _DATA_URL.fullmatch(url)
    if found is None:
        raise ImageError(
            "The photo's data URL must look like data:image/jpeg;base64,... with nothing between "
            "type and base64. Or pass the bytes: the client makes the data URL."
        )
    if len(found[2]) > base64_length(MAX_PHOTO_BYTES):
        _refuse_size("The photo in the data URL", len(found[2]) * 3 // 4)
    try:
        head = base64.b64decode(found[2], validate=True)[:HEAD]
    except binascii.Error:
        raise ImageError("The photo's data URL is not base64: was it cut?") from None
    if format_of(head) is None:
        raise ImageError(f"The data URL holds no image, but {nature_of(head)}.")
    return url


def _from_path(path: str | os.PathLike[str], shown: str) -> str:
    try:
        found = Path(path).stat()
    except (OSError, ValueError) as error:
        _refuse_path(path, shown, error)
    if stat.S_ISDIR(found.st_mode):
        raise ImageError(f"{shown} is a directory. Pass the path of one photo in it.")
    if not stat.S_ISREG(found.st_mode):
        raise ImageError(f"{shown} is no regular file. Read it, and pass the bytes.")
    if found.st_size > MAX_PHOTO_BYTES:
        _refuse_size(shown, found.st_size)
    try:
        with Path(path).open("rb") as file:
            data = _read(file.read)
    except OSError as error:
        raise ImageError(f"{shown} can't be read: {_reason(error)}.") from None
    return _from_bytes(data, shown)


def _refuse_path(path: str | os.PathLike[str], shown: str, error: Exception) -> NoReturn:
    missing = isinstance(error, FileNotFoundError | NotADirectoryError | ValueError)
    if not missing and getattr(error, "errno", None) is not None and len(os.fspath(path)) < 1000:
        raise ImageError(f"{shown} can't be read: {_reason(error)}.") from None
    if isinstance(path, str):
        raise ImageError(
            f"{shown} is neither a URL (http://, https:// or data:image/) nor a file that exists. "
            f"Relative paths start at {Path.cwd()}."
        ) from None
    raise ImageError(f"There is no file {shown}.") from None


def _read(read: Callable[[int], Any]) -> bytes:
    """All bytes, or the error; never more than the bound and one byte."""
    data = bytearray()
    while len(data) <= MAX_PHOTO_BYTES:
        try:
            piece = read(MAX_PHOTO_BYTES + 1 - len(data))
        except (OSError, ValueError) as error:  # ValueError: closed, or a text file that fails
            raise ImageError(f"The photo can't be read from the file: {_reason(error)}.") from None
        if not isinstance(piece, bytes):
            _refuse_piece(piece)
        if not piece:
            break
        data += piece
    return bytes(data)


def _refuse_piece(piece: object) -> NoReturn:
    if isinstance(piece, str):
        raise ImageError('The file is open in text mode. Open it with mode "rb".')
    if hasattr(piece, "__await__"):
        getattr(piece, "close", lambda: None)()  # a coroutine would complain that nobody awaited it
        raise ImageError("The file is read with await. Pass its bytes: await file.read().")
    raise ImageError(f"The file's read() must give bytes, not {_kind(piece)}.")


def _from_bytes(data: bytes | bytearray | memoryview, what: str) -> str:
    size = memoryview(data).nbytes
    if size > MAX_PHOTO_BYTES:
        _refuse_size(what, size)
    if not size:
        hint = " Was the file read already? Then seek(0) first." if what == "The file" else ""
        raise ImageError(f"{what} is empty.{hint}")
    head = bytes(memoryview(data).cast("B")[:HEAD])
    found = format_of(head)
    if found is None:
        raise ImageError(f"{what} is no image, but {nature_of(head)}. Pass a JPEG, PNG or WebP.")
    if found not in ACCEPTED:
        raise ImageError(f"{what} is an image of format {found.upper()}. Convert it to JPEG first.")
    return f"data:image/{found};base64,{base64.b64encode(data).decode('ascii')}"


def _refuse_size(what: str, size: int) -> NoReturn:
    # A stream is not read to its end, so its size may be larger than what is known here.
    known = f" ({size / 2**20:.0f} MB)" if size > MAX_PHOTO_BYTES + 1 else ""
    raise ImageError(
        f"{what} is too large{known}: at most {MAX_PHOTO_BYTES // 2**20} MB are sent along. "
        "Make it smaller (3072 pixels on the long edge are enough), or pass a URL to it."
    )


def base64_length(size: int) -> int:
    """How many characters so many bytes take."""
    return (size + 2) // 3 * 4


def _shown(path: object) -> str:
    """Short, since what was meant as a path may be a whole photo in base64."""
    text = repr(os.fspath(path))  # type: ignore[call-overload]
    return text if len(text) <= 120 else text[:60] + "…" + text[-20:]


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()


def _kind(thing: object) -> str:
    return "None" if thing is None else f"{type(thing).__module__}.{type(thing).__qualname__}"
