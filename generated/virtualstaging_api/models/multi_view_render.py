# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import Model, as_json


@_attrs_define(repr=False)
class MultiViewRender(Model):
    """Two photos of one room, of the same dimensions and in landscape, staged alike (beta). For living
    rooms and bedrooms only, without removal of furniture.

    Attributes:
        config (StagingConfig): Furnish a room, empty it, or both. Needs add_furniture or
            remove_furniture.
        variation_count (int): How many variations to make. A render holds at most 20.
        image_urls (list[str]): The two photos. That they stand in place of image_url is
            assumed.
    """

    config: _models.StagingConfig
    variation_count: int
    image_urls: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["config"] = as_json(self.config)
        field_dict["variation_count"] = self.variation_count
        field_dict["image_urls"] = self.image_urls
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        config = _models.StagingConfig.from_dict(d.pop("config"))

        variation_count: int = d.pop("variation_count")
        image_urls: list[str] = d.pop("image_urls")

        _parsed_ = cls(
            config=config,
            variation_count=variation_count,
            image_urls=image_urls,
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
