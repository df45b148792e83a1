# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import safe_repr

if TYPE_CHECKING:
    from ..models.day_to_dusk_config import DayToDuskConfig
    from ..models.enhancement_config import EnhancementConfig
    from ..models.staging_config import StagingConfig


@_attrs_define(repr=False)
class BulkVariation:
    """Further variations of one render, in a bulk request.

    Attributes:
        render_id (str): The id of the render to add to.
        config (DayToDuskConfig | EnhancementConfig | StagingConfig): One configuration, told
            apart by type.
        variation_count (int): How many variations to make. A render holds at most 20.
    """

    render_id: str
    config: DayToDuskConfig | EnhancementConfig | StagingConfig
    variation_count: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    __repr__ = safe_repr

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        render_id = self.render_id
        config: dict[str, Any]
        if isinstance(self.config, _models.StagingConfig):
            config = self.config.to_dict()

        elif isinstance(self.config, _models.DayToDuskConfig):
            config = self.config.to_dict()

        else:
            config = self.config.to_dict()

        variation_count = self.variation_count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["render_id"] = render_id
        field_dict["config"] = config
        field_dict["variation_count"] = variation_count
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        render_id = d.pop("render_id")

        def _parse_config(data: object) -> DayToDuskConfig | EnhancementConfig | StagingConfig:
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

        variation_count = d.pop("variation_count")

        _parsed_ = cls(
            render_id=render_id,
            config=config,
            variation_count=variation_count,
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
