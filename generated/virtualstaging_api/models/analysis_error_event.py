# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, safe_repr


@_attrs_define(repr=False)
class AnalysisErrorEvent:
    """An analysis has failed.

    Attributes:
        event_type (Literal['analysis_error']):  Default: 'analysis_error'.
        error_message (str): Why it failed.
        analysis_id (str | Unset): The id of the analysis.
        timestamp (float | Unset): A time, in milliseconds since 1970-01-01T00:00:00Z. The
            minimum (the year 2001) tells it from seconds.
    """

    error_message: str
    event_type: Literal["analysis_error"] = "analysis_error"
    analysis_id: str | Unset = UNSET
    timestamp: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    __repr__ = safe_repr

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        event_type = self.event_type
        error_message = self.error_message
        analysis_id = self.analysis_id
        timestamp = self.timestamp

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["event_type"] = event_type
        field_dict["error_message"] = error_message
        if analysis_id is not UNSET:
            field_dict["analysis_id"] = analysis_id
        if timestamp is not UNSET:
            field_dict["timestamp"] = timestamp
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        event_type: Literal["analysis_error"] = d.pop("event_type")
        if event_type != "analysis_error":
            raise ValueError("event_type must be 'analysis_error'")

        error_message = d.pop("error_message")
        analysis_id = d.pop("analysis_id", UNSET)
        timestamp = d.pop("timestamp", UNSET)

        _parsed_ = cls(
            event_type=event_type,
            error_message=error_message,
            analysis_id=analysis_id,
            timestamp=timestamp,
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
