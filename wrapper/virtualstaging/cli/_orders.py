"""What was ordered into a directory before: the same order of the same photo is not paid again.

A file of JSON lines, to which is only added. An order is written before it is sent, so that one
whose outcome nobody has seen is not sent again either.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from virtualstaging._core.paths import os_error_text
from virtualstaging._photos import image_url
from virtualstaging._recovery.order import canonical
from virtualstaging.errors import DownloadError

if TYPE_CHECKING:
    from virtualstaging.configs import Config

_NAME = ".orders.jsonl"


@dataclass(slots=True)
class Past:
    """What is known of an order.

    Args:
        render_id: Its render; None if it was being sent when the process ended.
        files: Names of its results, if they were fetched.
        which: Which images of them.
    """

    render_id: str | None = None
    files: tuple[str, ...] = ()
    which: str = ""


class Orders:
    """The orders of one directory. Safe for threads: a line is written at once.

    Args:
        directory: Where the results go.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._known: dict[str, Past] = {}
        with suppress(OSError):  # there is none yet, or the error comes when it is written
            text = (directory / _NAME).read_text(encoding="utf-8", errors="replace")
            for line in text.splitlines():
                with suppress(ValueError, TypeError, KeyError, AttributeError):  # cut off
                    self._take(json.loads(line))

    def _take(self, data: dict[str, Any]) -> None:
        past = self._known.setdefault(data["order"], Past())
        if data["state"] == "refused":
            del self._known[data["order"]]
        past.render_id = data.get("render") or past.render_id
        if data["state"] == "done":
            past.files, past.which = tuple(data["files"]), data["which"]

    def past(self, order: str) -> Past | None:
        """What is known of an order."""
        return self._known.get(order)

    def files(self, past: Past, which: str) -> list[Path]:
        """The results of an order, if all of them are still there."""
        paths = [self._directory / name for name in past.files]
        return paths if past.which == which and all(path.is_file() for path in paths) else []

    def done(self, order: str, render_id: str | None, files: list[Path], which: str) -> None:
        """The results of an order are there.

        Raises:
            DownloadError: It can't be noted.
        """
        names = [os.path.relpath(path, self._directory) for path in files]
        self.note(order, "done", render_id, files=names, which=which)

    def note(self, order: str, state: str, render_id: str | None = None, **more: Any) -> None:
        """Write down, for good, what has become of an order.

        Raises:
            DownloadError: It can't be noted.
        """
        line = json.dumps({"order": order, "state": state, "render": render_id, **more})
        try:
            number = os.open(self._directory / _NAME, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(number, f"{line}\n".encode())
                os.fsync(number)
            finally:
                os.close(number)
        except OSError as error:
            reason = os_error_text(error)
            raise DownloadError(
                f"What is ordered can't be noted in {self._directory}: {reason}."
            ) from None


def order_of(photos: Sequence[str], config: "Config", variations: int) -> str:
    """One name for equal orders of equal photos. Reads the photos."""
    digest = hashlib.sha256(f"{canonical(config.to_dict())} {variations}".encode())
    for photo in photos:
        digest.update(hashlib.sha256(image_url(photo).encode()).digest())
    return digest.hexdigest()
