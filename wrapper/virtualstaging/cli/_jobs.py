"""Verbs that send photos, wait, and download what came of them."""

import argparse
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from virtualstaging import configs
from virtualstaging._core.paths import expanded
from virtualstaging._downloads import download, try_place
from virtualstaging._photos import image_url
from virtualstaging.errors import (
    DownloadError,
    ImageError,
    VirtualStagingError,
)
from virtualstaging.render import Render

from . import _price, gallery
from ._connection import client_for
from ._orders import Orders
from ._output import UsageError, as_json, deliver, exit_code, say
from ._progress import Progress, shown
from ._sending import Sender
from ._shots import FINAL, Shot, name_of, stems

if TYPE_CHECKING:
    from virtualstaging import VirtualStaging
    from virtualstaging.configs import Config


def stage(options: argparse.Namespace) -> int:
    """Furnish rooms."""
    config = configs.staging(
        room_type=options.room,
        style=options.style,
        remove_furniture=options.remove,
        watermark=options.watermark or None,
    )
    if options.multi_view and len(options.photo) != 2:
        raise UsageError("--multi-view takes two photos of one room.")
    text = f"{options.room}, {options.style}"
    label = f"staging-{options.style}"
    return _run(options, config, text, label, together=options.multi_view)


def declutter(options: argparse.Namespace) -> int:
    """Remove furniture."""
    config = configs.declutter(mode=options.mode, watermark=options.watermark or None)
    return _run(options, config, "furniture removed", "declutter")


def dusk(options: argparse.Namespace) -> int:
    """Turn day into dusk."""
    config = configs.dusk(sky_style=options.sky)
    return _run(options, config, f"sky: {options.sky}", f"dusk-{options.sky}")


def enhance(options: argparse.Namespace) -> int:
    """Improve light and colour."""
    return _run(options, configs.enhancement(), "light and colour improved", "enhance")


def _run(
    options: argparse.Namespace,
    config: "Config",
    text: str,
    label: str,
    *,
    together: bool = False,
) -> int:
    photos: list[str] = options.photo
    _check_photos(photos)
    shots = [Shot(photos)] if together else [Shot([photo]) for photo in photos]
    for shot, stem in zip(shots, stems([shot.photos[0] for shot in shots]), strict=True):
        shot.stem = f"{stem}-{label}"
    if options.dry_run:
        return _price.report(options, config, shots)
    return Job(options, config, text).create(shots)


def _check_photos(photos: Sequence[str]) -> None:
    """All photos are looked at before the first is sent and charged."""
    seen = set()
    for photo in photos:
        place = photo if "://" in photo else os.path.realpath(expanded(photo))
        if place in seen:
            raise UsageError(f"{name_of(photo)} is named twice; it would be charged twice.")
        seen.add(place)
        try:
            image_url(photo)
        except ImageError as error:
            raise ImageError(f"{error} Nothing was sent.") from None


class Job:
    """Carries shots from photo to file, and says what has become of each."""

    def __init__(
        self, options: argparse.Namespace, config: "Config | None" = None, text: str = ""
    ) -> None:
        self._options = options
        self._config = config
        self._out = expanded(options.out)
        self._orders = Orders(self._out)
        self._text = text
        self._shots: list[Shot] = []
        self._sender: Sender | None = None
        self._gallery_failed = False

    def create(self, shots: list[Shot]) -> int:
        """Send photos, and go on as `fetch` does."""
        return self._work(shots, self._send)

    def fetch(self, shots: list[Shot]) -> int:
        """Wait for renders that exist, and download their results."""
        return self._work(shots, lambda *_: None)

    def _work(self, shots: list[Shot], begin: Any) -> int:
        self._shots = shots
        total = len(shots) * getattr(self._options, "variations", 1)
        stopped: BaseException | None = None
        with client_for(self._options) as client:
            self._check_place()
            try:
                with shown(total, quiet=self._options.quiet) as progress:
                    begin(client, progress)
                    self._wait(client, progress)
            except BaseException as error:  # noqa: BLE001 - reported first, then raised
                stopped = error
                self._note_end(error)
        code = self._report(self._gallery() if stopped is None else None)
        if stopped is not None:
            raise stopped
        return code

    def _send(self, client: "VirtualStaging", progress: Progress) -> None:
        assert self._config is not None
        self._sender = Sender(client, progress, self._orders, self._config, self._options)
        self._sender.send(self._shots)

    def _wait(self, client: "VirtualStaging", progress: Progress) -> None:
        waiting = {
            shot.render_id: shot for shot in self._shots if shot.render_id and not shot.earlier
        }
        known = [shot.render or render_id for render_id, shot in waiting.items()]
        if not known:
            return

        def update(render: Render) -> None:
            waiting[render.id].render = render
            progress.reach(sum(shot.ended for shot in self._shots))

        try:
            ended = client.as_completed(known, timeout=self._options.timeout, on_update=update)
            for render in ended:
                update(render)
                self._download(client, waiting[render.id], progress)
        except VirtualStagingError as error:
            for shot in waiting.values():
                unfinished = any(each.status not in FINAL for each in shot.variations)
                if shot.error is None and not shot.files and (unfinished or not shot.variations):
                    shot.error = error
            progress.show(str(error))

    def _download(self, client: "VirtualStaging", shot: Shot, progress: Progress) -> None:
        number = 0
        for variation in shot.variations:
            if not variation.result:
                if variation.status == "error":
                    progress.show(f"{shot.name}: variation {variation.id} failed")
                continue
            number += 1
            name = f"{shot.stem}-{number}" if shot.stem else None
            engine = client._engine  # noqa: SLF001 - its own, and results are called otherwise
            flow = download(
                engine.session, variation, self._out, self._options.which, False, name=name
            )
            try:
                found = engine.run("download", flow)
            except VirtualStagingError as error:
                shot.error = error
                progress.show(f"{shot.name}: {error}")
                continue
            shot.files[variation.id] = found if isinstance(found, list) else [found]
            for path in shot.files[variation.id]:
                progress.show(f"{shot.name}: {path}")
        if shot.order and shot.is_complete:
            self._orders.done(shot.order, shot.render_id, shot.paths, self._options.which)

    def _gallery(self) -> Path | None:
        if not getattr(self._options, "gallery", False):
            return None
        cards = [card for shot in self._shots for card in shot.cards(self._text)]
        try:
            return gallery.write(self._out, cards) if cards else None
        except DownloadError as error:  # the images are there all the same
            self._gallery_failed = True
            say(f"virtualstaging: {error}")
            return None

    def _report(self, page: Path | None) -> int:
        failed = [shot for shot in self._shots if not shot.is_complete]
        if self._options.json:
            gallery_path = None if page is None else str(page)
            shots = [shot.to_dict() for shot in self._shots]
            deliver(as_json({"renders": shots, "gallery": gallery_path}))
        else:
            paths = [path for shot in self._shots for path in shot.paths]
            deliver("\n".join(map(str, [*paths, *([page] if page is not None else [])])))
        if failed:
            self._explain(failed)
        errors = [shot.error for shot in failed]
        if failed and all(error is not None and exit_code(error) == 2 for error in errors):
            return 2
        return 1 if failed or self._gallery_failed else 0

    def _explain(self, failed: list[Shot]) -> None:
        if self._options.quiet:
            for shot in failed:
                say(f"{shot.name}: {shot.error or 'a variation ended in error'}")
        say(f"virtualstaging: {len(failed)} of {len(self._shots)} renders did not come out whole.")
        later = [str(shot.render_id) for shot in failed if shot.has_more_to_fetch]
        if later:
            say("The API goes on with what was created and charged. To fetch it later:")
            say(f"  virtualstaging renders {shlex.join(later)} -o {shlex.quote(str(self._out))}")

    def _check_place(self) -> None:
        """Before the first photo is charged."""
        try:
            try_place(self._out)
        except DownloadError as error:
            raise UsageError(str(error)) from None

    def _note_end(self, error: BaseException) -> None:
        interrupted = isinstance(error, KeyboardInterrupt)
        end = "Interrupted" if interrupted else "Stopped by a fault of this command"
        for shot in self._shots:
            if shot.is_complete or shot.error is not None:
                continue
            if shot.render_id is not None:
                shot.error = VirtualStagingError(f"{end}.")
            elif self._sender is not None and shot.order in self._sender.under_way:
                shot.error = VirtualStagingError(
                    f"{end} while it was sent; `virtualstaging renders` shows if it was."
                )
            else:
                shot.error = VirtualStagingError(f"{end}; it was not sent.")
