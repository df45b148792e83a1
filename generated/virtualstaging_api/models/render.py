# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import Model, as_datetime, as_json


@_attrs_define(repr=False)
class Render(Model):
    """A photo sent for processing.

    Attributes:
        id (str): The id of this render.
        created_at (float): A time, in milliseconds since 1970-01-01T00:00:00Z. The minimum (the
            year 2001) excludes seconds.
        eta (float | None): A time, in milliseconds since 1970-01-01T00:00:00Z, or null.
        queued_at (float | None): A time, in milliseconds since 1970-01-01T00:00:00Z, or null.
        variations (VariationPage | None): A page of a render's variations.
    """

    id: str
    created_at: float
    eta: float | None
    queued_at: float | None = None
    variations: _models.VariationPage | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["id"] = self.id
        field_dict["created_at"] = self.created_at
        field_dict["eta"] = self.eta
        if self.queued_at is not None:
            field_dict["queued_at"] = self.queued_at
        if self.variations is not None:
            field_dict["variations"] = as_json(self.variations)
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        id: str = d.pop("id")
        created_at: float = d.pop("created_at")
        eta: float | None = d.pop("eta")

        queued_at: float | None = d.pop("queued_at", None)
        _variations = d.pop("variations", None)
        variations: _models.VariationPage | None = None
        if _variations is not None:
            variations = _models.VariationPage.from_dict(_variations)

        _parsed_ = cls(
            id=id,
            created_at=created_at,
            eta=eta,
            queued_at=queued_at,
            variations=variations,
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

    @property
    def eta_datetime(self) -> datetime | None:
        """`eta` as a datetime, in UTC."""
        return None if self.eta is None else as_datetime(self.eta)

    @property
    def queued_at_datetime(self) -> datetime | None:
        """`queued_at` as a datetime, in UTC."""
        return None if self.queued_at is None else as_datetime(self.queued_at)
