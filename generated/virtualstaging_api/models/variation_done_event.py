# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..models.variation_type import VariationType, check_variation_type
from ..types import UNSET, Unset, safe_repr

if TYPE_CHECKING:
    from ..models.result_image import ResultImage


@_attrs_define(repr=False)
class VariationDoneEvent:
    """A variation is done.

    Attributes:
        event_type (Literal['done']):  Default: 'done'.
        render_id (str): The id of the render.
        variation_id (str): The id of the variation.
        variation_type (VariationType): The processing that made a variation.
        timestamp (float): A time, in milliseconds since 1970-01-01T00:00:00Z. The minimum (the
            year 2001) tells it from seconds.
        result (list[ResultImage] | ResultImage): The result. One for each photo when staged in
            multi-view.
        base_variation_id (str | Unset): The id of the removal variation that this staging
            variation builds on.
    """

    render_id: str
    variation_id: str
    variation_type: VariationType
    timestamp: float
    result: list[ResultImage] | ResultImage
    event_type: Literal["done"] = "done"
    base_variation_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    __repr__ = safe_repr

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        event_type = self.event_type
        render_id = self.render_id
        variation_id = self.variation_id
        variation_type: str = self.variation_type
        timestamp = self.timestamp
        result: dict[str, Any] | list[dict[str, Any]]
        if isinstance(self.result, _models.ResultImage):
            result = self.result.to_dict()

        else:
            result = []
            for result_type_1_item_data in self.result:
                result_type_1_item = result_type_1_item_data.to_dict()

                result.append(result_type_1_item)

        base_variation_id = self.base_variation_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["event_type"] = event_type
        field_dict["render_id"] = render_id
        field_dict["variation_id"] = variation_id
        field_dict["variation_type"] = variation_type
        field_dict["timestamp"] = timestamp
        field_dict["result"] = result
        if base_variation_id is not UNSET:
            field_dict["base_variation_id"] = base_variation_id
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        event_type: Literal["done"] = d.pop("event_type")
        if event_type != "done":
            raise ValueError("event_type must be 'done'")

        render_id = d.pop("render_id")
        variation_id = d.pop("variation_id")
        variation_type = check_variation_type(d.pop("variation_type"))

        timestamp = d.pop("timestamp")

        def _parse_result(data: object) -> list[ResultImage] | ResultImage:
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

        base_variation_id = d.pop("base_variation_id", UNSET)

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

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
