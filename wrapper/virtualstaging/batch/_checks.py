"""Rows checked before anything is sent: what each asks for by the spec, and its photo."""

import difflib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from virtualstaging._core.requests import check_body, most_variations
from virtualstaging._photos import image_url
from virtualstaging._recovery.order import canonical
from virtualstaging.errors import ImageError, ValidationError
from virtualstaging_api.models.removal_mode import REMOVAL_MODE_VALUES
from virtualstaging_api.models.room_type import ROOM_TYPE_VALUES
from virtualstaging_api.models.sky_style import SKY_STYLE_VALUES
from virtualstaging_api.models.style import STYLE_VALUES

from ._kinds import config_for
from ._names import name_of
from ._plan import Plan, Problem, Row

_NEEDED = {
    "stage": {"room_type": ROOM_TYPE_VALUES, "style": STYLE_VALUES},
    "declutter": {},
    "dusk": {},
    "enhance": {},
}
"""What a row must have, by what it does."""

_OPTIONAL = {
    "stage": {"remove_furniture": REMOVAL_MODE_VALUES},
    "declutter": {"remove_furniture": REMOVAL_MODE_VALUES},
    "dusk": {"sky_style": SKY_STYLE_VALUES},
    "enhance": {},
}


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that can be sent.

    Args:
        place: Its URL, or the absolute path of its file.
        digest: Of what is sent of it: two photos with one digest are one.
        size: Of the file, in bytes; with `changed` it shows whether the file is still the same.
        changed: When the file was last changed, in nanoseconds.
    """

    place: str
    digest: str
    size: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row that can be carried out.

    Args:
        row: As it was written, with an id.
        photo: Its photo.
        config: The canonical configuration.
        label: What is done, for names of files, as "staging-modern".
        name: A path below the directory of the run.
    """

    row: Row
    photo: Photo
    config: str
    label: str
    name: str


class _Wrong(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


Known = Callable[[str, int, int], str | None]
"""The digest of a photo by its place, size and time of change, if that was seen before."""


def checked(plan: Plan, known: Known = lambda *_: None) -> Iterator[Wanted | Problem]:
    """Each row of a plan, checked. Reads the photos that are not known, so it takes a while."""
    ids: dict[str, Row] = {}
    for number, given in enumerate(plan.rows, 1):
        row = given if given.id else replace(given, id=str(number))
        line = given.line or number
        if row.id in ids:
            if row != ids[row.id]:
                yield Problem(line, "id", f"{row.id[:60]!r} is the id of another row, too")
            continue
        ids[row.id] = row
        try:
            yield _wanted(row, plan.source, known)
        except _Wrong as wrong:
            yield Problem(line, wrong.column, str(wrong))


def _wanted(row: Row, source: Path | None, known: Known) -> Wanted:
    config, label = _config(row)
    if not 1 <= row.variation_count <= most_variations():
        reason = f"{row.variation_count} is not from 1 to {most_variations()}"
        raise _Wrong("variation_count", reason)
    base = Path.cwd() if source is None else source if source.is_dir() else source.parent
    try:
        photo = _photo(row.photo, base.absolute(), known)
    except ImageError as error:
        raise _Wrong("photo", str(error)) from None
    return Wanted(row, photo, config, label, name_of(row.name or row.photo, base.absolute()))


def _config(row: Row) -> tuple[str, str]:
    """The canonical configuration of a row, and what it is called."""
    do = _do(row)
    values = {
        **{name: _value(row, name, values) for name, values in _NEEDED[do].items()},
        **{
            name: _value(row, name, values)
            for name, values in _OPTIONAL[do].items()
            if getattr(row, name)
        },
    }
    if do == "declutter" and values.get("remove_furniture") == "off":
        raise _Wrong("remove_furniture", "“off” leaves nothing to do")
    config, label = config_for(do, **values)
    data = config.to_dict()
    body = {"config": data, "variation_count": 1, "image_url": "https://photos.example/1.jpg"}
    try:
        check_body("create_render", body, "CreateSingleConfigRenderRequest")
    except ValidationError as error:
        raise _Wrong("", str(error)) from None
    return canonical(data), label


def _do(row: Row) -> str:
    if row.do:
        return _value(row, "do", tuple(_NEEDED))
    staged, evening = row.style or row.room_type, row.sky_style
    if bool(staged) == bool(evening):
        raise _Wrong("do", f"it is empty. Use {', '.join(_NEEDED)}")
    return "dusk" if evening else "stage"


def _value(row: Row, column: str, values: tuple[str, ...]) -> str:
    """The value of a column as the API spells it."""
    given = str(getattr(row, column)).strip()
    if not given:
        raise _Wrong(column, f"it is empty. Use {', '.join(values)}")
    value = given.lower().replace(" ", "_").replace("-", "_")
    value = {"yes": "on", "no": "off", "true": "on", "false": "off"}.get(value, value)
    if value in values:
        return value
    close = difflib.get_close_matches(value, values, 1)
    hint = f"Did you mean {close[0]}?" if close else f"Use {', '.join(values)}"
    raise _Wrong(column, f"{given[:60]!r} is not known. {hint}")


def _photo(text: str, base: Path, known: Known) -> Photo:
    if not text:
        raise ImageError("it is empty. Use a path or a URL")
    if text.startswith("data:"):
        raise ImageError("a data URL is too long for a plan. Use the path of a file, or a URL")
    if "://" in text:
        url = image_url(text)
        return Photo(url, _digest(url))
    path = _file(text, base)
    try:
        found = path.stat()
    except (OSError, ValueError):
        return Photo(str(path), _digest(image_url(str(path))))  # which says what is wrong
    size, changed = found.st_size, found.st_mtime_ns
    digest = known(str(path), size, changed) or _digest(image_url(str(path)))
    return Photo(str(path), digest, size, changed)


def _file(text: str, base: Path) -> Path:
    """Where a photo is: by the plan's folder or else, as in other commands, by the current one."""
    path = base / Path(text).expanduser()
    here = Path(text).absolute()
    return path if path.exists() or not here.exists() else here


def _digest(sent: str) -> str:
    return hashlib.sha256(sent.encode()).hexdigest()
