"""The journal of a batch: what was planned, begun, made and fetched. All of it survives a kill."""

import json
import os
import secrets
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from virtualstaging._recovery.order import Doubt, Order

from ._checks import Wanted
from ._data import Job, Outcome, doubt_of, doubt_text, wants_of
from ._database import Database, JournalError
from ._planning import add_rows, adopt_plan, in_pieces, stage_rows
from ._reading import JOURNAL
from ._rows import Rows, decide
from ._schema import FOLLOW_JOBS, SCHEMA, SETTLE_ROW, VERSION

_JOB = """
SELECT job.id, job.photo, job.digest, job.wants, job.lock, job.intent, base.render AS base
FROM job LEFT JOIN job AS base ON base.id = job.base
"""
_MARKED = """
SELECT id, state FROM job WHERE base IS NULL AND json_extract(intent, '$.ticket') = ?
"""
_COSTS = """
SELECT
  count(*) FILTER (WHERE base IS NULL),
  count(DISTINCT digest) FILTER (WHERE base IS NULL),
  count(base),
  (SELECT coalesce(sum(json_extract(one.value, '$[1]')), 0)
   FROM job, json_each(wants) AS one WHERE state = 'planned'),
  (SELECT count(*) FROM job WHERE state = 'open')
FROM job WHERE state = 'planned'
"""


class Journal(Rows):
    """One batch's journal. Safe for threads.

    Args:
        directory: Of the run.
        scratch: Work on a copy in memory, of which nothing is kept.
    """

    def __init__(self, directory: Path, *, scratch: bool = False) -> None:
        path = directory / JOURNAL
        if not scratch:
            with suppress(OSError):  # the error comes when it is opened
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        super().__init__(Database(None if scratch else path, SCHEMA, VERSION))
        if scratch and path.exists():
            self._database.copy_from(path)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def meta(self, name: str) -> str | None:
        """Something noted about the run."""
        rows = self._database.read("SELECT value FROM meta WHERE name = ?", name)
        return rows[0][0] if rows else None

    def note(self, name: str, value: str) -> None:
        """Note something about the run."""
        self._write("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, value)

    def run_name(self) -> str:
        """A name of the batch that no other has."""
        name = self.meta("run")
        if name is None:
            name = secrets.token_hex(8)
            self.note("run", name)
        return name

    def known_digest(self, place: str, size: int, changed: int) -> str | None:
        """The digest of a photo that was looked at before, and has not changed since."""
        rows = self._database.read(
            "SELECT digest FROM photo WHERE place = ? AND size = ? AND changed = ?",
            place,
            size,
            changed,
        )
        return rows[0][0] if rows else None

    def load(self, rows: Iterable[Wanted]) -> None:
        """Let a new plan hold; see `_planning`. If this is cut off, the old one does."""
        self._database.write(stage_rows)
        for piece in in_pieces(rows):
            self._database.write(partial(add_rows, rows=piece))
        self._database.write(adopt_plan)

    def intend(self, job: Job, doubt: Doubt) -> None:
        """A job is about to be sent for the first time."""

        def change(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE job SET state = 'open', intent = ?, sends = 1 WHERE id = ?",
                (doubt_text(doubt), job.id),
            )
            _follow_job(connection, job)

        self._database.write(change)

    def hand_over(self, job: Job) -> None:
        """A job is about to be given to workers, which keep its intent."""

        def change(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE job SET state = 'open', intent = NULL, sends = 1 WHERE id = ?", (job.id,)
            )
            _follow_job(connection, job)

        self._database.write(change)

    def send_again(self, job: Job) -> None:
        """A job is about to be sent once more, as it has surely made nothing so far."""
        self._write("UPDATE job SET sends = sends + 1 WHERE id = ?", job.id)

    def withdraw(self, job: Job) -> None:
        """A job has surely made nothing, and is to be sent at another time."""

        def change(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE job SET state = 'planned', intent = NULL WHERE id = ?", (job.id,)
            )
            _follow_job(connection, job)

        self._database.write(change)

    def settle(self, job: Job, outcome: Outcome) -> None:
        """The outcome of a job is known."""

        def change(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE job SET state = ?, render = ?, reason = ?, candidates = ?, found = ?"
                " WHERE id = ?",
                (
                    outcome.state,
                    outcome.render_id,
                    outcome.reason,
                    json.dumps(outcome.candidates),
                    outcome.found,
                    job.id,
                ),
            )
            _follow_job(connection, job)
            if outcome.state != "made":
                rows = connection.execute(
                    "SELECT number FROM row WHERE job = ? ORDER BY number", (job.id,)
                )
                connection.executemany(SETTLE_ROW, [tuple(one) for one in rows.fetchall()])

        self._database.write(change)

    def note_event(self, mark: str, render_id: str) -> bool:
        """An event has named the render of a request. Returns whether there is such a request."""

        def change(connection: sqlite3.Connection) -> bool:
            found = connection.execute(_MARKED, (mark,)).fetchone()
            if found is None:
                return False
            number, state = found
            if connection.execute("SELECT 1 FROM job WHERE render = ?", (render_id,)).fetchone():
                return True  # it is known already
            if state == "doubt":
                decide(connection, number, "made", render_id)
            elif state == "open":
                name = f"event {mark}"
                connection.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (name, render_id))
            return True

        return self._database.write(change)

    def named_by_event(self, mark: str) -> str | None:
        """The render that an event has named for a request, if one has."""
        return self.meta(f"event {mark}")

    def locks(self) -> list[str]:
        """Of all jobs that are planned, in the order of the plan."""
        sql = "SELECT lock FROM job WHERE state = 'planned' GROUP BY lock ORDER BY min(id)"
        return [lock for (lock,) in self._database.read(sql)]

    def next_job(self, lock: str) -> Job | None:
        """The next one that is planned with this lock, if it can be sent by now."""
        rows = self._database.read(
            f"{_JOB} WHERE job.state = 'planned' AND job.lock = ?"
            " AND (job.base IS NULL OR base.state = 'made') ORDER BY job.id LIMIT 1",
            lock,
        )
        return _job(rows[0]) if rows else None

    def begun(self) -> list[Job]:
        """The jobs whose outcome is not known. This counts as one attempt to find out."""
        self._write("UPDATE job SET recoveries = recoveries + 1 WHERE state = 'open'")
        return [_job(one) for one in self._database.read(f"{_JOB} WHERE job.state = 'open'")]

    def known_ids(self) -> list[str]:
        """Ids of all renders that are this batch's. What is in doubt is not among them: it may be
        any row's."""
        rows = self._database.read("SELECT DISTINCT render FROM job WHERE render IS NOT NULL")
        return [one for (one,) in rows]

    def ordered(self, render_id: str) -> Order:
        """All that was ordered of a render."""
        rows = self._database.read("SELECT wants FROM job WHERE render = ?", render_id)
        return Order(tuple(want for (text,) in rows for want in wants_of(text)))

    def costs(self) -> tuple[int, int, int, int, int]:
        """Renders, photos, additions and variations that are planned, and what has begun."""
        (found,) = self._database.read(_COSTS)
        renders, photos, additions, variations, begun = found
        return renders, photos, additions, variations, begun

    def _write(self, sql: str, *values: Any) -> None:
        self._database.write(lambda connection: connection.execute(sql, values))


def _follow_job(connection: sqlite3.Connection, job: Job) -> None:
    connection.execute(FOLLOW_JOBS, (job.id, job.id))


def _job(row: sqlite3.Row) -> Job:
    job = Job(
        row["id"], row["photo"], row["digest"], wants_of(row["wants"]), row["lock"], row["base"]
    )
    if row["intent"] is None:
        return job
    try:
        doubt = doubt_of(row["intent"], job.order)
    except (KeyError, TypeError, ValueError):
        raise JournalError("The journal holds what cannot be read: it was changed.") from None
    return Job(job.id, job.photo, job.digest, job.wants, job.lock, job.render_id, doubt)
