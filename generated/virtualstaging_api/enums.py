# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
"""The values that the spec names. The API may know more: any text may be used."""

from enum import StrEnum


class RoomType(StrEnum):
    """The kind of room."""

    LIVING = "living"
    BED = "bed"
    KITCHEN = "kitchen"
    DINING = "dining"
    HOME_OFFICE = "home_office"
    OUTDOOR = "outdoor"
    KIDS_ROOM = "kids_room"
    BATHROOM = "bathroom"

    @property
    def deprecated(self) -> bool:
        """Whether it is still accepted, but not for new work."""
        return False


class Style(StrEnum):
    """The style of the furniture. hamptons, american and southwestern are deprecated and still accepted."""

    STANDARD = "standard"
    MODERN = "modern"
    SCANDINAVIAN = "scandinavian"
    INDUSTRIAL = "industrial"
    MIDCENTURY = "midcentury"
    LUXURY = "luxury"
    FARMHOUSE = "farmhouse"
    COASTAL = "coastal"
    HAMPTONS = "hamptons"
    AMERICAN = "american"
    SOUTHWESTERN = "southwestern"

    @property
    def deprecated(self) -> bool:
        """Whether it is still accepted, but not for new work."""
        return self in (self.HAMPTONS, self.AMERICAN, self.SOUTHWESTERN,)


class SkyStyle(StrEnum):
    """The light of the evening sky."""

    DUSK = "dusk"
    GOLDEN = "golden"
    BLUE = "blue"

    @property
    def deprecated(self) -> bool:
        """Whether it is still accepted, but not for new work."""
        return False


class RemovalMode(StrEnum):
    """Whether furniture in the photo is removed; auto decides by the photo."""

    ON = "on"
    OFF = "off"
    AUTO = "auto"

    @property
    def deprecated(self) -> bool:
        """Whether it is still accepted, but not for new work."""
        return False


class VariationStatus(StrEnum):
    """Where a variation stands; done, error and deleted are final."""

    QUEUED = "queued"
    RENDERING = "rendering"
    DONE = "done"
    ERROR = "error"
    DELETED = "deleted"

    @property
    def deprecated(self) -> bool:
        """Whether it is still accepted, but not for new work."""
        return False


class VariationType(StrEnum):
    """The processing that made a variation."""

    STAGING = "staging"
    REMOVAL = "removal"
    DAYTODUSK = "daytodusk"
    ENHANCEMENT = "enhancement"

    @property
    def deprecated(self) -> bool:
        """Whether it is still accepted, but not for new work."""
        return False


class AnalysisStatus(StrEnum):
    """Where an analysis stands; done and error are final."""

    QUEUED = "queued"
    DONE = "done"
    ERROR = "error"

    @property
    def deprecated(self) -> bool:
        """Whether it is still accepted, but not for new work."""
        return False
