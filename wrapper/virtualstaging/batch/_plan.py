"""What is to be done with many photos: rows, and what is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeAlias

from virtualstaging.errors import ValidationError


@dataclass(frozen=True, slots=True)
class Row:
    """One photo, and one thing to do with it.

    Args:
        photo: The path of a file, or an http(s) URL.
        do: "stage", "declutter", "dusk" or "enhance". If it is empty, a sky_style means "dusk", a
            room_type or a style "stage".
        room_type: For "stage": the kind of room, as "living".
        style: For "stage": the style of the furniture, as "modern".
        sky_style: For "dusk": the evening light; "dusk" if it is empty.
        remove_furniture: For "stage" and "declutter": "on", "off" or "auto".
        variation_count: How many variations, 1 to 20.
        name: Property and photo, as "elm-street-5/kitchen": where the results go, below the
            directory of the run. By default the photo's own path.
        id: Your name for the row; it comes back with the results. By default its number.
        more: Further columns, which come back with the results, too.
        line: Where it stands in its file, counted from 1.
    """

    photo: str
    do: str = ""
    room_type: str = ""
    style: str = ""
    sky_style: str = ""
    remove_furniture: str = ""
    variation_count: int = 1
    name: str = ""
    id: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False)

    def columns(self) -> dict[str, str]:
        """All its columns, as text."""
        own = {one.name: str(getattr(self, one.name)) for one in fields(self)[:_OWN]}
        return {"id": own.pop("id"), **own, **self.more}


_OWN = 9
"""How many of the fields above are columns of their own."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be carried out.

    Args:
        line: Its line in the file, or its number, counted from 1.
        column: The column that is wrong; empty if it is the row as a whole.
        reason: In words.
    """

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}{', ' if self.column else ''}{self.column}: {self.reason}"


class PlanError(ValidationError):
    """A plan has rows that cannot be carried out. Nothing was sent.

    Args:
        problems: All of them, by line and column.
    """

    def __init__(self, message: str, *, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems: tuple[Problem, ...] = problems


class Plan:
    """Rows to be carried out, as of `read` and `folder`, or of your own.

    Args:
        rows: What is to be done.
        unreadable: What is wrong with rows that are not among them.
        source: The file or folder that it was read from; None for neither.
    """

    def __init__(
        self, rows: Iterable[Row], unreadable: Iterable[Problem] = (), source: Path | None = None
    ) -> None:
        self.rows: tuple[Row, ...] = tuple(rows)
        self.unreadable: tuple[Problem, ...] = tuple(unreadable)
        self.source: Path | None = source

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by line and column. The photos are looked through, which takes a while."""
        from ._checks import Wanted, checked

        found = [one for one in checked(self) if not isinstance(one, Wanted)]
        return tuple(sorted((*self.unreadable, *found), key=lambda one: one.line))

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<Plan of {len(self.rows)} rows from {self.source or 'memory'}>"


PlanLike: TypeAlias = Plan | Iterable[Row]
"""What a batch takes."""


def plan_of(rows: PlanLike) -> Plan:
    """A plan of what a caller hands in."""
    if isinstance(rows, Plan):
        return rows
    given: object = rows
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise ValidationError(
            "A batch takes a plan, as of batch.read(path) or batch.folder(path), or Row objects, "
            f"not {type(rows).__name__}."
        )
    found = list(rows)
    for one in found:
        if not isinstance(one, Row):
            raise ValidationError(f"A plan holds Row objects, not {type(one).__name__}.")
    return Plan(found)
