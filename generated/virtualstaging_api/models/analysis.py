# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.analysis_status import AnalysisStatus, check_analysis_status
from ..types import Model, as_datetime


@_attrs_define(repr=False)
class Analysis(Model):
    """A furniture mask made, or being made, of a photo.

    Attributes:
        id (str): The id of this analysis.
        created_at (float): A time, in milliseconds since 1970-01-01T00:00:00Z. The minimum (the
            year 2001) excludes seconds.
        result_url (str): A signed link, made anew at each read, that expires; it needs no key.
            Download at once.
        status (AnalysisStatus): Where an analysis stands; done and error are final.
        percentage_masked (float | None): How much of the photo was identified as furniture, in
            percent.
    """

    id: str
    created_at: float
    result_url: str
    status: AnalysisStatus
    percentage_masked: float | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["id"] = self.id
        field_dict["created_at"] = self.created_at
        field_dict["result_url"] = self.result_url
        field_dict["status"] = self.status
        if self.percentage_masked is not None:
            field_dict["percentage_masked"] = self.percentage_masked
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        id: str = d.pop("id")
        created_at: float = d.pop("created_at")
        result_url: str = d.pop("result_url")
        status = check_analysis_status(d.pop("status"))

        percentage_masked: float | None = d.pop("percentage_masked", None)

        _parsed_ = cls(
            id=id,
            created_at=created_at,
            result_url=result_url,
            status=status,
            percentage_masked=percentage_masked,
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
    def created_at_datetime(self) -> datetime:
        """`created_at` as a datetime, in UTC."""
        return as_datetime(self.created_at)
