"""What can be wrong with a photo."""


class PictureError(ValueError):
    """A photo cannot be used; the message says why, in a sentence fit for a 400."""
