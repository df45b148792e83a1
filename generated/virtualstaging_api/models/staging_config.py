# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import Model, as_json


@_attrs_define(repr=False)
class StagingConfig(Model):
    """Furnish a room, empty it, or both. Needs add_furniture or remove_furniture.

    Attributes:
        type_ (Literal['staging']):  Default: 'staging'.
        add_furniture (AddFurniture | None): Furnish the room.
        remove_furniture (RemoveFurniture | None): Remove the furniture that stands in the
            photo.
        add_virtually_staged_watermark (bool | None): Whether the result is marked "virtually
            staged".
        output_resolution (int | str | None): The long edge of the result in pixels: 1536, or
            "default", which is at least 1536 and up to 3072.
    """

    type_: Literal["staging"] = "staging"
    add_furniture: _models.AddFurniture | None = None
    remove_furniture: _models.RemoveFurniture | None = None
    add_virtually_staged_watermark: bool | None = None
    output_resolution: int | str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["type"] = self.type_
        if self.add_furniture is not None:
            field_dict["add_furniture"] = as_json(self.add_furniture)
        if self.remove_furniture is not None:
            field_dict["remove_furniture"] = as_json(self.remove_furniture)
        if self.add_virtually_staged_watermark is not None:
            field_dict["add_virtually_staged_watermark"] = self.add_virtually_staged_watermark
        if self.output_resolution is not None:
            field_dict["output_resolution"] = self.output_resolution
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        type_: Literal["staging"] = d.pop("type")
        if type_ != "staging":
            raise ValueError("type must be 'staging'")

        _add_furniture = d.pop("add_furniture", None)
        add_furniture: _models.AddFurniture | None = None
        if _add_furniture is not None:
            add_furniture = _models.AddFurniture.from_dict(_add_furniture)

        _remove_furniture = d.pop("remove_furniture", None)
        remove_furniture: _models.RemoveFurniture | None = None
        if _remove_furniture is not None:
            remove_furniture = _models.RemoveFurniture.from_dict(_remove_furniture)

        add_virtually_staged_watermark: bool | None = d.pop("add_virtually_staged_watermark", None)
        output_resolution: int | str | None = d.pop("output_resolution", None)

        _parsed_ = cls(
            type_=type_,
            add_furniture=add_furniture,
            remove_furniture=remove_furniture,
            add_virtually_staged_watermark=add_virtually_staged_watermark,
            output_resolution=output_resolution,
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
