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
class VariationUpdateEvent(Model):
    """A variation goes on. That the event exists is documented; its fields are assumed.

    Attributes:
        event_type (Literal['update']):  Default: 'update'.
        render_id (str | None): The id of the render.
        variation_id (str | None): The id of the variation.
        variation_type (VariationType | None): The processing that made a variation.
        timestamp (float | None): A time, in milliseconds since 1970-01-01T00:00:00Z. The
            minimum (the year 2001) excludes seconds.
    """

    event_type: Literal["update"] = "update"
    render_id: str | None = None
    variation_id: str | None = None
    variation_type: VariationType | None = None
    timestamp: float | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["event_type"] = self.event_type
        if self.render_id is not None:
            field_dict["render_id"] = self.render_id
        if self.variation_id is not None:
            field_dict["variation_id"] = self.variation_id
        if self.variation_type is not None:
            field_dict["variation_type"] = self.variation_type
        if self.timestamp is not None:
            field_dict["timestamp"] = self.timestamp
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        event_type: Literal["update"] = d.pop("event_type")
        if event_type != "update":
            raise ValueError("event_type must be 'update'")

        render_id: str | None = d.pop("render_id", None)
        variation_id: str | None = d.pop("variation_id", None)
        _variation_type = d.pop("variation_type", None)
        variation_type: VariationType | None = None
        if _variation_type is not None:
            variation_type = check_variation_type(_variation_type)

        timestamp: float | None = d.pop("timestamp", None)

        _parsed_ = cls(
            event_type=event_type,
            render_id=render_id,
            variation_id=variation_id,
            variation_type=variation_type,
            timestamp=timestamp,
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
    def timestamp_datetime(self) -> datetime | None:
        """`timestamp` as a datetime, in UTC."""
        return None if self.timestamp is None else as_datetime(self.timestamp)
