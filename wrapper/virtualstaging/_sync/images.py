# Made from _async/images.py by scripts/unasync.py (make fix): edit that one.

"""Checks of photos, without a render."""

import virtualstaging as vs
from virtualstaging._core.secret import discreet

from .engine import Engine


@discreet
class Images:
    """Checks of photos, without a render: `client.images`."""

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine

    def analyze(self, photo: "vs.Photo", *, webhook_url: str | None = None) -> "vs.Analysis":
        """Make a mask of the furniture in a photo: `POST /analyze`. Its `result_url` is the
        `mask_url` of a config. The API has no list of analyses: one whose answer was lost cannot
        be found again.

        Args:
            photo: URL, data URL, path, bytes or open binary file.
            webhook_url: Where the API is to send an event when the analysis ends.

        Raises what `renders.create` raises.
        """
        from virtualstaging._operations.creates import analyze_image

        flow = analyze_image(self._engine.session, photo, webhook_url)
        return self._engine.run("analyze_image", flow)

    def check_multi_view(
        self, first: "vs.Photo", second: "vs.Photo"
    ) -> "vs.MultiViewCompatibility":
        """Check whether two photos go together for multi-view staging: `POST
        /multi-view-compatibility`. Creates nothing.

        Args:
            first: URL, data URL, path, bytes or open binary file.
            second: The other one.

        Raises:
            ImageError: A photo cannot be used; nothing was sent.
        """
        from virtualstaging._operations.reads import check_multi_view

        flow = check_multi_view(self._engine.session, first, second)
        return self._engine.run("check_multi_view", flow)
