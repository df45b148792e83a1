"""From rows to requests: what a photo needs, less what was sent of it before.

All that is asked of one photo is one render, as far as one holds it: it is charged once. Rows that
ask for the same share it. What was sent, whatever became of it, is never sent again, unless it was
refused; what a later plan asks for besides is added to the render that is there.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from virtualstaging._core.requests import most_variations

from ._checks import Wanted
from ._data import Want, wants_of, wants_text
from ._schema import FOLLOW_JOBS

_AT_ONCE = 500


def stage_rows(connection: sqlite3.Connection) -> None:
    """Begin a new plan, beside the one that holds."""
    connection.execute("DROP TABLE IF EXISTS new_row")
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'row'").fetchone()
    connection.execute(sql.replace("CREATE TABLE row", "CREATE TABLE new_row", 1))


def in_pieces(rows: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    """Some at a time."""
    rows = iter(rows)
    while piece := list(islice(rows, _AT_ONCE)):
        yield piece


def add_rows(connection: sqlite3.Connection, rows: list[Wanted]) -> None:
    """Add rows to the new plan, and note what their photos are."""
    connection.executemany(
        "INSERT INTO new_row (id, name, stem, fold, photo, digest, config, count, columns)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                one.row.id,
                one.name,
                stem := f"{one.name}-{one.label}",
                stem.casefold(),
                one.photo.place,
                one.photo.digest,
                one.config,
                one.row.variation_count,
                json.dumps(one.row.columns()),
            )
            for one in rows
        ],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO photo VALUES (?, ?, ?, ?)",
        [
            (one.photo.place, one.photo.size, one.photo.changed, one.photo.digest)
            for one in rows
            if one.photo.changed
        ],
    )


def adopt_plan(connection: sqlite3.Connection) -> None:
    """Let the new plan hold: what is done stays so, and what is missing is planned."""
    ask = connection.execute
    _make_names_differ(connection)
    # What could not be downloaded is not among these: it is waited for again.
    ask("CREATE TEMP TABLE ended AS SELECT * FROM row WHERE state IN ('done', 'failed')")
    ask("CREATE INDEX temp.ended_stem ON ended (stem)")
    ask("DELETE FROM row")
    ask("INSERT INTO row SELECT * FROM new_row")
    ask("DROP TABLE new_row")
    ask("DELETE FROM job WHERE state IN ('planned', 'refused')")
    digests = "SELECT digest FROM row GROUP BY digest ORDER BY min(number)"
    for (digest,) in ask(digests).fetchall():
        _plan_photo(connection, digest)
    ask(FOLLOW_JOBS, (0, 2**62))
    ask(_KEEP_ENDED)
    ask("DROP TABLE ended")
    number_settled(connection)


_KEEP_ENDED = """
UPDATE row
SET state = ended.state, files = ended.files, error = ended.error, thumbnails = ended.thumbnails
FROM ended
WHERE ended.stem = row.stem AND ended.digest = row.digest AND ended.config = row.config
  AND ended.count = row.count AND row.state = 'waiting'
"""


def number_settled(connection: sqlite3.Connection) -> None:
    """Number the rows that this run has nothing to do for, as it gives them first."""
    connection.execute("UPDATE row SET settled = NULL")
    connection.execute(
        "UPDATE row SET settled = number WHERE state IN ('done', 'failed', 'doubt', 'abandoned')"
    )


def _make_names_differ(connection: sqlite3.Connection) -> None:
    """Give those that would share a name, and are not the same, names of their own."""
    connection.execute("CREATE INDEX new_fold ON new_row (fold)")
    clashes = "SELECT fold FROM new_row GROUP BY fold HAVING count(DISTINCT digest || config) > 1"
    for (fold,) in connection.execute(clashes).fetchall():
        rows = connection.execute(
            "SELECT number, stem, digest, config FROM new_row WHERE fold = ?", (fold,)
        )
        for number, stem, digest, config in rows.fetchall():
            mark = _mark(digest, config)
            connection.execute(
                "UPDATE new_row SET stem = ?, fold = ? WHERE number = ?",
                (f"{stem}-{mark}", f"{fold}-{mark}", number),
            )


def _mark(digest: str, config: str) -> str:
    import hashlib

    return hashlib.sha256(f"{digest} {config}".encode()).hexdigest()[:6]


def _plan_photo(connection: sqlite3.Connection, digest: str) -> None:
    """Plan what is missing of one photo, and note which job is whose."""
    needs = _counts(
        connection, "SELECT config, max(count) FROM row WHERE digest = ? GROUP BY config", digest
    )
    bases: dict[int, int] = {}  # how many variations their renders hold
    jobs: dict[str, int] = {}
    for job, wants, base, state in connection.execute(
        "SELECT id, wants, base, state FROM job WHERE digest = ? ORDER BY id", (digest,)
    ).fetchall():
        counts = Counter(dict(wants_of(wants)))
        bases[base or job] = bases.get(base or job, 0) + counts.total()
        if state in ("doubt", "abandoned"):
            bases[base or job] = most_variations()  # nothing is added to what may not be there
        for config in counts:
            jobs[config] = job
        needs -= counts
    _plan_missing(connection, digest, needs, bases, jobs)
    connection.executemany(
        "UPDATE row SET job = ? WHERE digest = ? AND config = ?",
        [(job, digest, config) for config, job in jobs.items()],
    )


def _counts(connection: sqlite3.Connection, sql: str, *values: object) -> Counter[str]:
    return Counter(dict(connection.execute(sql, values).fetchall()))


def _plan_missing(
    connection: sqlite3.Connection,
    digest: str,
    needs: Counter[str],
    bases: dict[int, int],
    jobs: dict[str, int],
) -> None:
    (photo,) = connection.execute(
        "SELECT photo FROM row WHERE digest = ? ORDER BY number LIMIT 1", (digest,)
    ).fetchone()
    left: list[Want] = []
    for config, count in sorted(needs.items()):
        base = next((one for one, held in bases.items() if held + count <= most_variations()), None)
        if base is None:
            left.append((config, count))
        else:
            bases[base] += count
            jobs[config] = _insert(connection, digest, photo, ((config, count),), base)
    for wants in _shared_out(left):
        job = _insert(connection, digest, photo, wants, None)
        for config, _ in wants:
            jobs[config] = job


def _shared_out(wants: list[Want]) -> list[tuple[Want, ...]]:
    """Among as few renders as hold them."""
    shares: list[list[Want]] = []
    for config, count in wants:
        for share in shares:
            if sum(number for _, number in share) + count <= most_variations():
                share.append((config, count))
                break
        else:
            shares.append([(config, count)])
    return [tuple(sorted(share)) for share in shares]


def _insert(
    connection: sqlite3.Connection,
    digest: str,
    photo: str,
    wants: tuple[Want, ...],
    base: int | None,
) -> int:
    text = wants_text(wants)
    lock = text if base is None else f"added to {base}"
    inserted = connection.execute(
        "INSERT INTO job (digest, photo, wants, base, lock) VALUES (?, ?, ?, ?, ?)",
        (digest, photo, text, base, lock),
    )
    number = inserted.lastrowid
    assert number is not None
    return number
