"""Making variations: shared by everything that creates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from virtualstaging_mock._state.account import Account
from virtualstaging_mock._state.backend import Backend
from virtualstaging_mock._state.jobs import Render, Variation

from .rules import kind_of, removes_first


@dataclass(slots=True)
class Order:
    """One configuration with the number of variations to make of it.

    Attributes:
        config: as it was sent.
        count: how many variations.
        field: where it stands in the request, for messages.
        base: the removal variation that its config names, once it has been looked up.
    """

    config: dict[str, Any]
    count: int
    field: str
    base: Variation | None = None

    @classmethod
    def read(cls, node: Mapping[str, Any], field: str = "config") -> "Order":
        """From an object with `config` and `variation_count` beside each other."""
        return cls(node["config"], int(node["variation_count"]), field)

    @classmethod
    def read_counted(cls, node: Mapping[str, Any], field: str) -> "Order":
        """From a config that carries its own `variation_count`."""
        config = {name: value for name, value in node.items() if name != "variation_count"}
        return cls(config, int(node["variation_count"]), field)


def make_variations(
    backend: Backend, account: Account, render: Render, order: Order
) -> list[Variation]:
    """Make the variations of one order.

    Where furniture is removed first, a removal variation is made by itself and the others carry
    its id (docs). An earlier one of this render with the same settings is used again (assumed). It
    comes on top of `variation_count` and is not among the variations returned (assumed).
    """
    config = order.config
    base = order.base
    if removes_first(config):
        base = _removal(backend, account, render, config["remove_furniture"])
    render.asked_for += order.count
    return backend.add_variations(account, render, kind_of(config), config, order.count, base)


def _removal(
    backend: Backend, account: Account, render: Render, removal: Mapping[str, Any]
) -> Variation:
    config = {"type": "staging", "remove_furniture": dict(removal)}
    for variation in render.variations.values():
        usable = variation.error is None and not variation.deleted
        if variation.kind == "removal" and variation.config == config and usable:
            return variation
    return backend.add_variations(account, render, "removal", config)[0]
