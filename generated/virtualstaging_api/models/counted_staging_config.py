# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import UNSET, Unset, safe_repr

if TYPE_CHECKING:
    from ..models.add_furniture import AddFurniture
    from ..models.remove_furniture import RemoveFurniture


@_attrs_define(repr=False)
class CountedStagingConfig:
    """CountedStagingConfig

    Attributes:
        type_ (Literal['staging']):  Default: 'staging'.
        variation_count (int): How many variations to make. A render holds at most 20.
        add_furniture (AddFurniture | Unset): Furnish the room.
        remove_furniture (RemoveFurniture | Unset): Remove the furniture that stands in the
            photo.
        add_virtually_staged_watermark (bool | Unset): Whether the result is marked "virtually
            staged".
        output_resolution (int | str | Unset): The long edge of the result in pixels: 1536, or
            "default", which is at least 1536 and up to 3072.
    """

    variation_count: int
    type_: Literal["staging"] = "staging"
    add_furniture: AddFurniture | Unset = UNSET
    remove_furniture: RemoveFurniture | Unset = UNSET
    add_virtually_staged_watermark: bool | Unset = UNSET
    output_resolution: int | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    __repr__ = safe_repr

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        type_ = self.type_
        variation_count = self.variation_count
        add_furniture: dict[str, Any] | Unset = UNSET
        if not isinstance(self.add_furniture, Unset):
            add_furniture = self.add_furniture.to_dict()

        remove_furniture: dict[str, Any] | Unset = UNSET
        if not isinstance(self.remove_furniture, Unset):
            remove_furniture = self.remove_furniture.to_dict()

        add_virtually_staged_watermark = self.add_virtually_staged_watermark
        output_resolution: int | str | Unset
        if isinstance(self.output_resolution, Unset):
            output_resolution = UNSET
        else:
            output_resolution = self.output_resolution

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["type"] = type_
        field_dict["variation_count"] = variation_count
        if add_furniture is not UNSET:
            field_dict["add_furniture"] = add_furniture
        if remove_furniture is not UNSET:
            field_dict["remove_furniture"] = remove_furniture
        if add_virtually_staged_watermark is not UNSET:
            field_dict["add_virtually_staged_watermark"] = add_virtually_staged_watermark
        if output_resolution is not UNSET:
            field_dict["output_resolution"] = output_resolution
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        type_: Literal["staging"] = d.pop("type")
        if type_ != "staging":
            raise ValueError("type must be 'staging'")

        variation_count = d.pop("variation_count")
        _add_furniture = d.pop("add_furniture", UNSET)
        add_furniture: AddFurniture | Unset
        if isinstance(_add_furniture, Unset):
            add_furniture = UNSET
        else:
            add_furniture = _models.AddFurniture.from_dict(_add_furniture)

        _remove_furniture = d.pop("remove_furniture", UNSET)
        remove_furniture: RemoveFurniture | Unset
        if isinstance(_remove_furniture, Unset):
            remove_furniture = UNSET
        else:
            remove_furniture = _models.RemoveFurniture.from_dict(_remove_furniture)

        add_virtually_staged_watermark = d.pop("add_virtually_staged_watermark", UNSET)
        output_resolution: int | str | Unset = d.pop("output_resolution", UNSET)

        _parsed_ = cls(
            type_=type_,
            variation_count=variation_count,
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

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
