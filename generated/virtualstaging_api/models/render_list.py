# Written by openapi-python-client from openapi/openapi.yaml. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.render import Render


T = TypeVar("T", bound="RenderList")


@_attrs_define
class RenderList:
    """The renders that were created, in the order of the request.

    Attributes:
        renders (list[Render]): The renders.
    """

    renders: list[Render]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        renders = []
        for renders_item_data in self.renders:
            renders_item = renders_item_data.to_dict()
            renders.append(renders_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "renders": renders,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.render import Render  # noqa: PLC0415

        d = dict(src_dict)
        renders = []
        _renders = d.pop("renders")
        for renders_item_data in _renders:
            renders_item = Render.from_dict(renders_item_data)

            renders.append(renders_item)

        render_list = cls(
            renders=renders,
        )

        render_list.additional_properties = d
        return render_list

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
