"""Pictures drawn from the photo that was sent: results, thumbnails, masks."""

from ._errors import PictureError
from ._pictures import Picture, Pictures
from ._source import photo_of, size_of
from ._wanted import PictureKind, Wanted

__all__ = ["Picture", "PictureError", "PictureKind", "Pictures", "Wanted", "photo_of", "size_of"]
