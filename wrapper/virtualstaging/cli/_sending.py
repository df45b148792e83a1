"""Sends the photos of one order, several at once, and none that was sent before."""

import argparse
from collections import deque
from collections.abc import Sequence
from threading import Thread
from typing import TYPE_CHECKING

from virtualstaging.errors import (
    APIConnectionError,
    AuthenticationError,
    PermissionDeniedError,
    RateLimitError,
    UnexpectedResponseError,
    UnknownOutcomeError,
    VirtualStagingError,
)

from ._orders import Orders, order_of
from ._progress import Progress
from ._shots import Shot

if TYPE_CHECKING:
    from virtualstaging import VirtualStaging
    from virtualstaging.configs import Config

_AT_ONCE = 4
"""Photos that are sent at once."""

_LAST_SECONDS = 2.0
"""For which each of them is waited for when the command is interrupted."""

_HOPELESS = (AuthenticationError, PermissionDeniedError, RateLimitError, APIConnectionError)
"""Errors that every photo after this one would get, too."""


class Sender:
    """Sends photos.

    Args:
        client: Sends them.
        progress: Shows what becomes of each.
        orders: What was ordered before.
        config: What is done with them.
        options: The command's.
    """

    def __init__(
        self,
        client: "VirtualStaging",
        progress: Progress,
        orders: Orders,
        config: "Config",
        options: argparse.Namespace,
    ) -> None:
        self._client = client
        self._progress = progress
        self._orders = orders
        self._config = config
        self._options = options
        self._hopeless: Shot | None = None
        self.under_way: set[str] = set()
        """The orders whose request was begun and has not ended."""

    def send(self, shots: Sequence[Shot]) -> None:
        """Send the first alone, as the others would get the same errors; then several at once."""
        waiting = deque(shots)
        self._send_one(waiting.popleft())
        failures: list[BaseException] = []

        def work() -> None:
            try:
                while shot := _next(waiting):
                    self._send_one(shot)
            except BaseException as error:  # noqa: BLE001 - raised where they are waited for
                failures.append(error)

        threads = [Thread(target=work, daemon=True) for _ in range(min(_AT_ONCE, len(waiting)))]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except BaseException:
            waiting.clear()
            for thread in threads:
                thread.join(_LAST_SECONDS)  # an answer that is on its way is not lost
            raise
        for error in failures:
            raise error

    def _send_one(self, shot: Shot) -> None:
        count = self._options.variations
        shot.order = order_of(shot.photos, self._config, count)
        if self._is_past(shot):
            return
        if self._hopeless is not None:
            shot.error = VirtualStagingError(f"Not sent, since {self._hopeless.name} failed.")
            return
        photo = shot.photos[0] if len(shot.photos) == 1 else tuple(shot.photos)
        self._orders.note(shot.order, "sending")
        self.under_way.add(shot.order)
        try:
            shot.render = self._client.renders.create(photo, self._config, variation_count=count)
        except VirtualStagingError as error:
            shot.error = error
            self._progress.show(f"{shot.name}: {error}")
            self._hopeless = shot if isinstance(error, _HOPELESS) else self._hopeless
            self._note_failed(shot, error)
        else:
            shot.render_id = shot.render.id
            self._orders.note(shot.order, "made", shot.render_id)
            self._progress.show(f"{shot.name}: render {shot.render_id} created")
        self.under_way.discard(shot.order)

    def _note_failed(self, shot: Shot, error: VirtualStagingError) -> None:
        """One of unknown outcome stays noted as being sent."""
        if error.render_ids:
            self._orders.note(shot.order, "made", error.render_ids[0])
        elif not isinstance(error, UnknownOutcomeError | UnexpectedResponseError):
            self._orders.note(shot.order, "refused")

    def _is_past(self, shot: Shot) -> bool:
        """Whether it was sent before: then it is not paid again."""
        past = None if self._options.again else self._orders.past(shot.order)
        if past is None:
            return False
        shot.render_id = past.render_id
        if past.render_id is None:
            shot.error = VirtualStagingError(
                "It was being sent when an earlier run ended, and may have been made: "
                "`virtualstaging renders` shows it. Pass --again to send it once more."
            )
            self._progress.show(f"{shot.name}: {shot.error}")
        elif files := self._orders.files(past, self._options.which):
            shot.earlier = files
            for path in files:
                self._progress.show(f"{shot.name}: {path} is there already")
        else:
            self._progress.show(f"{shot.name}: render {past.render_id} was created before")
        return True


def _next(waiting: deque[Shot]) -> Shot | None:
    """The next one; None if another thread has taken the last."""
    try:
        return waiting.popleft()
    except IndexError:
        return None
