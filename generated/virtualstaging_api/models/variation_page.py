# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.variation import Variation


T = TypeVar("T", bound="VariationPage")


@_attrs_define
class VariationPage:
    """A page of a render's variations.

    Attributes:
        total_count (int): The number of completed variations of this render.
        next_cursor (None | str): The cursor of the next page, or null on the last one.
        items (list[Variation]): The variations of this page.
    """

    total_count: int
    next_cursor: None | str
    items: list[Variation]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total_count = self.total_count

        next_cursor: None | str
        next_cursor = self.next_cursor

        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total_count": total_count,
                "next_cursor": next_cursor,
                "items": items,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.variation import Variation  # noqa: PLC0415

        d = dict(src_dict)
        total_count = d.pop("total_count")

        next_cursor: None | str = d.pop("next_cursor")

        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = Variation.from_dict(items_item_data)

            items.append(items_item)

        variation_page = cls(
            total_count=total_count,
            next_cursor=next_cursor,
            items=items,
        )

        variation_page.additional_properties = d
        return variation_page

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
