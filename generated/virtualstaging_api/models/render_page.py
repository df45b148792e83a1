# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import UNSET, Unset, safe_repr

if TYPE_CHECKING:
    from ..models.render import Render


@_attrs_define(repr=False)
class RenderPage:
    """A page of renders.

    Attributes:
        items (list[Render]): The renders of this page, each with its own page of variations.
        total_count (int | Unset): The number of completed variations. The page says "for this
            render", where there is none: read here as those of all the user's renders.
        next_cursor (None | str | Unset): The cursor of the next page; null or absent on the
            last one.
    """

    items: list[Render]
    total_count: int | Unset = UNSET
    next_cursor: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    __repr__ = safe_repr

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()

            items.append(items_item)

        total_count = self.total_count
        next_cursor: None | str | Unset
        if isinstance(self.next_cursor, Unset):
            next_cursor = UNSET
        else:
            next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["items"] = items
        if total_count is not UNSET:
            field_dict["total_count"] = total_count
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = _models.Render.from_dict(items_item_data)

            items.append(items_item)

        total_count = d.pop("total_count", UNSET)
        next_cursor: None | str | Unset = d.pop("next_cursor", UNSET)

        _parsed_ = cls(
            items=items,
            total_count=total_count,
            next_cursor=next_cursor,
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
