# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.variation_type import VariationType, check_variation_type
from ..types import safe_repr


@_attrs_define(repr=False)
class VariationErrorEvent:
    """A variation has failed.

    Attributes:
        event_type (Literal['error']):  Default: 'error'.
        render_id (str): The id of the render.
        variation_id (str): The id of the variation.
        variation_type (VariationType): The processing that made a variation.
        timestamp (float): A time, in milliseconds since 1970-01-01T00:00:00Z. The minimum (the
            year 2001) tells it from seconds.
        error_message (str): Why it failed.
    """

    render_id: str
    variation_id: str
    variation_type: VariationType
    timestamp: float
    error_message: str
    event_type: Literal["error"] = "error"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    __repr__ = safe_repr

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        event_type = self.event_type
        render_id = self.render_id
        variation_id = self.variation_id
        variation_type: str = self.variation_type
        timestamp = self.timestamp
        error_message = self.error_message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["event_type"] = event_type
        field_dict["render_id"] = render_id
        field_dict["variation_id"] = variation_id
        field_dict["variation_type"] = variation_type
        field_dict["timestamp"] = timestamp
        field_dict["error_message"] = error_message
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        event_type: Literal["error"] = d.pop("event_type")
        if event_type != "error":
            raise ValueError("event_type must be 'error'")

        render_id = d.pop("render_id")
        variation_id = d.pop("variation_id")
        variation_type = check_variation_type(d.pop("variation_type"))

        timestamp = d.pop("timestamp")
        error_message = d.pop("error_message")

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

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
