"""Pictures drawn from the photo that was sent: results, thumbnails, masks."""

from .pictures import Picture, Pictures
from .source import PictureError, photo_of, size_of
from .wanted import PictureKind, Wanted

__all__ = ["Picture", "PictureError", "PictureKind", "Pictures", "Wanted", "photo_of", "size_of"]
