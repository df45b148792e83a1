"""A page that shows photos before and after, side by side. It needs no network and no server."""

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import quote

from virtualstaging._core.paths import expanded, replaced
from virtualstaging._core.secret import shown_photo
from virtualstaging._core.steps import RejectedError
from virtualstaging._downloads.names import Target
from virtualstaging._downloads.part import PartFile
from virtualstaging.errors import DownloadError

from ._output import printable

_MARK = '<meta name="generator" content="virtualstaging">'
_ARTICLE = re.compile(r'<article id="(p[0-9a-f]{12})">\n.*?</article>', re.DOTALL)
_SOURCE = re.compile(r'src="([^"]*)"')
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Image:
    """One picture of the page.

    Args:
        source: A file, or a URL.
        label: What stands below it.
    """

    source: Path | str
    label: str


@dataclass(frozen=True, slots=True)
class Card:
    """One photo and what was made of it.

    Args:
        title: Its heading.
        text: What was done.
        before: The photo.
        after: The results.
    """

    title: str
    text: str
    before: Image
    after: Sequence[Image]


def write(
    directory: Path, cards: Sequence[Card], title: str = "Before and after", note: str = ""
) -> Path:
    """Write the page into the directory of the results, with copies of the photos beside it.

    What a page of ours shows there already stays, the newest last.

    Args:
        directory: Where the results are.
        cards: What it shows, in this order.
        title: Its heading.
        note: What stands below the heading.

    Raises:
        DownloadError: It can't be written.
    """
    template = Template(
        files("virtualstaging.cli").joinpath("gallery.html").read_text(encoding="utf-8")
    )
    try:
        path = _place(directory)
        shown_already = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        articles = {found[1]: found[0] for found in _ARTICLE.finditer(shown_already)}
        for card in cards:
            name, article = _article(card, directory)
            articles.pop(name, None)
            articles[name] = article
        text = template.substitute(
            title=escape(title),
            note=escape(note),
            index=_index(articles),
            cards="\n".join(articles.values()),
            mark=_MARK,
        )
        with replaced(path) as file:
            file.write(text)
        return path
    except (OSError, RejectedError) as error:
        raise DownloadError(
            f"The gallery can't be written to {directory}: {error}.", path=str(directory)
        ) from None


def _article(card: Card, directory: Path) -> tuple[str, str]:
    """What a card is called in the page, the same each time, and its HTML."""
    before = _figure(card.before, directory, "before", copy=True)
    after = "\n".join(_figure(image, directory, "after", copy=False) for image in card.after)
    pair = f'<div class="pair" data-after="{len(card.after)}">\n{before}\n{after}\n</div>'
    shows = "\n".join([_text(card.title), *_SOURCE.findall(pair)])
    name = f"p{hashlib.sha256(shows.encode()).hexdigest()[:12]}"
    head = f"<header><h2>{_text(card.title)}</h2><p>{_text(card.text)}</p></header>"
    return name, f'<article id="{name}">\n{head}\n{pair}\n</article>'


def _index(articles: Mapping[str, str]) -> str:
    titles = {name: _HEADING.search(article) for name, article in articles.items()}
    lines = (
        f'<li><a href="#{name}">{title[1] if title else name}</a></li>'
        for name, title in titles.items()
    )
    return "\n".join(lines)


def _figure(image: Image, directory: Path, kind: str, *, copy: bool) -> str:
    source = image.source
    label = _text(image.label)
    caption = f"<figcaption><b>{kind}</b> {label}</figcaption>"
    if isinstance(source, str) and "://" in source:
        if shown_photo(source) != source:  # signed, and pages are given to others
            return f'<figure class="{kind}">{caption}</figure>'
        link = source
    else:
        path = _copied(expanded(str(source)), directory) if copy else Path(source)
        link = quote(os.fsencode(os.path.relpath(path, directory).replace(os.sep, "/")))
    link = escape(link, quote=True)
    return (
        f'<figure class="{kind}"><a href="{link}"><img src="{link}" alt="{kind}: {label}" '
        f'loading="lazy" referrerpolicy="no-referrer"></a>{caption}</figure>'
    )


def _text(text: str) -> str:
    """A name of a file may hold what is no character, or what turns a line around."""
    return escape(printable(text), quote=True)


def _copied(photo: Path, directory: Path) -> Path:
    """A copy of the photo beside the results, so that the folder can be given to others."""
    name = re.sub(r"[^\w-]", "-", f"before-{photo.stem}")[:60]
    part = PartFile(Target(directory, name))
    try:
        part.open()
        part.write(photo.read_bytes())
        return part.keep()
    finally:
        part.discard()


def _place(directory: Path) -> Path:
    """The page is index.html; another beside it if that is somebody else's."""
    return next(
        each
        for each in (directory / f"index{number}.html" for number in ("", *range(2, 1000)))
        if not each.exists() or _MARK in each.read_text(encoding="utf-8", errors="replace")
    )
