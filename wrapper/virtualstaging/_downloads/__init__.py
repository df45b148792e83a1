"""Downloads of results: whole files or none, over links that expire, without the key.

names      where an image goes and what it is called
links      which links of a variation are wanted
part       the file while it is incomplete
flow       one image: retries, resumption, renewal of its link
many       several at once, with a bound
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow, RejectedError
from virtualstaging._operations import reads
from virtualstaging.errors import DownloadError
from virtualstaging_api.models import Render, Variation

from .flow import download_file
from .links import Link, Which, has_result, is_pending, links_of
from .names import Target, target
from .part import PartFile

__all__ = ["Downloadable", "Which", "download", "try_place"]

Downloadable: TypeAlias = Render | Variation
"""What has results."""

_PAGE = 100
_DOT = b"GIF89a\1\0\1\0\0\0\0;"


def never() -> bool:
    """Nothing asks to stop."""
    return False


def download(
    session: Session,
    what: Downloadable,
    destination: "str | os.PathLike[str]",
    which: Which,
    overwrite: bool,
    stopped: Callable[[], bool] = never,
    name: str | None = None,
) -> Flow[Path | list[Path]]:
    """Download a variation, or all variations of a render that are done.

    Args:
        session: The client's.
        what: The variation or render.
        destination: A directory, or a path.
        which: Which image of each result.
        overwrite: Whether files that are there may be replaced.
        stopped: Says whether to give up.
        name: Of the files in a directory, without extension, in place of the variation's id.

    Returns:
        The path of the image; several for a render, and for a variation staged in multi-view.
    """
    links, several = yield from _links(session, what, which)
    paths: list[Path] = []
    for link in links:
        place = target(destination, link.called(name), overwrite=overwrite, alone=len(links) == 1)
        part = PartFile(place, stopped)
        paths.append((yield from download_file(session, link, part, renewal(session))))
    return paths if several else paths[0]


def _links(session: Session, what: Downloadable, which: Which) -> Flow[tuple[list[Link], bool]]:
    if isinstance(what, Variation):
        links = links_of(what, which)
        return links, isinstance(what.result, list)
    if not isinstance(what, Render):
        raise DownloadError(
            f"A variation or a render can be downloaded, not {type(what).__name__}."
        )
    variations = yield from _variations(session, what)
    pending = [one.id for one in variations if is_pending(one)]
    if pending:
        raise DownloadError(
            f"Render {what.id} is not finished: {len(pending)} of its variations are pending. "
            "Wait for it first, with client.wait(render), or download single variations."
        )
    found = [link for one in variations if has_result(one) for link in links_of(one, which)]
    if not found:
        raise DownloadError(f"Render {what.id} has no variation with a result.")
    return found, True


def _variations(session: Session, render: Render) -> Flow[list[Variation]]:
    """All of them; those that the render does not carry are read."""
    page = render.variations
    found = [] if page is None else list(page.items)
    cursor = None if page is None else page.next_cursor
    seen = set()
    while page is None or cursor is not None:
        if cursor in seen:
            raise DownloadError(f"Render {render.id}: the pages of its variations go in circles.")
        seen.add(cursor)
        more = yield from reads.get_render(session, render.id, True, _PAGE, cursor, "asc")
        page = more.variations
        if page is None:
            break
        found += page.items
        cursor = page.next_cursor
    return found


def renewal(session: Session) -> Callable[[Link], Flow[Link]]:
    """Reads a variation again, for a link that has expired."""

    def renew(link: Link) -> Flow[Link]:
        variation = yield from reads.get_variation(session, link.render_id, link.variation_id)
        for fresh in links_of(variation, link.kind):
            if fresh.view == link.view:
                return fresh
        raise DownloadError(f"Variation {link.variation_id}: its result holds fewer images now.")

    return renew


def try_place(directory: Path) -> None:
    """Write an image into a directory as a download does, and remove it again.

    Raises:
        DownloadError: Images can't be written there.
    """
    part = PartFile(Target(directory, f".{secrets.token_hex(8)}"))
    try:
        part.open()
        part.write(_DOT)
        part.keep().unlink()
    except (OSError, RejectedError) as error:
        problem = str(error)
    else:
        return
    finally:
        part.discard()
    raise DownloadError(f"There is no place for images: {problem}.", path=str(directory))
