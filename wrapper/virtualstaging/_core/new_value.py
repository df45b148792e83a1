"""What a caller insists on, though the spec does not know it."""


class NewValue(str):
    """A room type, style or other value that the API has and this version does not know yet.

    `staging(room_type="living", style=NewValue("rococo"))` is sent as it is: nobody here knows
    whether the API takes it.
    """

    __slots__ = ()
