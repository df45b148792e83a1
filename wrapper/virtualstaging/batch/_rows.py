"""What the journal of a batch holds of the rows of its plan."""

import json
import sqlite3
from collections.abc import Iterable

from virtualstaging.errors import ValidationError

from ._data import Result
from ._database import Database
from ._schema import FOLLOW_JOBS, SETTLE_ROW

_RESULT = """
SELECT row.*, job.render, job.reason, job.candidates FROM row LEFT JOIN job ON job.id = row.job
"""


class Rows:
    """The rows of a plan, and what has become of each. Safe for threads.

    Args:
        database: Holds them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def settle_row(
        self,
        number: int,
        state: str,
        files: Iterable[str] = (),
        thumbnails: Iterable[str] = (),
        error: str = "",
    ) -> None:
        """What has become of a row whose render has ended."""

        def change(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE row SET state = ?, files = ?, thumbnails = ?, error = ? WHERE number = ?",
                (state, json.dumps(list(files)), json.dumps(list(thumbnails)), error, number),
            )
            connection.execute(SETTLE_ROW, (number,))

        self._database.write(change)

    def unfinished(self, most: int) -> list[str]:
        """Ids of the renders whose rows are waited for, the oldest first."""
        rows = self._database.read(
            "SELECT DISTINCT job.render FROM row CROSS JOIN job ON job.id = row.job"
            " WHERE row.state = 'waiting' ORDER BY row.job LIMIT ?",
            most,
        )
        return [one for (one,) in rows]

    def rows_of(self, render_id: str) -> list[sqlite3.Row]:
        """The rows that wait for a render, with all that is ordered of it."""
        return self._database.read(
            "SELECT row.*, (SELECT count(*) FROM job AS every, json_each(every.wants)"
            " WHERE every.render = job.render) AS wants"
            " FROM job CROSS JOIN row ON row.job = job.id"
            " WHERE job.render = ? AND row.state = 'waiting' ORDER BY row.number",
            render_id,
        )

    def settled(self, after: int, most: int) -> list[tuple[int, Result]]:
        """The rows that this run was done with after a number, each with its own."""
        rows = self._database.read(
            f"{_RESULT} WHERE settled > ? ORDER BY settled LIMIT ?", after, most
        )
        return [(one["settled"], _result(one)) for one in rows]

    def results(self, after: int, most: int, *, unsettled: bool = False) -> list[Result]:
        """Some rows in the order of the plan, from a number on."""
        more = "AND settled IS NULL" if unsettled else ""
        rows = self._database.read(
            f"{_RESULT} WHERE number > ? {more} ORDER BY number LIMIT ?", after, most
        )
        return [_result(one) for one in rows]

    def thumbnails(self, number: int) -> list[str]:
        """Small pictures of a row's results."""
        (found,) = self._database.read("SELECT thumbnails FROM row WHERE number = ?", number)
        thumbnails: list[str] = json.loads(found[0])
        return thumbnails

    def in_doubt(self) -> list[Result]:
        """The rows that a person must decide about."""
        sql = f"{_RESULT} WHERE row.state = 'doubt' ORDER BY number"
        return [_result(one) for one in self._database.read(sql)]

    def counts(self) -> dict[str, int]:
        """How many rows there are in each state."""
        rows = self._database.read("SELECT state, count(*) FROM row GROUP BY state")
        return {state: count for state, count in rows}  # noqa: C416 - these are no pairs

    def decide(self, row: str, state: str, render_id: str | None) -> Result:
        """A person has decided about a row that is in doubt: "made", "abandoned" or "planned".

        Raises:
            ValidationError: There is no such row, or it is not in doubt.
        """
        found = self._database.read(f"{_RESULT} WHERE row.id = ?", row)
        if not found:
            raise ValidationError(f"The batch has no row with the id {row[:60]!r}.")
        (one,) = found
        if one["state"] != "doubt":
            raise ValidationError(f"Row {row} is not in doubt: it is {one['state']}.")

        self._database.write(lambda connection: decide(connection, one["job"], state, render_id))
        return _result(one)


def decide(connection: sqlite3.Connection, job: int, state: str, render_id: str | None) -> None:
    connection.execute(
        "UPDATE job SET state = ?, render = ?, candidates = '[]', reason = '',"
        " intent = iif(? = 'planned', NULL, intent) WHERE id = ?",
        (state, render_id, state, job),
    )
    connection.execute(FOLLOW_JOBS, (job, job))
    connection.execute(
        "UPDATE row SET settled = NULL WHERE job = ? AND state <> 'abandoned'", (job,)
    )


def _result(row: sqlite3.Row) -> Result:
    return Result(
        row["number"],
        row["id"],
        row["name"],
        row["state"],
        tuple(json.loads(row["files"])),
        row["render"],
        row["error"] or row["reason"] or "",
        tuple(json.loads(row["candidates"] or "[]")),
        row["photo"],
        json.loads(row["columns"]),
    )
