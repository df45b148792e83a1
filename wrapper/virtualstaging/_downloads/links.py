"""The links of a variation's result, and which of them is wanted."""

from dataclasses import dataclass, field
from typing import Literal, NoReturn, TypeAlias

from virtualstaging.errors import DownloadError, VariationError
from virtualstaging_api.models import ResultImage, Variation

from .names import stem

Which: TypeAlias = Literal["best", "optimized", "thumbnail"]
"""Which image of a result: the full one, a lighter one, a small one."""

_ORDER: tuple[Which, ...] = ("best", "optimized", "thumbnail")
_PENDING = ("queued", "rendering")


@dataclass(frozen=True, slots=True)
class Link:
    """A signed link to one image.

    Args:
        url: Signed: a secret, which also expires.
        render_id: For reading the variation again when the link has expired.
        variation_id: The same.
        view: Which of several photos, counted from 0; None unless staged in multi-view.
        kind: What the link really leads to.
    """

    url: str = field(repr=False)
    render_id: str
    variation_id: str
    view: int | None
    kind: Which

    def called(self, name: str | None) -> str:
        """The file's name without extension; after its variation if there is no name."""
        return stem(name, self.variation_id, self.view, self.kind)


def links_of(variation: Variation, which: Which) -> list[Link]:
    """The links of a variation: one, or in multi-view one for each photo.

    Raises:
        DownloadError: It has no result yet, or `which` is unknown.
        VariationError: It ended in error, or was deleted.
    """
    if which not in _ORDER:
        raise DownloadError(f'which is "best", "optimized" or "thumbnail", not {which!r}.')
    result = variation.result
    if not result:
        _refuse(variation)
    if isinstance(result, ResultImage):
        return [_link(variation, result, None, which)]
    return [_link(variation, image, view, which) for view, image in enumerate(result)]


def has_result(variation: Variation) -> bool:
    """Whether there is something to download."""
    return bool(variation.result)


def is_pending(variation: Variation) -> bool:
    """Whether a result may still come."""
    return variation.status in _PENDING


def _refuse(variation: Variation) -> NoReturn:
    if variation.status in ("error", "deleted"):
        raise VariationError(
            f"Variation {variation.id} has no result: its status is {variation.status!r}.",
            render_id=variation.render_id,
            variation_ids=(variation.id,),
        )
    raise DownloadError(
        f"Variation {variation.id} has no result yet: its status is {variation.status!r}. "
        "Wait for it first, with client.wait(render)."
    )


def _link(variation: Variation, image: ResultImage, view: int | None, which: Which) -> Link:
    """The link that is wanted or, where the API gives none, that of the next larger image."""
    urls = {
        "best": image.url,
        "optimized": image.optimized_url,
        "thumbnail": image.thumbnail_url,
    }
    for kind in reversed(_ORDER[: _ORDER.index(which) + 1]):
        url = urls[kind]
        if url is not None:
            return Link(url, variation.render_id, variation.id, view, kind)
    raise DownloadError(f"The result of variation {variation.id} has no link.")
