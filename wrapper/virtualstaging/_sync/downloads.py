# Made from _async/downloads.py by scripts/unasync.py (make fix): edit that one.

"""The client's methods that download results."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import overload

import virtualstaging as vs
from virtualstaging._core.secret import discreet

from .engine import Engine


@discreet
class Downloads:
    """For `VirtualStaging`."""

    _engine: Engine

    @overload
    def download(
        self,
        what: "vs.Render",
        destination: "str | os.PathLike[str]" = ".",
        *,
        which: "vs.Which" = "best",
        overwrite: bool = False,
    ) -> list[Path]: ...

    @overload
    def download(
        self,
        what: "vs.Variation",
        destination: "str | os.PathLike[str]" = ".",
        *,
        which: "vs.Which" = "best",
        overwrite: bool = False,
    ) -> Path | list[Path]: ...

    def download(
        self,
        what: "vs.Render | vs.Variation",
        destination: "str | os.PathLike[str]" = ".",
        *,
        which: "vs.Which" = "best",
        overwrite: bool = False,
    ) -> Path | list[Path]:
        """Download the result of a variation, or all results of a render that are done.

        Whole files or none: an image is written under another name, resumed where the host can do
        that, and renamed when it is complete. Its link is renewed if it has expired. The key is not
        sent with it.

        Args:
            what: A variation or a render.
            destination: A directory, where the image is named by its variation; or, for one image,
                a path.
            which: "best" for the full result, "optimized" or "thumbnail".
            overwrite: Whether a file of that name may be replaced; otherwise another is taken.

        Returns:
            The path of the image; several for a render, and for a variation staged in multi-view.

        Raises:
            DownloadError: It could not be downloaded whole; no half-written file is left.
            VariationError: The variation has ended in error.
        """
        from virtualstaging._downloads import download

        flow = download(self._engine.session, what, destination, which, overwrite)
        return self._engine.run("download", flow)

    def download_all(
        self,
        items: "Iterable[vs.Render | vs.Variation] | Iterable[vs.Render | vs.Variation]",
        destination: "str | os.PathLike[str]" = ".",
        *,
        which: "vs.Which" = "best",
        overwrite: bool = False,
        concurrency: int = 8,
    ) -> list[Path]:
        """Download the results of many variations or renders, several at once.

        Args:
            items: Variations or renders; also an iterator, as of `as_completed`.
            destination: A directory.
            which: "best" for the full result, "optimized" or "thumbnail".
            overwrite: Whether a file of that name may be replaced; otherwise another is taken.
            concurrency: How many downloads at once, at most.

        Raises:
            DownloadError: Some could not be downloaded; the others are there.
        """
        from virtualstaging._downloads import download
        from virtualstaging._downloads.many import download_all

        return download_all(
            lambda flow: self._engine.run("download", flow),
            items,
            lambda what, stopped: download(
                self._engine.session, what, destination, which, overwrite, stopped
            ),
            concurrency,
        )
