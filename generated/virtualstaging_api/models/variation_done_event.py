# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..models.variation_type import VariationType, check_variation_type
from ..types import Model, as_datetime, as_json


@_attrs_define(repr=False)
class VariationDoneEvent(Model):
    """A variation is done.

    Attributes:
        event_type (Literal['done']):  Default: 'done'.
        render_id (str): The id of the render.
        variation_id (str): The id of the variation.
        variation_type (VariationType): The processing that made a variation.
        timestamp (float): A time, in milliseconds since 1970-01-01T00:00:00Z. The minimum (the
            year 2001) excludes seconds.
        result (ResultImage | list[ResultImage]): The result. One for each photo when staged in
            multi-view.
        base_variation_id (str | None): The id of the removal variation that this staging
            variation builds on.
    """

    render_id: str
    variation_id: str
    variation_type: VariationType
    timestamp: float
    result: _models.ResultImage | list[_models.ResultImage]
    event_type: Literal["done"] = "done"
    base_variation_id: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["event_type"] = self.event_type
        field_dict["render_id"] = self.render_id
        field_dict["variation_id"] = self.variation_id
        field_dict["variation_type"] = self.variation_type
        field_dict["timestamp"] = self.timestamp
        field_dict["result"] = as_json(self.result)
        if self.base_variation_id is not None:
            field_dict["base_variation_id"] = self.base_variation_id
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        event_type: Literal["done"] = d.pop("event_type")
        if event_type != "done":
            raise ValueError("event_type must be 'done'")

        render_id: str = d.pop("render_id")
        variation_id: str = d.pop("variation_id")
        variation_type = check_variation_type(d.pop("variation_type"))

        timestamp: float = d.pop("timestamp")

        def _parse_result(data: object) -> _models.ResultImage | list[_models.ResultImage]:
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

        result = _parse_result(d.pop("result"))

        base_variation_id: str | None = d.pop("base_variation_id", None)

        _parsed_ = cls(
            event_type=event_type,
            render_id=render_id,
            variation_id=variation_id,
            variation_type=variation_type,
            timestamp=timestamp,
            result=result,
            base_variation_id=base_variation_id,
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
    def timestamp_datetime(self) -> datetime:
        """`timestamp` as a datetime, in UTC."""
        return as_datetime(self.timestamp)
