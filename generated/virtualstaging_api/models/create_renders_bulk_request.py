# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import UNSET, Model, Unset, as_json


@_attrs_define(repr=False)
class CreateRendersBulkRequest(Model):
    """Several renders at once.

    Attributes:
        renders (list[MultiConfigRender | SingleConfigRender]): The renders to create. The
            documentation folds the property's name and items away.
        webhook_url (None | str | Unset): Where to POST an event for each variation or analysis
            that ends; null for nowhere.
        wait_for_completion (bool | None | Unset): Whether the answer comes only when all
            variations have ended. Can take minutes. Default: False.
    """

    renders: list[_models.MultiConfigRender | _models.SingleConfigRender]
    webhook_url: None | str | Unset = UNSET
    wait_for_completion: bool | None | Unset = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["renders"] = as_json(self.renders)
        if self.webhook_url is not UNSET:
            field_dict["webhook_url"] = self.webhook_url
        if self.wait_for_completion is not UNSET:
            field_dict["wait_for_completion"] = self.wait_for_completion
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        renders = []
        _renders = d.pop("renders")
        for renders_item_data in _renders:

            def _parse_renders_item(
                data: object,
            ) -> _models.MultiConfigRender | _models.SingleConfigRender:
                if isinstance(data, dict) and "config" in data:
                    componentsschemas_bulk_render_type_0 = _models.SingleConfigRender.from_dict(
                        data
                    )

                    return componentsschemas_bulk_render_type_0

                if isinstance(data, dict) and "configs" in data:
                    componentsschemas_bulk_render_type_1 = _models.MultiConfigRender.from_dict(data)

                    return componentsschemas_bulk_render_type_1

                raise TypeError(
                    f"renders_item must be MultiConfigRender | SingleConfigRender, got {type(data).__name__}"
                )

            renders_item = _parse_renders_item(renders_item_data)

            renders.append(renders_item)

        webhook_url: None | str | Unset = d.pop("webhook_url", UNSET)

        wait_for_completion: bool | None | Unset = d.pop("wait_for_completion", UNSET)

        _parsed_ = cls(
            renders=renders,
            webhook_url=webhook_url,
            wait_for_completion=wait_for_completion,
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
