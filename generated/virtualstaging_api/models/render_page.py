# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.render import Render


T = TypeVar("T", bound="RenderPage")


@_attrs_define
class RenderPage:
    """A page of renders.

    Attributes:
        items (list[Render]): The renders of this page, each with its own page of variations.
        total_count (int | Unset): The number of completed variations. The page says "for this render", where there is
            none: read here as those of all the user's renders.
        next_cursor (None | str | Unset): The cursor of the next page; null or absent on the last one.
    """

    items: list[Render]
    total_count: int | Unset = UNSET
    next_cursor: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
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
        field_dict.update(
            {
                "items": items,
            }
        )
        if total_count is not UNSET:
            field_dict["total_count"] = total_count
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.render import Render  # noqa: PLC0415

        d = dict(src_dict)
        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = Render.from_dict(items_item_data)

            items.append(items_item)

        total_count = d.pop("total_count", UNSET)

        next_cursor: None | str | Unset = d.pop("next_cursor", UNSET)

        render_page = cls(
            items=items,
            total_count=total_count,
            next_cursor=next_cursor,
        )

        render_page.additional_properties = d
        return render_page

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
