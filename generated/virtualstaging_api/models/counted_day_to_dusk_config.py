# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.sky_style import SkyStyle, check_sky_style
from ..types import Model


@_attrs_define(repr=False)
class CountedDayToDuskConfig(Model):
    """CountedDayToDuskConfig

    Attributes:
        type_ (Literal['daytodusk']):  Default: 'daytodusk'.
        sky_style (SkyStyle): The light of the evening sky.
        variation_count (int): How many variations to make. A render holds at most 20.
    """

    sky_style: SkyStyle
    variation_count: int
    type_: Literal["daytodusk"] = "daytodusk"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["type"] = self.type_
        field_dict["sky_style"] = self.sky_style
        field_dict["variation_count"] = self.variation_count
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        type_: Literal["daytodusk"] = d.pop("type")
        if type_ != "daytodusk":
            raise ValueError("type must be 'daytodusk'")

        sky_style = check_sky_style(d.pop("sky_style"))

        variation_count: int = d.pop("variation_count")

        _parsed_ = cls(
            type_=type_,
            sky_style=sky_style,
            variation_count=variation_count,
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
