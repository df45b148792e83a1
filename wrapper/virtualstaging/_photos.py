"""What may be given as a photo, and how it becomes the `image_url` that the API takes."""

import base64
import binascii
import errno
import os
import re
import stat
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import IO, Any, NoReturn, TypeAlias
from urllib.parse import urlsplit

from ._core.paths import expanded
from ._core.secret import cleaned
from ._core.steps import Flow, Work
from ._formats import HEAD, LEAST_SIDE, kind_of, look_at
from .errors import ImageError

Photo: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes]
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
        return _from_path(os.fsdecode(photo), is_text=False)
    if isinstance(photo, bytes | bytearray | memoryview):
        return _from_bytes(_whole(photo), "The photo")
    if callable(getattr(photo, "read", None)):
        return _from_bytes(_read(photo.read), "The file")
    raise ImageError(
        f"A photo is a URL, a data URL, a path, bytes or an open binary file, not {_kind(photo)}."
    )


def sent(photo: Photo) -> Flow[str]:
    """The same as a flow: reading a file blocks, so it is a step of its own."""
    if isinstance(photo, str) and photo.startswith(("http://", "https://")):
        return image_url(photo)
    url: str = yield Work(partial(image_url, photo))
    return url


def names_of(photos: Iterable[object]) -> tuple[str, ...]:
    """Those of some photos that are paths or URLs, as `Render.photos` holds them."""
    named = (os.fsdecode(one) for one in photos if isinstance(one, str | os.PathLike))
    return tuple(name for name in named if not name.startswith("data:"))


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
    return _from_path(text, is_text=True)


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
        data = base64.b64decode(found[2], validate=True)
    except binascii.Error:
        raise ImageError("The photo's data URL is not base64: was it cut?") from None
    kind = kind_of(data[:HEAD])
    if kind.format is None:
        raise ImageError(f"The data URL holds no image, but {kind.name}.")
    _check_picture("The photo in the data URL", data)
    return url


def _from_path(path: str, *, is_text: bool) -> str:
    shown = _shown(path)
    place = expanded(path)
    try:
        found = place.stat()
    except (OSError, ValueError) as error:
        _refuse_path(shown, error, is_text=is_text)
    if stat.S_ISDIR(found.st_mode):
        raise ImageError(f"{shown} is a directory. Pass the path of one photo in it.")
    if not stat.S_ISREG(found.st_mode):
        raise ImageError(f"{shown} is no regular file. Read it, and pass the bytes.")
    if found.st_size > MAX_PHOTO_BYTES:
        _refuse_size(shown, found.st_size)
    try:
        with place.open("rb") as file:
            data = _read(file.read)
    except OSError as error:
        raise ImageError(f"{shown} can't be read: {_reason(error)}.") from None
    return _from_bytes(data, shown)


def _refuse_path(shown: str, error: Exception, *, is_text: bool) -> NoReturn:
    missing = isinstance(error, FileNotFoundError | NotADirectoryError | ValueError)
    if not missing and getattr(error, "errno", None) != errno.ENAMETOOLONG:
        raise ImageError(f"{shown} can't be read: {_reason(error)}.") from None
    if not is_text:
        raise ImageError(f"There is no file {shown}.") from None
    raise ImageError(
        f"{shown} is neither a URL (http://, https:// or data:image/) nor a file that exists. "
        f"Relative paths start at {_here()}."
    ) from None


def _here() -> str:
    try:
        return str(Path.cwd())
    except OSError:
        return "a directory that is no longer there"


def _whole(data: bytes | bytearray | memoryview) -> bytes:
    try:
        size = memoryview(data).nbytes
        return bytes(data) if size <= MAX_PHOTO_BYTES else _refuse_size("The photo", size)
    except (ValueError, BufferError) as error:
        raise ImageError(f"The photo's bytes can't be read: {_reason(error)}.") from None


def _read(read: Callable[[int], Any]) -> bytes:
    """All bytes, or the error; never more than the bound and one byte."""
    data = bytearray()
    while len(data) <= MAX_PHOTO_BYTES:
        try:
            piece = read(MAX_PHOTO_BYTES + 1 - len(data))
        except Exception as error:  # noqa: BLE001 - of a network, an archive, a closed file, …
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


def _from_bytes(data: bytes, what: str) -> str:
    if len(data) > MAX_PHOTO_BYTES:
        _refuse_size(what, len(data))
    if not data:
        hint = " Was the file read already? Then seek(0) first." if what == "The file" else ""
        raise ImageError(f"{what} is empty.{hint}")
    kind = kind_of(data[:HEAD])
    if kind.format not in ACCEPTED:
        raise ImageError(f"{what} is {kind.name}. Pass a JPEG, PNG or WebP.")
    _check_picture(what, data)
    return f"data:image/{kind.format};base64,{base64.b64encode(data).decode('ascii')}"


def _check_picture(what: str, data: bytes) -> None:
    """What cannot be a photo would be charged all the same."""
    picture = look_at(data)
    if not picture.whole:
        raise ImageError(f"{what} is not whole: it has no end. Copy or download it again.")
    if picture.sides is not None and min(picture.sides) < LEAST_SIDE:
        width, height = picture.sides
        raise ImageError(f"{what} has {width} × {height} pixels: that is no photo.")


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


def _shown(path: str) -> str:
    """Short, since what was meant as a path may be a whole photo in base64, or a key."""
    text = cleaned(repr(path))
    return text if len(text) <= 120 else text[:60] + "…" + text[-20:]


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return cleaned(text).lower() if isinstance(text, str) and text else type(error).__name__


def _kind(thing: object) -> str:
    return "None" if thing is None else f"{type(thing).__module__}.{type(thing).__qualname__}"
