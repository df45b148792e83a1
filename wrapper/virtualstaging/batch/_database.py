"""SQLite as a journal needs it: whatever was written is on the disk, and one process writes.

The write-ahead log is synced at each commit (`synchronous=FULL`). A sync takes milliseconds, so the
changes of threads that write at the same time share one.
"""

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar

from virtualstaging._core.paths import os_error_text
from virtualstaging.errors import VirtualStagingError

T = TypeVar("T")
Change = Callable[[sqlite3.Connection], T]

SYNCHRONOUS = "FULL"
"""Each commit is on the disk when it returns, also if the machine loses its power."""

_APPLICATION = 0x76736261
"""Marks the file as a journal of ours."""


class JournalError(VirtualStagingError):
    """The journal of a batch cannot be used or written. Nothing is sent that it does not hold."""


class InUseError(JournalError):
    """Another process works on this directory."""


class _Waiting:
    def __init__(self, change: Change[Any]) -> None:
        self.change = change
        self.done = False
        self.result: Any = None
        self.error: Exception | None = None


class Database:
    """One journal's file. Safe for threads.

    Args:
        path: Of the file; None for one in memory.
        schema: SQL that makes its tables.
        version: Of the schema.
    """

    def __init__(self, path: Path | None, schema: str, version: int) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._turn = threading.Condition()
        self._queue: list[_Waiting] = []
        self._led = False
        with _as_journal_error(path):
            self._connection = sqlite3.connect(
                ":memory:" if path is None else path, isolation_level=None, check_same_thread=False
            )
            self._connection.row_factory = sqlite3.Row
            self._set_up(schema, version)
            # Readers of their own do not wait for the disk.
            self._reader = self._connection if path is None else _reader(path)
            self._reading = self._lock if path is None else threading.Lock()

    def _set_up(self, schema: str, version: int) -> None:
        ask = self._connection.execute
        ask("PRAGMA journal_mode=WAL")
        ask(f"PRAGMA synchronous={SYNCHRONOUS}")
        ask("PRAGMA busy_timeout=10000")
        (found,) = ask("PRAGMA user_version").fetchone()
        (ours,) = ask("PRAGMA application_id").fetchone()
        if found == 0 and not ask("SELECT 1 FROM sqlite_master").fetchone():
            self._connection.executescript(
                f"BEGIN; {schema}; PRAGMA user_version={version}; "
                f"PRAGMA application_id={_APPLICATION}; COMMIT"
            )
        elif ours != _APPLICATION or found != version:
            raise JournalError(
                f"{self._path} is not a journal that this version of virtualstaging writes."
            )

    def copy_from(self, path: Path) -> None:
        """Take over all that another file holds."""
        with _as_journal_error(path), closing(_reader(path)) as other:
            other.backup(self._connection)

    def read(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """The rows that a query gives."""
        with self._reading, _as_journal_error(self._path):
            return self._reader.execute(sql, values).fetchall()

    def write(self, change: Change[T]) -> T:
        """Make a change that is on the disk when this returns, or not at all.

        Raises:
            JournalError: It could not be written, as the disk is full.
        """
        mine = _Waiting(change)
        with self._turn:
            self._queue.append(mine)
            while not mine.done:
                if self._led:
                    self._turn.wait()
                else:
                    self._lead()
        if mine.error is not None:
            raise mine.error
        result: T = mine.result
        return result

    def _lead(self) -> None:
        """Write all that waits. Called, and returns, with the turn held."""
        self._led, waiting, self._queue = True, self._queue, []
        self._turn.release()
        failed: JournalError | None = JournalError("It was interrupted while it wrote its journal.")
        try:
            failed = self._commit(waiting)
        finally:
            self._turn.acquire()
            self._led = False
            for one in waiting:
                one.error, one.done = failed or one.error, True
            self._turn.notify_all()

    def _commit(self, waiting: list[_Waiting]) -> JournalError | None:
        """Write several changes at once. Returns why none of them is on the disk, if so."""
        try:
            with self._lock, _as_journal_error(self._path):
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    for one in waiting:
                        self._apply(one)
                    self._connection.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):
                        self._connection.execute("ROLLBACK")
                    raise
        except JournalError as error:
            return error
        return None

    def _apply(self, one: _Waiting) -> None:
        """One change of several; if it fails, the others go on without it."""
        self._connection.execute("SAVEPOINT one")
        try:
            one.result = one.change(self._connection)
        except sqlite3.Error:
            raise
        except Exception as error:  # noqa: BLE001 - it is raised where the change comes from
            self._connection.execute("ROLLBACK TO one")
            one.error = error
        self._connection.execute("RELEASE one")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._reader is not self._connection:
                self._reader.close()
            self._connection.close()


def _reader(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA busy_timeout=10000")
    connection.execute("PRAGMA query_only=1")
    return connection


class _as_journal_error:  # noqa: N801 - reads as a verb
    def __init__(self, path: Path | None) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error | OSError):
            raise JournalError(
                f"The journal {self._path} can't be read or written: {str(error).lower()}."
                f"{_advice(error)}"
            ) from None


def _advice(error: Exception) -> str:
    if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return (
            " See that its disk is there and has space left; then start this again: it goes on "
            "from here, and pays nothing twice."
        )
    return ""


class FileLock:
    """A lock that ends with its process, however that ends: who gets it knows the other is dead.

    Args:
        path: Of the lock's file. It stays when the lock ends.

    Raises:
        InUseError: Another process has it.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            reason = os_error_text(error)
            raise JournalError(f"{path.parent} can't be written to: {reason}.") from None
        try:
            _lock(self._file)
        except OSError:
            os.close(self._file)
            raise InUseError(
                f"Another process works on {path.parent}. Wait until it has ended, or end it; then "
                "start this again: it goes on where the other was."
            ) from None

    def release(self) -> None:
        """End the lock."""
        os.close(self._file)


def _lock(file: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
