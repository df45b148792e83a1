"""A render as applications see it: with its status, the photos it was made of, and a picture."""

from typing import TYPE_CHECKING, Literal

from virtualstaging_api import models

RenderStatus = Literal["queued", "rendering", "done", "error", "deleted"]

_FINAL = ("done", "error", "deleted")


class Render(models.Render):
    __doc__ = models.Render.__doc__

    if TYPE_CHECKING:
        variations: models.VariationPage  # pyright: ignore[reportIncompatibleVariableOverride]
        """Iterate over it. It is None where the answer left them out, which is where they were not
        asked for: `renders.get` without `include_variations`, and `renders.create_bulk`."""

    photos: tuple[str, ...] = ()
    """The paths and URLs it was made of, if this client made it of such."""

    @property
    def status(self) -> RenderStatus | None:
        """Its state, from those of its variations; None if they were left out.

        "queued" and "rendering" while one of them is; then "done" if one is done, "error" if not,
        "deleted" if all are.
        """
        if self.variations is None:
            return None
        states: set[str] = {one.status for one in self.variations}
        if not states or states == {"queued"}:
            return "queued"
        if not states <= set(_FINAL):
            return "rendering"
        return "done" if "done" in states else "error" if "error" in states else "deleted"

    def _repr_html_(self) -> str:
        """Before and after, for notebooks: small pictures, loaded as they are shown."""
        from virtualstaging._notebook import before_and_after

        return before_and_after(self)
