# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.variation_type import VariationType, check_variation_type
from ..types import Model, as_datetime


@_attrs_define(repr=False)
class VariationErrorEvent(Model):
    """A variation has failed.

    Attributes:
        event_type (Literal['error']):  Default: 'error'.
        render_id (str): The id of the render.
        variation_id (str): The id of the variation.
        variation_type (VariationType): The processing that made a variation.
        timestamp (float): A time, in milliseconds since 1970-01-01T00:00:00Z. The minimum (the
            year 2001) excludes seconds.
        error_message (str): Why it failed.
    """

    render_id: str
    variation_id: str
    variation_type: VariationType
    timestamp: float
    error_message: str
    event_type: Literal["error"] = "error"
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
        field_dict["error_message"] = self.error_message
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        event_type: Literal["error"] = d.pop("event_type")
        if event_type != "error":
            raise ValueError("event_type must be 'error'")

        render_id: str = d.pop("render_id")
        variation_id: str = d.pop("variation_id")
        variation_type = check_variation_type(d.pop("variation_type"))

        timestamp: float = d.pop("timestamp")
        error_message: str = d.pop("error_message")

        _parsed_ = cls(
            event_type=event_type,
            render_id=render_id,
            variation_id=variation_id,
            variation_type=variation_type,
            timestamp=timestamp,
            error_message=error_message,
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
