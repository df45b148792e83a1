"""`batch status`, `doubts`, `adopt`, `abandon`: how far a plan is, and what people decide."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from virtualstaging._core.paths import expanded
from virtualstaging._core.secret import shown_photo
from virtualstaging.batch._data import Result
from virtualstaging.batch._database import JournalError
from virtualstaging.batch._journal import Journal
from virtualstaging.batch._opening import Opened, Options
from virtualstaging.batch._reading import JOURNAL
from virtualstaging.errors import VirtualStagingError

from . import gallery
from ._batch_progress import line
from ._connection import client_for
from ._output import deliver, print_json, printable, say

if TYPE_CHECKING:
    from virtualstaging import VirtualStaging


def status(options: argparse.Namespace, directory: str) -> int:
    """Show how far a batch is, also while it runs."""
    with _journal(directory) as journal:
        counts = journal.counts()
    if options.json:
        print_json({"rows": counts})
    else:
        deliver(line(counts))
    return 0


def doubts(options: argparse.Namespace, directory: str) -> int:
    """Show the rows that a person must decide about, on a page with what may be theirs."""
    with _journal(directory) as journal:
        found = journal.in_doubt()
    page = None
    if found:
        with client_for(options) as client:
            page = _page(client, expanded(directory) / "doubts", found)
    if options.json:
        rows = [
            {"id": one.id, "name": one.name, "candidates": one.candidates, "error": one.error}
            for one in found
        ]
        print_json({"doubts": rows, "page": None if page is None else str(page)})
        return 0
    for one in found:
        deliver(f"{one.id}  {one.name}: {', '.join(one.candidates) or 'no candidate'}")
    if page is not None:
        deliver(printable(str(page)))
    say(
        "Decide with `batch adopt DIR ROW RENDER` or `batch abandon DIR ROW [--again]`."
        if found
        else "Nothing is in doubt."
    )
    return 0


def adopt(options: argparse.Namespace, directory: str, row: str, render_id: str) -> int:
    """A render is that of a row."""
    with client_for(options) as client, _alone(directory) as journal:
        client.renders.get(render_id)
        journal.decide(row, "made", render_id)
    say("Noted. The next run downloads its results.")
    return 0


def abandon(options: argparse.Namespace, directory: str, row: str) -> int:
    """No render is that of a row."""
    with _alone(directory) as journal:
        journal.decide(row, "planned" if options.again else "abandoned", None)
    say("Noted. The next run sends it again." if options.again else "Noted. It is given up.")
    return 0


@contextmanager
def _journal(directory: str) -> Iterator[Journal]:
    place = _place(directory)
    journal = Journal(place)
    try:
        yield journal
    finally:
        journal.close()


@contextmanager
def _alone(directory: str) -> Iterator[Journal]:
    opened = Opened(Options(_place(directory)))
    try:
        yield opened.journal
    finally:
        opened.close()


def _place(directory: str) -> Path:
    place = expanded(directory)
    if not (place / JOURNAL).is_file():
        raise JournalError(f"There is no batch in {directory}.")
    return place


def _page(client: "VirtualStaging", directory: Path, found: list[Result]) -> Path:
    cards = []
    for row in found:
        before = gallery.Image(row.photo, shown_photo(row.photo))
        pictures = [image for one in row.candidates for image in _pictures(client, directory, one)]
        cards.append(gallery.Card(f"{row.id}: {row.name}", row.error, before, pictures))
    return gallery.write(directory, cards, "In doubt", "Which render was made of which photo?")


def _pictures(client: "VirtualStaging", directory: Path, render_id: str) -> list[gallery.Image]:
    """What a candidate shows so far."""
    try:
        render = client.renders.get(render_id, include_variations=True)
        items = render.variations or ()
        done = [one for one in items if one.result]
        files = [client.download(one, directory, which="optimized") for one in done]
    except VirtualStagingError as error:
        say(f"{render_id}: {error}")
        return []
    paths = [path for one in files for path in (one if isinstance(one, list) else [one])]
    return [gallery.Image(path, render_id) for path in paths]
