# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.room_type import RoomType, check_room_type
from ..models.style import Style, check_style
from ..types import Model


@_attrs_define(repr=False)
class LegacyStagingConfig(Model):
    """The configuration of a render made through v1 of the API. Only in answers.

    Attributes:
        type_ (Literal['legacy_staging']):  Default: 'legacy_staging'.
        room_type (RoomType): The kind of room.
        style (Style): The style of the furniture. hamptons, american and southwestern are
            deprecated and still accepted.
    """

    room_type: RoomType
    style: Style
    type_: Literal["legacy_staging"] = "legacy_staging"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["type"] = self.type_
        field_dict["room_type"] = self.room_type
        field_dict["style"] = self.style
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        type_: Literal["legacy_staging"] = d.pop("type")
        if type_ != "legacy_staging":
            raise ValueError("type must be 'legacy_staging'")

        room_type = check_room_type(d.pop("room_type"))

        style = check_style(d.pop("style"))

        _parsed_ = cls(
            type_=type_,
            room_type=room_type,
            style=style,
        )
        _parsed_.additional_properties = d
        return _parsed_

    @property
    def additional_keys(self) -> list[str]:
        """The names of the fields that the spec does not know."""
        return list(self.additional_properties)

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.to_dict()
