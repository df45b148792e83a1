"""Pages that show photos before and after: a hundred rows each, with small pictures."""

import os
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import quote

from virtualstaging._core.paths import replaced
from virtualstaging._core.secret import shown_photo

from ._data import Result
from ._journal import Journal

_ROWS = 100
_MARK = 'content="virtualstaging batch"'


def write_pages(journal: Journal, out: Path) -> None:
    """Write `index.html` and the pages after it.

    Raises:
        OSError: They can't be written.
    """
    counts = journal.counts()
    total = sum(counts.values())
    pages = -(-total // _ROWS)
    stem = _stem(out)
    template = Template(files("virtualstaging.batch").joinpath("page.html").read_text("utf-8"))
    summary = ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))
    for page in range(1, pages + 1):
        rows = journal.results((page - 1) * _ROWS, _ROWS)
        text = template.substitute(
            {"from": rows[0].number, "to": rows[-1].number, "all": total},
            summary=escape(f"{total} rows: {summary}"),
            pages=_links(stem, page, pages),
            rows="\n".join(_row(one, journal, out) for one in rows),
        )
        with replaced(out / _name(stem, page)) as file:
            file.write(text)
    _remove_others(out, stem, pages)


def _stem(out: Path) -> str:
    """Somebody else's index.html is left alone."""
    index = out / "index.html"
    if not index.exists() or _MARK in index.read_text("utf-8", errors="replace"):
        return "index"
    return "batch-index"


def _name(stem: str, page: int) -> str:
    return f"{stem}.html" if page == 1 else f"{stem}-{page}.html"


def _links(stem: str, current: int, pages: int) -> str:
    if pages == 1:
        return ""
    return " ".join(
        f"<b>{page}</b>" if page == current else f'<a href="{_name(stem, page)}">{page}</a>'
        for page in range(1, pages + 1)
    )


def _remove_others(out: Path, stem: str, pages: int) -> None:
    """Of a longer plan."""
    for path in out.glob(f"{stem}-*.html"):
        number = path.stem.removeprefix(f"{stem}-")
        if number.isdecimal() and int(number) > pages:
            path.unlink()


def _row(result: Result, journal: Journal, out: Path) -> str:
    small = journal.thumbnails(result.number) if result.files else []
    shown = small if len(small) == len(result.files) else result.files
    pictures = [
        *_before(result.photo, out),
        *(
            _figure(out / name, out / picture, f"after {number}", out)
            for number, (name, picture) in enumerate(zip(result.files, shown, strict=True), 1)
        ),
    ]
    reason = f"<p>{_text(result.error)}</p>" if result.error else ""
    return (
        f"<section><h2>{_text(result.name)} <small>{_text(result.id)}, {result.state}</small></h2>"
        f'{reason}<div class="pictures">{"".join(pictures)}</div></section>'
    )


def _before(photo: str, out: Path) -> Iterator[str]:
    if "://" not in photo:
        yield _figure(Path(photo), Path(photo), "before", out)
    elif shown_photo(photo) == photo:  # else it is signed, and pages are given to others
        link = escape(photo, quote=True)
        yield _picture(link, link, "before")


def _figure(full: Path, small: Path, caption: str, out: Path) -> str:
    return _picture(_link(full, out), _link(small, out), caption)


def _link(path: Path, out: Path) -> str:
    try:
        relative = os.path.relpath(path, out)
    except ValueError:  # on another drive
        return escape(path.as_uri(), quote=True)
    return escape(quote(os.fsencode(relative.replace(os.sep, "/"))), quote=True)


def _picture(full: str, small: str, caption: str) -> str:
    return (
        f'<figure><a href="{full}"><img src="{small}" alt="{caption}" loading="lazy" '
        f'referrerpolicy="no-referrer"></a><figcaption>{caption}</figcaption></figure>'
    )


def _text(text: str) -> str:
    """A name may hold what is no character, or what turns a line around."""
    return escape("".join(one if one.isprintable() else "�" for one in text), quote=True)
