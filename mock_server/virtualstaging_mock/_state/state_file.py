"""The file that a state is kept in between two runs: written whole, used by one server."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from virtualstaging_mock._input import InputError


class SnapshotError(InputError):
    """A state cannot be written or put back; the message says where and why."""


@contextlib.contextmanager
def in_use(path: Path) -> Iterator[None]:
    """Use a state's file alone while the block runs, where the system can lock files.

    Raises:
        SnapshotError: another server uses it, or the directory cannot be written to.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    lock = path.with_name(f"{path.name}.lock")
    try:
        file = lock.open("w")
    except OSError as error:
        raise SnapshotError(f"Cannot write {lock}: {error.strerror or error}.") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SnapshotError(
                f"Another server uses {path}: at its end, each would overwrite what the other kept."
            ) from None
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def write(path: Path, state: Any) -> None:
    """Write a state to a file: all of it, or nothing.

    Raises:
        SnapshotError: the file cannot be written; what was there before stays.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(orjson.dumps(state, option=orjson.OPT_INDENT_2))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise SnapshotError(f"Cannot write {path}: {error.strerror or error}.") from None
