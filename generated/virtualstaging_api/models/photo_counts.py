# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PhotoCounts")


@_attrs_define
class PhotoCounts:
    """Numbers of photos, by kind of processing.

    Attributes:
        staging (int): Photos for staging.
        image_editing (int): Photos for the other kinds of processing.
    """

    staging: int
    image_editing: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        staging = self.staging

        image_editing = self.image_editing

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "staging": staging,
                "imageEditing": image_editing,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        staging = d.pop("staging")

        image_editing = d.pop("imageEditing")

        photo_counts = cls(
            staging=staging,
            image_editing=image_editing,
        )

        photo_counts.additional_properties = d
        return photo_counts

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
