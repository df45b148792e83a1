# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, safe_repr


@_attrs_define(repr=False)
class MultiViewCompatibility:
    """Whether two photos can be staged in multi-view.

    Attributes:
        compatible (bool): Whether the photos go together.
        hard_rejected (bool): Whether multi-view staging is impossible. When it is not, and the
            photos are not compatible either, it is possible but may not look as good.
        rejection_reason (None | str | Unset): Why the photos do not go together, or null.
    """

    compatible: bool
    hard_rejected: bool
    rejection_reason: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    __repr__ = safe_repr

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        compatible = self.compatible
        hard_rejected = self.hard_rejected
        rejection_reason: None | str | Unset
        if isinstance(self.rejection_reason, Unset):
            rejection_reason = UNSET
        else:
            rejection_reason = self.rejection_reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["compatible"] = compatible
        field_dict["hard_rejected"] = hard_rejected
        if rejection_reason is not UNSET:
            field_dict["rejection_reason"] = rejection_reason
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        compatible = d.pop("compatible")
        hard_rejected = d.pop("hard_rejected")
        rejection_reason: None | str | Unset = d.pop("rejection_reason", UNSET)

        _parsed_ = cls(
            compatible=compatible,
            hard_rejected=hard_rejected,
            rejection_reason=rejection_reason,
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
