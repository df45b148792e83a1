"""A render in a notebook: before and after, side by side.

The pictures are put into the page as they are, since a link to a result is a secret, and expires.
"""

import mimetypes
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NoReturn

from virtualstaging._core.session import new_session
from virtualstaging._core.settings import settle
from virtualstaging._downloads.flow import download_file
from virtualstaging._downloads.links import Link, has_result, links_of
from virtualstaging._downloads.names import Target
from virtualstaging._downloads.part import PartFile
from virtualstaging._recovery.ledger import Ledger
from virtualstaging._sync.engine import Engine
from virtualstaging.errors import DownloadError, VirtualStagingError
from virtualstaging.render import Render

_LARGEST = 3_000_000
"""Bytes of a picture. Larger ones would make a notebook hard to open."""
_STYLE = "display:inline-block;margin:0 8px 8px 0;vertical-align:top;font:12px sans-serif"


def before_and_after(render: Render) -> str:
    """The photos and the results of a render, as HTML."""
    head = escape(f"Render {render.id}: {render.status or 'variations were not asked for'}")
    return f"<div><div>{head}</div>{''.join(_figures(render))}</div>"


def _figures(render: Render) -> Iterator[str]:
    for photo in render.photos:
        yield _figure(_photo(photo), "before")
    for number, one in enumerate(render.variations or (), 1):
        text = f"{number} {one.type_ or ''} {'' if one.status == 'done' else one.status}".strip()
        for link in links_of(one, "thumbnail") if has_result(one) else [None]:
            yield _figure(None if link is None else _fetched(link), text)


def _figure(source: str | None, text: str) -> str:
    image = "" if source is None else f'<img src="{source}" style="max-height:240px"><br>'
    return f'<figure style="{_STYLE}">{image}{escape(text)}</figure>'


def _photo(photo: str) -> str | None:
    if photo.startswith(("http://", "https://")):
        return _fetched(Link(photo, "", "", None, "best"))
    try:
        return _embedded(Path(photo).expanduser())
    except (OSError, ValueError, RuntimeError):
        return None


def _fetched(link: Link) -> str | None:
    """A picture behind a link; None if it cannot be had."""
    # Of this client only what downloads is used, and that takes neither key nor server.
    settings = settle("none", "http://127.0.0.1", 10, 0, allow_insecure_http=False)
    engine = Engine(new_session(settings, Ledger()))
    try:
        with tempfile.TemporaryDirectory() as folder:
            part = PartFile(Target(Path(folder), "picture"))
            return _embedded(engine.run("show", download_file(engine.session, link, part, _no)))
    except (VirtualStagingError, OSError):
        return None
    finally:
        engine.close()


def _embedded(path: Path) -> str | None:
    kind = mimetypes.guess_type(path.name)[0] or ""
    if not kind.startswith("image/") or path.stat().st_size > _LARGEST:
        return None
    return f"data:{kind};base64,{b64encode(path.read_bytes()).decode()}"


def _no(_: Link) -> NoReturn:
    raise DownloadError("The link has expired.")
