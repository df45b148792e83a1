"""Plans from files and folders. Whatever is in them, it ends in rows and problems."""

import csv
import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TextIO

from virtualstaging._core.paths import os_error_text
from virtualstaging._formats import EXTENSIONS
from virtualstaging.errors import ValidationError

from ._plan import Plan, Problem, Row

COLUMNS = tuple(one.name for one in fields(Row) if one.name not in ("more", "line"))
"""The columns that mean something. Others are taken along into the results."""

JOURNAL = "batch.sqlite"
"""What a folder of results is known by: its pictures are no photos to be staged."""

_MOST_TEXT = 1_000_000
_LINES = (".jsonl", ".ndjson", ".json")
_PHOTOS = (*EXTENSIONS.values(), ".jpeg", ".tiff", ".heif")


def read(path: str | Path, **usual: Any) -> Plan:
    """Read a plan from a CSV file, or from JSON lines: one object a line.

    Its columns are those of `Row`; only `photo` is needed. Paths of photos start at the file's own
    folder. What cannot be read as a row is among the plan's `problems`.

    Args:
        path: The file.
        usual: For rows that leave it empty: `do`, `room_type`, `style`, and so on, as of `Row`.

    Raises:
        ValidationError: It is no such file.
    """
    source = Path(path)
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            for found in _json_lines(file) if _holds_json(source, file) else _csv(file):
                one = found if isinstance(found, Problem) else _row(*found, usual)
                (problems if isinstance(one, Problem) else rows).append(one)  # type: ignore[arg-type]
    except OSError as error:
        reason = os_error_text(error)
        raise ValidationError(f"The plan {str(path)!r} can't be read: {reason}.") from None
    except UnicodeDecodeError:
        raise ValidationError(
            f"The plan {str(path)!r} is no UTF-8 text. Save it anew, as “CSV UTF-8”."
        ) from None
    except csv.Error as error:
        raise ValidationError(f"The plan {str(path)!r} is no CSV: {error}.") from None
    return Plan(rows, problems, source)


def folder(path: str | Path, **usual: Any) -> Plan:
    """Make a plan of all photos in a folder and its subfolders.

    Hidden files, results of a batch, and files that are no pictures by their name are passed over.

    Args:
        path: The folder.
        usual: What is to be done with each: `do`, `room_type`, `style`, and so on, as of `Row`.

    Raises:
        ValidationError: It is no folder.
    """
    source = Path(path)
    if not source.is_dir():
        raise ValidationError(f"{str(path)!r} is no folder.")
    rows = [Row(photo=str(one.relative_to(source)), **usual) for one in _photos(source)]
    return Plan(rows, (), source)


def _photos(directory: Path) -> Iterator[Path]:
    """The pictures by their names, in the order of their paths."""
    found = sorted(directory.iterdir(), key=lambda one: one.name)
    if any(one.name == JOURNAL for one in found):
        return
    for one in found:
        if one.name.startswith("."):
            continue
        if one.is_dir() and not one.is_symlink():
            yield from _photos(one)
        elif one.suffix.lower() in _PHOTOS:
            yield one


def _holds_json(source: Path, file: TextIO) -> bool:
    if source.suffix.lower() in _LINES:
        return True
    begins = file.read(1000).lstrip()[:1]
    file.seek(0)
    return begins == "{"


Found = tuple[int, Mapping[str, Any]] | Problem
"""A line with its cells by column, or what is wrong with it."""


def _csv(file: TextIO) -> Iterator[Found]:
    first = file.readline(_MOST_TEXT)
    file.seek(0)
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    columns = _columns(next(reader, []))
    line = reader.line_num
    for cells in reader:
        start, line = line + 1, reader.line_num
        if not any(map(str.strip, cells)):
            continue
        if len(cells) > len(columns) and any(map(str.strip, cells[len(columns) :])):
            yield Problem(start, "", f"it has {len(cells)} cells, the header {len(columns)}")
        else:
            yield start, dict(zip(columns, cells, strict=False))


def _columns(header: list[str]) -> list[str]:
    columns = [one.strip() for one in header]
    columns = [one.lower() if one.lower() in COLUMNS else one for one in columns]
    if "photo" not in columns:
        raise ValidationError(
            f"The plan has no column “photo”. Its first line must name the columns: {_names()}."
        )
    for one in columns:
        if one and columns.count(one) > 1:
            raise ValidationError(f"The plan has the column {one!r} twice.")
    _check_names(columns)
    return columns


def _check_names(names: Iterable[str]) -> None:
    for one in names:
        meant = difflib.get_close_matches(one.lower().replace(" ", "_"), COLUMNS, 1, 0.8)
        if one not in COLUMNS and meant:
            raise ValidationError(
                f"The plan has a column {one[:60]!r}. If {meant[0]!r} is meant, call it so; if "
                "not, give it a name that is less alike."
            )


def _names() -> str:
    return ", ".join(COLUMNS)


def _json_lines(file: TextIO) -> Iterator[Found]:
    for number, text in enumerate(file, 1):
        if not text.strip():
            continue
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            yield Problem(number, "", "it is no JSON: one object a line is needed")
            continue
        if not isinstance(data, dict):
            yield Problem(number, "", "it is no JSON object")
            continue
        _check_names(data)
        yield number, data


def _row(line: int, cells: Mapping[str, Any], usual: Mapping[str, Any]) -> Row | Problem:
    values: dict[str, Any] = dict(usual)
    more: dict[str, str] = {}
    for column, cell in cells.items():
        if isinstance(cell, dict | list):
            return Problem(line, column, "it must be a text or a number")
        text = _text(cell)
        if column not in COLUMNS:
            more[column] = text
        elif text:
            values[column] = text
    count = _whole(values.get("variation_count", 1))
    if count is None:
        return Problem(line, "variation_count", f"{cells['variation_count']!r} is no whole number")
    values.setdefault("photo", "")
    return Row(**{**values, "variation_count": count}, more=more, line=line)


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "on" if cell else "off"
    return "" if cell is None else str(cell).strip()


def _whole(value: Any) -> int | None:
    """A whole number; spreadsheets write 3 as 3.0."""
    try:
        number = float(value)
        return int(number) if number == int(number) else None
    except (ValueError, OverflowError):
        return None
