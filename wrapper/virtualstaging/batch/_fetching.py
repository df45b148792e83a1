"""From a render that has ended to the files of its rows."""

import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from sqlite3 import Row

from virtualstaging._core.session import Session
from virtualstaging._core.steps import Flow, Work
from virtualstaging._downloads import renewal
from virtualstaging._downloads.flow import download_file
from virtualstaging._downloads.links import Link, has_result, links_of
from virtualstaging._downloads.names import Target
from virtualstaging._downloads.part import PartFile
from virtualstaging._recovery.order import config_of
from virtualstaging.errors import DownloadError, VirtualStagingError
from virtualstaging_api.models import Render, Variation

from ._journal import Journal

THUMBNAILS = "thumbnails"
"""The folder of small pictures, for the page."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    """What fetching needs.

    Args:
        session: The client's.
        journal: Where it is written what is there.
        out: The directory of the run.
        stopped: Whether the run is being left.
    """

    session: Session
    journal: Journal
    out: Path
    stopped: Callable[[], bool]

    def fetch(self, render: Render) -> Flow[None]:
        """Download what the rows of a render ask for, and note what is there."""
        rows = yield Work(partial(self.journal.rows_of, render.id))
        for row in rows:
            yield from self._fetch_row(render, row)

    def gone(self, render_id: str) -> Flow[None]:
        """A render is no longer there."""
        rows = yield Work(partial(self.journal.rows_of, render_id))
        for row in rows:
            error = f"Its render {render_id} is no longer there."
            yield Work(partial(self.journal.settle_row, row["number"], "failed", error=error))

    def _fetch_row(self, render: Render, row: Row) -> Flow[None]:
        made = _made_for(render, row["config"], row["wants"])
        done = [one for one in made if has_result(one)][: row["count"]]
        state, files, small, problem = "done", list[str](), list[str](), ""
        try:
            for number, variation in enumerate(done, 1):
                files += yield from self._files(variation, f"{row['stem']}-{number}")
                small += yield from self._thumbnail(variation, f"{row['stem']}-{number}")
        except DownloadError as error:
            if self.stopped():
                return  # it is waited for by the next run
            state, problem = "unfetched", str(error)
        else:
            if len(done) < row["count"]:
                missing = row["count"] - len(done)
                state = "failed"
                problem = f"{missing} of {row['count']} variations ended without a result."
        settle = partial(self.journal.settle_row, row["number"], state, files, small, problem)
        yield Work(settle)

    def _files(self, variation: Variation, stem: str) -> Flow[list[str]]:
        links = links_of(variation, "best")
        found: list[str] = []
        for view, link in enumerate(links, 1):
            name = stem if len(links) == 1 else f"{stem}-{view}"
            path = yield from self._file(link, self.out / f"{name}.x")
            found.append(path.relative_to(self.out).as_posix())
        return found

    def _file(self, link: Link, place: Path) -> Flow[Path]:
        part = PartFile(Target(place.parent, place.stem), self.stopped)
        path = yield from download_file(self.session, link, part, renewal(self.session))
        yield Work(partial(_sync, path.parent))
        return path

    def _thumbnail(self, variation: Variation, stem: str) -> Flow[list[str]]:
        """A small picture, if the API has one; the page does without, too."""
        link = links_of(variation, "thumbnail")[0]
        if link.kind != "thumbnail":
            return []
        try:
            path = yield from self._file(link, self.out / THUMBNAILS / f"{stem}.x")
        except VirtualStagingError:
            return []
        return [path.relative_to(self.out).as_posix()]


def _made_for(render: Render, config: str, wants: int) -> list[Variation]:
    """The variations of a render that were made for a configuration, in their order."""
    page = render.variations
    variations = [] if page is None else page.items
    sought = Counter({config: 1})
    made = [one for one in variations if config_of(one.to_dict(), sought) is not None]
    if not made and wants == 1:
        # It does not show their configurations; but for removals, they are all for this one.
        return [one for one in variations if one.type_ != "removal"]
    return made


def _sync(directory: Path) -> None:
    """Have the names in a directory on the disk, where that can be done."""
    with suppress(OSError):
        file = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
