# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model, as_datetime


@_attrs_define(repr=False)
class AnalysisErrorEvent(Model):
    """An analysis has failed.

    Attributes:
        event_type (Literal['analysis_error']):  Default: 'analysis_error'.
        error_message (str): Why it failed.
        analysis_id (str | None): The id of the analysis.
        timestamp (float | None): A time, in milliseconds since 1970-01-01T00:00:00Z. The
            minimum (the year 2001) excludes seconds.
    """

    error_message: str
    event_type: Literal["analysis_error"] = "analysis_error"
    analysis_id: str | None = None
    timestamp: float | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["event_type"] = self.event_type
        field_dict["error_message"] = self.error_message
        if self.analysis_id is not None:
            field_dict["analysis_id"] = self.analysis_id
        if self.timestamp is not None:
            field_dict["timestamp"] = self.timestamp
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        event_type: Literal["analysis_error"] = d.pop("event_type")
        if event_type != "analysis_error":
            raise ValueError("event_type must be 'analysis_error'")

        error_message: str = d.pop("error_message")
        analysis_id: str | None = d.pop("analysis_id", None)
        timestamp: float | None = d.pop("timestamp", None)

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
