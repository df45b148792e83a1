"""Who may send: of equal orders one at a time, and none after its worker was frozen.

A row is there from the intent of an order to its outcome, so no equal order is begun meanwhile,
whatever becomes of the worker. It says who holds it, and until when; its time is PostgreSQL's.
"""

import threading
from collections.abc import Callable
from typing import Any, LiteralString, NoReturn

import psycopg

from virtualstaging.batch._database import JournalError

from .names import CONNECT

_TABLE = """
BEGIN;
SELECT pg_advisory_xact_lock(1987207781);
CREATE TABLE IF NOT EXISTS virtualstaging_lease (
  lock text PRIMARY KEY, workflow text NOT NULL, holder text NOT NULL, until timestamptz NOT NULL
);
COMMIT
"""
"""Several workers may begin at once; two that create a table at once meet an error."""
_ACQUIRE = """
INSERT INTO virtualstaging_lease AS held VALUES (%s, %s, %s, now() + %s * interval '1 second')
ON CONFLICT (lock) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE held.workflow = excluded.workflow AND held.until < now()
RETURNING 1
"""
_RENEW = """
UPDATE virtualstaging_lease SET until = now() + %s * interval '1 second'
WHERE lock = %s AND holder = %s AND until > now() RETURNING 1
"""
_RELEASE = "DELETE FROM virtualstaging_lease WHERE lock = %s AND holder = %s RETURNING 1"


class Leases:
    """Those of one worker. Safe for threads.

    Args:
        url: Of the database.
        seconds: How long a lease holds without being renewed.
        end: Called with the reason when this worker must end, as a lease or the database is lost:
            another may have taken an order over. It does not return.

    Raises:
        JournalError: The database can't be reached.
    """

    def __init__(
        self,
        url: str,
        seconds: float,
        end: Callable[[str], NoReturn],
    ) -> None:
        self._seconds = seconds
        self._end = end
        self._lock = threading.Lock()
        try:
            self._connection = psycopg.connect(url, autocommit=True, connect_timeout=CONNECT)
        except psycopg.Error as error:
            raise JournalError.of_workers(error) from None
        self._held: dict[str, str] = {}
        self._ended = threading.Event()
        self._ask(_TABLE)
        self._renewer = threading.Thread(target=self._renew_all, daemon=True)
        self._renewer.start()

    def acquire(self, lock: str, workflow: str, holder: str) -> bool:
        """Hold an order; False while another workflow, or another run of this one, does."""
        acquired = self._ask(_ACQUIRE, lock, workflow, holder, self._seconds)
        if acquired:
            self._held[lock] = holder
        return acquired

    def check(self, lock: str, holder: str) -> None:
        """Renew a lease right before a request is sent. It is lost if its time was over."""
        if not self._ask(_RENEW, self._seconds, lock, holder):
            self._end("it was frozen for longer than its lease")

    def release(self, lock: str, holder: str) -> None:
        """The outcome of an order is known."""
        self._held.pop(lock, None)
        self._ask(_RELEASE, lock, holder)

    def close(self) -> None:
        """Renew no more. The connection ends with the process: what is under way needs it."""
        self._ended.set()
        self._renewer.join()

    def _renew_all(self) -> None:
        """While a worker lives its leases do; one that is frozen renews none.

        That the database was restarted is noticed without any lease, too.
        """
        while not self._ended.wait(self._seconds / 4):
            self._ask("SELECT 1")
            for lock, holder in tuple(self._held.items()):
                self._ask(_RENEW, self._seconds, lock, holder)

    def _ask(self, sql: LiteralString, *values: Any) -> bool:
        """Whether a statement found its row.

        After a lost connection nobody knows what of the engine's writes was kept, and the engine
        leaves some of what it has begun until it starts again.
        """
        try:
            with self._lock:
                found = self._connection.execute(sql, values or None)
                return found.description is not None and found.fetchone() is not None
        except (psycopg.OperationalError, psycopg.InterfaceError):
            self._end("the connection to its database was lost")
