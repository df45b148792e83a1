"""Who may send: of equal orders one at a time, and none after its worker was frozen.

A row is there from the intent of an order to its outcome, so no equal order is begun meanwhile,
whatever becomes of the worker. It says who holds it, and until when; its time is the database's.
"""

import threading
from collections.abc import Callable
from typing import Any, NoReturn

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from .names import out_of_reach

_CONNECT = 10
"""Seconds until a database that does not answer can't be reached."""

_TABLE = """
CREATE TABLE IF NOT EXISTS virtualstaging_lease (
  lock text PRIMARY KEY, workflow text NOT NULL, holder text NOT NULL,
  until double precision NOT NULL
)
"""
_ACQUIRE = """
INSERT INTO virtualstaging_lease AS held VALUES (:lock, :workflow, :holder, {now} + :seconds)
ON CONFLICT (lock) DO UPDATE SET holder = excluded.holder, until = excluded.until
WHERE held.workflow = excluded.workflow AND held.until < {now}
RETURNING 1
"""
_RENEW = """
UPDATE virtualstaging_lease SET until = {now} + :seconds
WHERE lock = :lock AND holder = :holder AND until > {now} RETURNING 1
"""
_RELEASE = "DELETE FROM virtualstaging_lease WHERE lock = :lock AND holder = :holder RETURNING 1"
_NOW = {"postgresql": "extract(epoch FROM now())", "sqlite": "(julianday('now') * 86400.0)"}
"""Seconds. The engine's own SQLite is there for tests on machines without PostgreSQL."""


class Leases:
    """Those of one worker. Safe for threads. Renewed until its process ends.

    Args:
        url: Of the database.
        seconds: How long a lease holds without being renewed.
        end: Called with the reason when this worker must end, as a lease or the database is lost:
            another may have taken an order over. It does not return.
        now: Monotonic seconds.

    Raises:
        JournalError: The database can't be reached.
    """

    def __init__(
        self,
        url: str,
        seconds: float,
        end: Callable[[str], NoReturn],
        now: Callable[[], float],
    ) -> None:
        self._seconds = seconds
        self._end = end
        self._now = now
        self._lock = threading.Lock()
        self._held: dict[str, str] = {}
        try:
            self._connection = _connected(url)
        except SQLAlchemyError as error:
            raise out_of_reach(error) from None
        threading.Thread(target=self._renew_all, daemon=True).start()

    def acquire(self, lock: str, workflow: str, holder: str) -> bool:
        """Hold an order; False while another workflow, or another run of this one, does."""
        acquired = self._ask(_ACQUIRE, lock=lock, workflow=workflow, holder=holder)
        if acquired:
            self._held[lock] = holder
        return acquired

    def check(self, lock: str, holder: str) -> None:
        """Renew a lease right before a request is sent. It is lost if its time was over, also if
        this process was frozen between the database's answer and now.
        """
        asked = self._now()
        if not self._ask(_RENEW, lock=lock, holder=holder) or self._now() - asked >= self._seconds:
            self._end("it was frozen for longer than its lease")

    def release(self, lock: str, holder: str) -> None:
        """The outcome of an order is known."""
        self._held.pop(lock, None)
        self._ask(_RELEASE, lock=lock, holder=holder)

    def _renew_all(self) -> None:
        """While a worker lives its leases do; one that is frozen renews none.

        That the database was restarted is noticed without any lease, too.
        """
        pause = threading.Event()
        while not pause.wait(self._seconds / 4):
            self._ask("SELECT 1")
            for lock, holder in tuple(self._held.items()):
                self._ask(_RENEW, lock=lock, holder=holder)

    def _ask(self, sql: str, **values: str) -> bool:
        """Whether a statement found its row.

        It is the same connection from the intent to the check. When that was lost, nobody knows
        which of the engine's writes were kept, and the engine leaves some of what it has begun
        until it starts again.
        """
        text = sa.text(sql.format(now=_NOW[self._connection.dialect.name]))
        try:
            with self._lock:
                return bool(
                    self._connection.execute(text, {**values, "seconds": self._seconds}).first()
                )
        except (OperationalError, InterfaceError):
            self._end("the connection to its database was lost")


def _connected(url: str) -> sa.Connection:
    """A connection on which each statement is a transaction, and the table is there."""
    place = sa.make_url(url)
    arguments: dict[str, Any] = {"timeout": 30}
    if place.get_backend_name() != "sqlite":
        place = place.set(drivername="postgresql+psycopg")
        arguments = {"connect_timeout": _CONNECT}
    engine = sa.create_engine(place, connect_args=arguments)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Several workers may begin at once; two that create a table at once meet an error.
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(1987207781)"))
        connection.execute(sa.text(_TABLE))
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
