# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import Model, as_json


@_attrs_define(repr=False)
class Account(Model):
    """The user, the plan's limits and what is used of them.

    Attributes:
        user (AccountUser): Whose key it is.
        photo_limit (PhotoCounts): Numbers of photos, by kind of processing.
        photos_used_this_period (PhotoCounts): Numbers of photos, by kind of processing.
    """

    user: _models.AccountUser
    photo_limit: _models.PhotoCounts
    photos_used_this_period: _models.PhotoCounts
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["user"] = as_json(self.user)
        field_dict["photoLimit"] = as_json(self.photo_limit)
        field_dict["photosUsedThisPeriod"] = as_json(self.photos_used_this_period)
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        user = _models.AccountUser.from_dict(d.pop("user"))

        photo_limit = _models.PhotoCounts.from_dict(d.pop("photoLimit"))

        photos_used_this_period = _models.PhotoCounts.from_dict(d.pop("photosUsedThisPeriod"))

        _parsed_ = cls(
            user=user,
            photo_limit=photo_limit,
            photos_used_this_period=photos_used_this_period,
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
