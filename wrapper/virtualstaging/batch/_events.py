"""Webhook events of a batch, as an application hands them in."""

import os
from pathlib import Path
from typing import Any

from virtualstaging._core.paths import expanded
from virtualstaging._core.requests import check_id
from virtualstaging.errors import ValidationError

from ._database import JournalError
from ._journal import Journal
from ._marks import mark_of
from ._reading import JOURNAL


def receive_event(out: "str | os.PathLike[str]", url: str, event: Any) -> bool:
    """Note which render was made for which row, as a webhook event says.

    It may be called in any process on the machine of the journal, while a run is going on or not.
    A row whose answer was lost takes its render by that, and a row in doubt is settled at once;
    the run that is going on, or else the next one, fetches its results.

    Args:
        out: The directory of the batch.
        url: The URL that the event came to, whole or from its path on: its query holds the mark.
        event: The event, as of `webhooks.unwrap`, which has verified its signature.

    Returns:
        Whether it belongs to a request of this batch. Answer 200 in any case: other events are
        sent again otherwise.

    Raises:
        JournalError: There is no batch in this directory, or its journal can't be written.
    """
    place = expanded(os.fspath(out))
    if not (place / JOURNAL).is_file():
        raise JournalError(f"There is no batch in {place}.")
    mark = mark_of(url)
    render_id: Any = getattr(event, "render_id", None)
    try:
        check_id("render_id", render_id)
    except ValidationError:
        return False
    return mark is not None and _noted(place, mark, render_id)


def _noted(place: Path, mark: str, render_id: str) -> bool:
    journal = Journal(place)
    try:
        return journal.note_event(mark, render_id)
    finally:
        journal.close()
