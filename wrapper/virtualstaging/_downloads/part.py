"""An incomplete file: written under a name of its own, and renamed when it is whole."""

import errno
import filecmp
import os
import re
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from virtualstaging._core.paths import os_error_text
from virtualstaging._core.steps import Answer, RejectedError
from virtualstaging._formats import EXTENSIONS, HEAD, kind_of, look_at

from .names import Target

MAX_RESULT_BYTES = 100 * 1024 * 1024
"""Bytes of a result. Those of the API are some MB, so more is no result."""

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class PartFile:
    """Receives one image, from the beginning or from where it was cut off.

    Until it is whole it is called `.RANDOM.part`, so that several processes may download the
    same image to the same place. Only a process that is killed leaves such a file behind.

    Args:
        target: Where it goes.
        stopped: Says whether to give up.
    """

    def __init__(self, target: Target, stopped: Callable[[], bool] = lambda: False) -> None:
        self.target = target
        self.size = 0
        self.taking = False
        """The last answer's body was taken in."""
        self._stopped = stopped
        self._path = target.directory / f".{secrets.token_hex(8)}.part"
        self._file: BinaryIO | None = None
        self._head = b""
        self._total: int | None = None
        self._validator: str | None = None
        self._lock = threading.Lock()  # a cancelled task's thread may still write
        self._dead = False

    def open(self) -> None:
        """Make the directory and the file; a name that can't be given to it is refused now."""
        with self._lock, _as_rejected(self.target):
            if not self._dead:
                self.target.directory.mkdir(parents=True, exist_ok=True)
                with suppress(FileNotFoundError):
                    (self.target.directory / self.target.name).lstat()
                self._file = self._path.open("xb")

    @property
    def resume_headers(self) -> dict[str, str]:
        """What to ask for: the rest, if it is known to be of the same file."""
        if not self.size or self._validator is None:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self._validator}

    def begin(self, answer: Answer) -> bool:
        """Make ready for the body of this answer; False if it is none of the image."""
        self.taking = False
        if answer.status in (200, 206) and _coding(answer) != "identity":
            raise RejectedError("its host compresses it, which was not asked for")
        if answer.status == 206:
            self.taking = self._continues(answer)
        elif answer.status == 200:
            self.taking = True
            self._restart()
            self._total = _content_length(answer)
        if self.taking:
            self._validator = _validator(answer)
            if (self._total or 0) > MAX_RESULT_BYTES:
                raise RejectedError(f"it is larger than {MAX_RESULT_BYTES // 2**20} MB")
        elif answer.status in (206, 416):
            self._restart()
        return self.taking

    def write(self, piece: bytes) -> None:
        """Take in the next bytes."""
        if self._stopped():
            raise RejectedError("it was given up")
        if self.size + len(piece) > MAX_RESULT_BYTES:
            raise RejectedError(f"it is larger than {MAX_RESULT_BYTES // 2**20} MB")
        if len(self._head) < HEAD:
            self._head = (self._head + piece)[:HEAD]
            if len(self._head) == HEAD:
                self._check_format()
        with self._lock, _as_rejected(self.target):
            if self._dead or self._file is None:
                raise RejectedError("it was given up")
            self._file.write(piece)
        self.size += len(piece)

    def missing(self) -> str | None:
        """Why what has come is not the whole image, or None: it is."""
        if self._total is not None and self.size != self._total:
            return f"{self.size} of {self._total} bytes came"
        self._check_format()
        if self._total is None and not self._looks_whole():
            return f"it breaks off after {self.size} bytes"
        return None

    def keep(self) -> Path:
        """Give the image its real name, and return it."""
        with self._lock, _as_rejected(self.target):
            assert self._file is not None
            self._file.flush()
            with suppress(OSError):  # not every file system can; what is lost shows in the size
                os.fsync(self._file.fileno())
            self._file.close()
            if self._path.stat().st_size != self.size:
                raise OSError(errno.EIO, "not all of it was written")
            return _place(self._path, self.target, EXTENSIONS[kind_of(self._head).format or "jpeg"])

    def discard(self) -> None:
        """Remove what has come, unless it was given its real name."""
        with self._lock:
            self._dead = True
            if self._file is not None:
                with suppress(OSError):  # a full disk shows once more, on the last flush
                    self._file.close()
            # In any case: an interrupt may come when the file was made, and is not known here yet.
            with suppress(OSError, ValueError):  # ValueError: no file can be called so
                self._path.unlink(missing_ok=True)

    def _continues(self, answer: Answer) -> bool:
        """Whether a 206 is the rest that was asked for, of the same file."""
        found = _RANGE.fullmatch(answer.headers.get("content-range", "").strip())
        if found is None or int(found[1]) != self.size or self._validator is None:
            return False
        total = None if found[3] == "*" else int(found[3])
        if None not in (total, self._total) and total != self._total:
            return False
        self._total = total if total is not None else self._total
        return _validator(answer) in (None, self._validator)

    def _restart(self) -> None:
        self.size, self._head, self._total, self._validator = 0, b"", None, None
        with self._lock, _as_rejected(self.target):
            if self._file is not None and not self._dead:
                self._file.seek(0)
                self._file.truncate()

    def _check_format(self) -> None:
        kind = kind_of(self._head)
        if kind.format is None:
            raise RejectedError(f"no image came, but {kind.name}")

    def _looks_whole(self) -> bool:
        with self._lock, _as_rejected(self.target):
            assert self._file is not None
            self._file.flush()
            return look_at(self._path.read_bytes()).whole


class _as_rejected:  # noqa: N801 - reads as a verb: with _as_rejected(target)
    """Errors of the file system end a fetch; their text is what the user needs."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            reason = os_error_text(error)
        elif isinstance(error, ValueError):
            reason = "no file can be called so"
        else:
            return
        raise RejectedError(f"it can't be written to {self._target.shown}: {reason}") from None


def _place(part: Path, target: Target, extension: str) -> Path:
    """Name the whole file. A file that is there is left alone, unless it is the same, or may go."""
    if target.exact or target.overwrite:
        name = target.name if target.exact else target.name + extension
        path = target.directory / name
        if target.overwrite:
            return part.replace(path)
        if _named(part, path):
            return path
        raise RejectedError(f"{path} is there already and is another file; pass overwrite=True")
    for number in range(1, 1000):
        tail = extension if number == 1 else f"-{number}{extension}"
        path = target.directory / f"{target.name}{tail}"
        if _named(part, path):
            return path
    raise RejectedError(f"{target.directory} holds 999 other files of this name")


def _named(part: Path, path: Path) -> bool:
    """Whether `path` is the whole file now. Also if it was there before: downloaded twice."""
    try:
        os.link(part, path)  # unlike a rename it never replaces a file
    except FileExistsError:
        return _same(part, path)
    except OSError:  # where there are no hard links, of whatever number the error is
        if os.path.lexists(path):
            return _same(part, path)
        part.rename(path)
    return True


def _same(part: Path, path: Path) -> bool:
    try:
        return path.is_file() and filecmp.cmp(part, path, shallow=False)
    except OSError:  # it may not be read
        return False


def _content_length(answer: Answer) -> int | None:
    text = answer.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _coding(answer: Answer) -> str:
    return answer.headers.get("content-encoding", "").strip().lower() or "identity"


def _validator(answer: Answer) -> str | None:
    """What names this version of the file for sure: a strong ETag, or else Last-Modified."""
    headers = answer.headers
    if answer.status == 200 and headers.get("accept-ranges", "").strip().lower() != "bytes":
        return None
    etag = headers.get("etag", "").strip()
    found = etag if etag.startswith('"') else "" if etag else headers.get("last-modified", "")
    return found if found and found.isascii() else None
