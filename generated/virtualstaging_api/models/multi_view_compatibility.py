# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(repr=False)
class MultiViewCompatibility(Model):
    """Whether two photos can be staged in multi-view.

    Attributes:
        compatible (bool): Whether the photos go together.
        hard_rejected (bool): Whether multi-view staging is impossible. When it is not, and the
            photos are not compatible either, it is possible but may not look as good.
        rejection_reason (str | None): Why the photos do not go together, or null.
    """

    compatible: bool
    hard_rejected: bool
    rejection_reason: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["compatible"] = self.compatible
        field_dict["hard_rejected"] = self.hard_rejected
        if self.rejection_reason is not None:
            field_dict["rejection_reason"] = self.rejection_reason
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        compatible: bool = d.pop("compatible")
        hard_rejected: bool = d.pop("hard_rejected")
        rejection_reason: str | None = d.pop("rejection_reason", None)

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

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.to_dict()
