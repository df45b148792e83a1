# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..models.variation_status import VariationStatus, check_variation_status
from ..models.variation_type import VariationType, check_variation_type
from ..types import Model, as_datetime, as_json


@_attrs_define(repr=False)
class Variation(Model):
    """One image made, or being made, of a render.

    Attributes:
        id (str): The id of this variation.
        render_id (str): The id of the render it belongs to.
        created_at (float): A time, in milliseconds since 1970-01-01T00:00:00Z. The minimum (the
            year 2001) excludes seconds.
        status (VariationStatus): Where a variation stands; done, error and deleted are final.
        eta (float | None): A time, in milliseconds since 1970-01-01T00:00:00Z, or null.
        type_ (VariationType | None): The processing that made a variation.
        result (ResultImage | list[ResultImage] | None): The result, only when status is done.
            One for each photo when staged in multi-view.
        base_variation_id (str | None): The id of the removal variation that this staging
            variation builds on.
        config (DayToDuskConfig | EnhancementConfig | LegacyStagingConfig | StagingConfig |
            UnknownConfig | None): The configuration that a variation was made with.
    """

    id: str
    render_id: str
    created_at: float
    status: VariationStatus
    eta: float | None
    type_: VariationType | None = None
    result: _models.ResultImage | list[_models.ResultImage] | None = None
    base_variation_id: str | None = None
    config: (
        _models.DayToDuskConfig
        | _models.EnhancementConfig
        | _models.LegacyStagingConfig
        | _models.StagingConfig
        | _models.UnknownConfig
        | None
    ) = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["id"] = self.id
        field_dict["render_id"] = self.render_id
        field_dict["created_at"] = self.created_at
        field_dict["status"] = self.status
        field_dict["eta"] = self.eta
        if self.type_ is not None:
            field_dict["type"] = self.type_
        if self.result is not None:
            field_dict["result"] = as_json(self.result)
        if self.base_variation_id is not None:
            field_dict["base_variation_id"] = self.base_variation_id
        if self.config is not None:
            field_dict["config"] = as_json(self.config)
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        id: str = d.pop("id")
        render_id: str = d.pop("render_id")
        created_at: float = d.pop("created_at")
        status = check_variation_status(d.pop("status"))

        eta: float | None = d.pop("eta")

        _type_ = d.pop("type", None)
        type_: VariationType | None = None
        if _type_ is not None:
            type_ = check_variation_type(_type_)

        def _parse_result(data: object) -> _models.ResultImage | list[_models.ResultImage] | None:
            if data is None:
                return None
            if isinstance(data, dict):
                result_type_0 = _models.ResultImage.from_dict(data)

                return result_type_0

            if isinstance(data, list):
                result_type_1 = []
                _result_type_1 = data
                for result_type_1_item_data in _result_type_1:
                    result_type_1_item = _models.ResultImage.from_dict(result_type_1_item_data)

                    result_type_1.append(result_type_1_item)

                return result_type_1

            raise TypeError(
                f"result must be list[ResultImage] | ResultImage, got {type(data).__name__}"
            )

        result = _parse_result(d.pop("result", None))

        base_variation_id: str | None = d.pop("base_variation_id", None)

        def _parse_config(
            data: object,
        ) -> (
            _models.DayToDuskConfig
            | _models.EnhancementConfig
            | _models.LegacyStagingConfig
            | _models.StagingConfig
            | _models.UnknownConfig
            | None
        ):
            if data is None:
                return None
            if isinstance(data, dict) and data.get("type") == "staging":
                componentsschemas_variation_config_type_0 = _models.StagingConfig.from_dict(data)

                return componentsschemas_variation_config_type_0

            if isinstance(data, dict) and data.get("type") == "daytodusk":
                componentsschemas_variation_config_type_1 = _models.DayToDuskConfig.from_dict(data)

                return componentsschemas_variation_config_type_1

            if isinstance(data, dict) and data.get("type") == "enhancement":
                componentsschemas_variation_config_type_2 = _models.EnhancementConfig.from_dict(
                    data
                )

                return componentsschemas_variation_config_type_2

            if isinstance(data, dict) and data.get("type") == "legacy_staging":
                componentsschemas_variation_config_type_3 = _models.LegacyStagingConfig.from_dict(
                    data
                )

                return componentsschemas_variation_config_type_3

            if isinstance(data, dict):
                componentsschemas_variation_config_type_4 = _models.UnknownConfig.from_dict(data)

                return componentsschemas_variation_config_type_4

            raise TypeError(
                f"config must be DayToDuskConfig | EnhancementConfig | LegacyStagingConfig | StagingConfig | UnknownConfig, got {type(data).__name__}"
            )

        config = _parse_config(d.pop("config", None))

        _parsed_ = cls(
            id=id,
            render_id=render_id,
            created_at=created_at,
            status=status,
            eta=eta,
            type_=type_,
            result=result,
            base_variation_id=base_variation_id,
            config=config,
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

    @property
    def created_at_datetime(self) -> datetime:
        """`created_at` as a datetime, in UTC."""
        return as_datetime(self.created_at)

    @property
    def eta_datetime(self) -> datetime | None:
        """`eta` as a datetime, in UTC."""
        return None if self.eta is None else as_datetime(self.eta)
