# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import models as _models
from ..types import Model, as_json


@_attrs_define(repr=False)
class RenderPage(Model):
    """A page of renders.

    Attributes:
        items (list[Render]): The renders of this page, each with its own page of variations.
        total_count (int | None): The number of completed variations. The page says "for this
            render", where there is none: read here as those of all the user's renders.
        next_cursor (str | None): The cursor of the next page; null or absent on the last one.
    """

    items: list[_models.Render]
    total_count: int | None = None
    next_cursor: str | None = None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON has it; what was not given is left out."""
        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict["items"] = as_json(self.items)
        if self.total_count is not None:
            field_dict["total_count"] = self.total_count
        if self.next_cursor is not None:
            field_dict["next_cursor"] = self.next_cursor
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

        total_count: int | None = d.pop("total_count", None)
        next_cursor: str | None = d.pop("next_cursor", None)

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

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __iter__(self) -> Iterator[_models.Render]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)
