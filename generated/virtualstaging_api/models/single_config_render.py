# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import Model, as_json


@_attrs_define(repr=False)
class SingleConfigRender(Model):
    """One photo with one configuration.

    Attributes:
        config (DayToDuskConfig | EnhancementConfig | StagingConfig): One configuration,
            distinguished by type.
        variation_count (int): How many variations to make. A render holds at most 20.
        image_url (str): A photo, as an HTTP(S) URL or a base64-encoded data URL.
    """

    config: _models.DayToDuskConfig | _models.EnhancementConfig | _models.StagingConfig
    variation_count: int
    image_url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["config"] = as_json(self.config)
        field_dict["variation_count"] = self.variation_count
        field_dict["image_url"] = self.image_url
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)

        def _parse_config(
            data: object,
        ) -> _models.DayToDuskConfig | _models.EnhancementConfig | _models.StagingConfig:
            if isinstance(data, dict) and data.get("type") == "staging":
                componentsschemas_config_type_0 = _models.StagingConfig.from_dict(data)

                return componentsschemas_config_type_0

            if isinstance(data, dict) and data.get("type") == "daytodusk":
                componentsschemas_config_type_1 = _models.DayToDuskConfig.from_dict(data)

                return componentsschemas_config_type_1

            if isinstance(data, dict) and data.get("type") == "enhancement":
                componentsschemas_config_type_2 = _models.EnhancementConfig.from_dict(data)

                return componentsschemas_config_type_2

            raise TypeError(
                f"config must be DayToDuskConfig | EnhancementConfig | StagingConfig, got {type(data).__name__}"
            )

        config = _parse_config(d.pop("config"))

        variation_count: int = d.pop("variation_count")
        image_url: str = d.pop("image_url")

        _parsed_ = cls(
            config=config,
            variation_count=variation_count,
            image_url=image_url,
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
