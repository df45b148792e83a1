# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import UNSET, Model, Unset, as_json


@_attrs_define(repr=False)
class CreateVariationsBulkRequest(Model):
    """Further variations of several renders at once.

    Attributes:
        variations (list[BulkVariation]): The variations to create. The documentation folds the
            property's name and items away.
        wait_for_completion (bool | None | Unset): Whether the answer comes only when all
            variations have ended. Can take minutes. Default: False.
    """

    variations: list[_models.BulkVariation]
    wait_for_completion: bool | None | Unset = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["variations"] = as_json(self.variations)
        if self.wait_for_completion is not UNSET:
            field_dict["wait_for_completion"] = self.wait_for_completion
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        variations = []
        _variations = d.pop("variations")
        for variations_item_data in _variations:
            variations_item = _models.BulkVariation.from_dict(variations_item_data)

            variations.append(variations_item)

        wait_for_completion: bool | None | Unset = d.pop("wait_for_completion", UNSET)

        _parsed_ = cls(
            variations=variations,
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
