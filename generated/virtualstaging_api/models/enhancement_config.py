# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="EnhancementConfig")


@_attrs_define
class EnhancementConfig:
    """Improve the light and colour of a photo. That it exists is documented; the spelling of its type is not.

    Attributes:
        type_ (Literal['enhancement']):  Default: 'enhancement'.
    """

    type_: Literal["enhancement"] = "enhancement"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(Literal["enhancement"], d.pop("type"))
        if type_ != "enhancement":
            raise ValueError(f"type must match const 'enhancement', got '{type_}'")

        enhancement_config = cls(
            type_=type_,
        )

        enhancement_config.additional_properties = d
        return enhancement_config

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
