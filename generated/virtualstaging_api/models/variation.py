# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..models.variation_status import VariationStatus, check_variation_status
from ..models.variation_type import VariationType, check_variation_type
from ..types import UNSET, Unset, safe_repr

if TYPE_CHECKING:
    from ..models.day_to_dusk_config import DayToDuskConfig
    from ..models.enhancement_config import EnhancementConfig
    from ..models.legacy_staging_config import LegacyStagingConfig
    from ..models.result_image import ResultImage
    from ..models.staging_config import StagingConfig
    from ..models.unknown_config import UnknownConfig


@_attrs_define(repr=False)
class Variation:
    """One image made, or being made, of a render.

    Attributes:
        id (str): The id of this variation.
        render_id (str): The id of the render it belongs to.
        created_at (float): A time, in milliseconds since 1970-01-01T00:00:00Z. The minimum (the
            year 2001) tells it from seconds.
        status (VariationStatus): Where a variation stands; done, error and deleted are final.
        eta (float | None): A time, in milliseconds since 1970-01-01T00:00:00Z, or null.
        type_ (VariationType | Unset): The processing that made a variation.
        result (list[ResultImage] | ResultImage | Unset): The result, only when status is done.
            One for each photo when staged in multi-view.
        base_variation_id (str | Unset): The id of the removal variation that this staging
            variation builds on.
        config (DayToDuskConfig | EnhancementConfig | LegacyStagingConfig | StagingConfig |
            UnknownConfig | Unset): The configuration that a variation was made with.
    """

    id: str
    render_id: str
    created_at: float
    status: VariationStatus
    eta: float | None
    type_: VariationType | Unset = UNSET
    result: list[ResultImage] | ResultImage | Unset = UNSET
    base_variation_id: str | Unset = UNSET
    config: (
        DayToDuskConfig
        | EnhancementConfig
        | LegacyStagingConfig
        | StagingConfig
        | UnknownConfig
        | Unset
    ) = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    __repr__ = safe_repr

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        id = self.id
        render_id = self.render_id
        created_at = self.created_at
        status: str = self.status
        eta: float | None
        eta = self.eta

        type_: str | Unset = UNSET
        if not isinstance(self.type_, Unset):
            type_ = self.type_

        result: dict[str, Any] | list[dict[str, Any]] | Unset
        if isinstance(self.result, Unset):
            result = UNSET
        elif isinstance(self.result, _models.ResultImage):
            result = self.result.to_dict()

        else:
            result = []
            for result_type_1_item_data in self.result:
                result_type_1_item = result_type_1_item_data.to_dict()

                result.append(result_type_1_item)

        base_variation_id = self.base_variation_id
        config: dict[str, Any] | Unset
        if isinstance(self.config, Unset):
            config = UNSET
        elif isinstance(self.config, _models.StagingConfig):
            config = self.config.to_dict()

        elif isinstance(self.config, _models.DayToDuskConfig):
            config = self.config.to_dict()

        elif isinstance(self.config, _models.EnhancementConfig):
            config = self.config.to_dict()

        elif isinstance(self.config, _models.LegacyStagingConfig):
            config = self.config.to_dict()

        else:
            config = self.config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["id"] = id
        field_dict["render_id"] = render_id
        field_dict["created_at"] = created_at
        field_dict["status"] = status
        field_dict["eta"] = eta
        if type_ is not UNSET:
            field_dict["type"] = type_
        if result is not UNSET:
            field_dict["result"] = result
        if base_variation_id is not UNSET:
            field_dict["base_variation_id"] = base_variation_id
        if config is not UNSET:
            field_dict["config"] = config
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        id = d.pop("id")
        render_id = d.pop("render_id")
        created_at = d.pop("created_at")
        status = check_variation_status(d.pop("status"))

        eta: float | None = d.pop("eta")

        _type_ = d.pop("type", UNSET)
        type_: VariationType | Unset
        if isinstance(_type_, Unset):
            type_ = UNSET
        else:
            type_ = check_variation_type(_type_)

        def _parse_result(data: object) -> list[ResultImage] | ResultImage | Unset:
            if isinstance(data, Unset):
                return data
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

        result = _parse_result(d.pop("result", UNSET))

        base_variation_id = d.pop("base_variation_id", UNSET)

        def _parse_config(
            data: object,
        ) -> (
            DayToDuskConfig
            | EnhancementConfig
            | LegacyStagingConfig
            | StagingConfig
            | UnknownConfig
            | Unset
        ):
            if isinstance(data, Unset):
                return data
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

        config = _parse_config(d.pop("config", UNSET))

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

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
