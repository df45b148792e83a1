# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import UNSET, Unset, safe_repr

if TYPE_CHECKING:
    from ..models.day_to_dusk_config import DayToDuskConfig
    from ..models.enhancement_config import EnhancementConfig
    from ..models.staging_config import StagingConfig


@_attrs_define(repr=False)
class CreateSingleConfigRenderRequest:
    """CreateSingleConfigRenderRequest

    Attributes:
        config (DayToDuskConfig | EnhancementConfig | StagingConfig): One configuration, told
            apart by type.
        variation_count (int): How many variations to make. A render holds at most 20.
        image_url (str): A photo, as an HTTP(S) URL or a base64-encoded data URL.
        webhook_url (None | str | Unset): Where to POST an event for each variation or analysis
            that ends; null for nowhere.
        wait_for_completion (bool | None | Unset): Whether the answer comes only when all
            variations have ended. Can take minutes. Default: False.
    """

    config: DayToDuskConfig | EnhancementConfig | StagingConfig
    variation_count: int
    image_url: str
    webhook_url: None | str | Unset = UNSET
    wait_for_completion: bool | None | Unset = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    __repr__ = safe_repr

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        config: dict[str, Any]
        if isinstance(self.config, _models.StagingConfig):
            config = self.config.to_dict()

        elif isinstance(self.config, _models.DayToDuskConfig):
            config = self.config.to_dict()

        else:
            config = self.config.to_dict()

        variation_count = self.variation_count
        image_url = self.image_url
        webhook_url: None | str | Unset
        if isinstance(self.webhook_url, Unset):
            webhook_url = UNSET
        else:
            webhook_url = self.webhook_url

        wait_for_completion: bool | None | Unset
        if isinstance(self.wait_for_completion, Unset):
            wait_for_completion = UNSET
        else:
            wait_for_completion = self.wait_for_completion

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["config"] = config
        field_dict["variation_count"] = variation_count
        field_dict["image_url"] = image_url
        if webhook_url is not UNSET:
            field_dict["webhook_url"] = webhook_url
        if wait_for_completion is not UNSET:
            field_dict["wait_for_completion"] = wait_for_completion
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)

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
        image_url = d.pop("image_url")
        webhook_url: None | str | Unset = d.pop("webhook_url", UNSET)

        wait_for_completion: bool | None | Unset = d.pop("wait_for_completion", UNSET)

        _parsed_ = cls(
            config=config,
            variation_count=variation_count,
            image_url=image_url,
            webhook_url=webhook_url,
            wait_for_completion=wait_for_completion,
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
