# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import Model, as_json


@_attrs_define(repr=False)
class VariationPage(Model):
    """A page of a render's variations.

    Attributes:
        total_count (int): The number of completed variations of this render.
        next_cursor (None | str): The cursor of the next page, or null on the last one.
        items (list[Variation]): The variations of this page.
    """

    total_count: int
    next_cursor: None | str
    items: list[_models.Variation]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["total_count"] = self.total_count
        field_dict["next_cursor"] = self.next_cursor
        field_dict["items"] = as_json(self.items)
        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The object out of its JSON; fields that it does not know go to `additional_properties`."""
        d = dict(src_dict)
        total_count: int = d.pop("total_count")
        next_cursor: None | str = d.pop("next_cursor")

        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = _models.Variation.from_dict(items_item_data)

            items.append(items_item)

        _parsed_ = cls(
            total_count=total_count,
            next_cursor=next_cursor,
            items=items,
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

    def __iter__(self) -> Iterator[_models.Variation]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)
