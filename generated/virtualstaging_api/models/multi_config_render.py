# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.counted_day_to_dusk_config import CountedDayToDuskConfig
    from ..models.counted_enhancement_config import CountedEnhancementConfig
    from ..models.counted_staging_config import CountedStagingConfig


T = TypeVar("T", bound="MultiConfigRender")


@_attrs_define
class MultiConfigRender:
    """One photo with several configurations, together at most 20 variations.

    Attributes:
        configs (list[CountedDayToDuskConfig | CountedEnhancementConfig | CountedStagingConfig]):
        image_url (str): A photo, as an HTTP(S) URL or a base64-encoded data URL.
    """

    configs: list[CountedDayToDuskConfig | CountedEnhancementConfig | CountedStagingConfig]
    image_url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.counted_day_to_dusk_config import CountedDayToDuskConfig  # noqa: PLC0415
        from ..models.counted_staging_config import CountedStagingConfig  # noqa: PLC0415

        configs = []
        for configs_item_data in self.configs:
            configs_item: dict[str, Any]
            if isinstance(configs_item_data, CountedStagingConfig):
                configs_item = configs_item_data.to_dict()
            elif isinstance(configs_item_data, CountedDayToDuskConfig):
                configs_item = configs_item_data.to_dict()
            else:
                configs_item = configs_item_data.to_dict()

            configs.append(configs_item)

        image_url = self.image_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "configs": configs,
                "image_url": image_url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.counted_day_to_dusk_config import CountedDayToDuskConfig  # noqa: PLC0415
        from ..models.counted_enhancement_config import CountedEnhancementConfig  # noqa: PLC0415
        from ..models.counted_staging_config import CountedStagingConfig  # noqa: PLC0415

        d = dict(src_dict)
        configs = []
        _configs = d.pop("configs")
        for configs_item_data in _configs:

            def _parse_configs_item(
                data: object,
            ) -> CountedDayToDuskConfig | CountedEnhancementConfig | CountedStagingConfig:
                if isinstance(data, dict) and data.get("type") == "staging":
                    componentsschemas_counted_config_type_0 = CountedStagingConfig.from_dict(data)

                    return componentsschemas_counted_config_type_0

                if isinstance(data, dict) and data.get("type") == "daytodusk":
                    componentsschemas_counted_config_type_1 = CountedDayToDuskConfig.from_dict(data)

                    return componentsschemas_counted_config_type_1

                if isinstance(data, dict) and data.get("type") == "enhancement":
                    componentsschemas_counted_config_type_2 = CountedEnhancementConfig.from_dict(
                        data
                    )

                    return componentsschemas_counted_config_type_2

                raise TypeError(
                    f"configs_item must be CountedDayToDuskConfig | CountedEnhancementConfig | CountedStagingConfig, got {type(data).__name__}"
                )

            configs_item = _parse_configs_item(configs_item_data)

            configs.append(configs_item)

        image_url = d.pop("image_url")

        multi_config_render = cls(
            configs=configs,
            image_url=image_url,
        )

        multi_config_render.additional_properties = d
        return multi_config_render

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
