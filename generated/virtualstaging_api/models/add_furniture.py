# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.room_type import RoomType, check_room_type
from ..models.style import Style, check_style
from ..types import Model


@_attrs_define(repr=False)
class AddFurniture(Model):
    """Furnish the room.

    Attributes:
        room_type (RoomType): The kind of room.
        style (Style): The style of the furniture. hamptons, american and southwestern are
            deprecated and still accepted.
        base_variation_id (str | None): The id of a removal variation of the same render to
            build on. Goes without remove_furniture.
    """

    room_type: RoomType
    style: Style
    base_variation_id: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["room_type"] = self.room_type
        field_dict["style"] = self.style
        if self.base_variation_id is not None:
            field_dict["base_variation_id"] = self.base_variation_id
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        room_type = check_room_type(d.pop("room_type"))

        style = check_style(d.pop("style"))

        base_variation_id: str | None = d.pop("base_variation_id", None)

        _parsed_ = cls(
            room_type=room_type,
            style=style,
            base_variation_id=base_variation_id,
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
