"""What is left of a run for people and other programs: tables, and pages with pictures."""

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from virtualstaging._core.paths import os_error_text, replaced
from virtualstaging._core.secret import shown_photo
from virtualstaging.errors import DownloadError

from ._data import Result
from ._journal import Journal

_PIECE = 500
_OURS = ("state", "render_id", "files", "error", "candidates")


def write_report(journal: Journal, out: Path) -> None:
    """Write `results.csv` with all rows, `errors.csv` with those that are not done, and pages.

    Raises:
        DownloadError: They can't be written.
    """
    from ._pages import write_pages

    columns = _columns(journal)
    try:
        write_pages(journal, out)
        with ExitStack() as files:
            names = ("results.csv", "errors.csv")
            results, errors = (
                csv.writer(files.enter_context(replaced(out / name))) for name in names
            )
            for writer in (results, errors):
                writer.writerow([*columns, *_OURS])
            for one in every(journal):
                cells = [*_cells(one, columns), *_outcome(one)]
                results.writerow(cells)
                if one.state != "done":
                    errors.writerow(cells)
    except OSError as error:
        reason = os_error_text(error)
        raise DownloadError(
            f"The tables and pages can't be written to {out}: {reason}.", path=str(out)
        ) from None


def every(journal: Journal) -> Iterator[Result]:
    """All rows, in the order of the plan; some in memory at a time."""
    number = 0
    while piece := journal.results(number, _PIECE):
        yield from piece
        number = piece[-1].number


def _columns(journal: Journal) -> list[str]:
    """Those of all rows; a JSON line may have one that others lack."""
    found: dict[str, None] = {}
    for one in every(journal):
        found.update(dict.fromkeys(one.columns))
    return [one for one in found if one not in _OURS]


def _cells(result: Result, columns: list[str]) -> list[str]:
    cells = {**result.columns, "photo": shown_photo(result.columns.get("photo", ""))}
    return [_safe(cells.get(column, "")) for column in columns]


def _outcome(result: Result) -> list[str]:
    return [
        result.state,
        result.render_id or "",
        "\n".join(result.files),
        result.error,
        " ".join(result.candidates),
    ]


def _safe(cell: str) -> str:
    """What a spreadsheet would take for a formula, it takes for text."""
    formula = cell[:1] in ("=", "+", "@") or (cell[:1] == "-" and len(cell) > 1)
    return f"'{cell}" if formula else cell
