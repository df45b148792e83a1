# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from typing import Literal, TypeAlias

# Open: values that the API adds later pass through unharmed.
RoomType: TypeAlias = (
    Literal["bathroom", "bed", "dining", "home_office", "kids_room", "kitchen", "living", "outdoor"]
    | str
)

ROOM_TYPE_VALUES: tuple[str, ...] = (
    "bathroom",
    "bed",
    "dining",
    "home_office",
    "kids_room",
    "kitchen",
    "living",
    "outdoor",
)
"""The values that the spec names."""


def check_room_type(value: str) -> RoomType:
    """Returns the value as it came, whether the spec names it or not."""
    return value
