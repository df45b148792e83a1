# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import UNSET, Unset, safe_repr

if TYPE_CHECKING:
    from ..models.variation_page import VariationPage


@_attrs_define(repr=False)
class Render:
    """A photo sent for processing.

    Attributes:
        id (str): The id of this render.
        created_at (float): A time, in milliseconds since 1970-01-01T00:00:00Z. The minimum (the
            year 2001) tells it from seconds.
        eta (float | None): A time, in milliseconds since 1970-01-01T00:00:00Z, or null.
        queued_at (float | None | Unset): A time, in milliseconds since 1970-01-01T00:00:00Z, or
            null.
        variations (VariationPage | Unset): A page of a render's variations.
    """

    id: str
    created_at: float
    eta: float | None
    queued_at: float | None | Unset = UNSET
    variations: VariationPage | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    __repr__ = safe_repr

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        id = self.id
        created_at = self.created_at
        eta: float | None
        eta = self.eta

        queued_at: float | None | Unset
        if isinstance(self.queued_at, Unset):
            queued_at = UNSET
        else:
            queued_at = self.queued_at

        variations: dict[str, Any] | Unset = UNSET
        if not isinstance(self.variations, Unset):
            variations = self.variations.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["id"] = id
        field_dict["created_at"] = created_at
        field_dict["eta"] = eta
        if queued_at is not UNSET:
            field_dict["queued_at"] = queued_at
        if variations is not UNSET:
            field_dict["variations"] = variations
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        id = d.pop("id")
        created_at = d.pop("created_at")
        eta: float | None = d.pop("eta")

        queued_at: float | None | Unset = d.pop("queued_at", UNSET)

        _variations = d.pop("variations", UNSET)
        variations: VariationPage | Unset
        if isinstance(_variations, Unset):
            variations = UNSET
        else:
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

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
