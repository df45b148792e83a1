"""Variations that appeared, matched with what was asked for."""

from typing import Any

from contract_tests.exchange import Failure
from contract_tests.model.account import Render, Variation
from contract_tests.model.asked import Group
from contract_tests.spec.document import Spec


def match(
    spec: Spec, render: Render, order: list[Group], items: list[dict[str, Any]]
) -> list[Variation]:
    """Give each new variation of a render, oldest first, the group that asked for it.

    Removal variations that the server makes by itself before it furnishes have no group. If there
    may be some, and removals were asked for as well, none of them has one: which is which is not
    known.
    """
    most = sum(group.count for group in order if group.may_clear_first)
    wanted = [group for group in order for _ in range(group.count)]
    asked = items
    if most:
        asked, wanted = _without_removals(spec, order, items, wanted, most)
        if len(asked) > len(wanted) and any(len(group.types) > 1 for group in order):
            return [Variation(item["id"], render) for item in items]
    if len(asked) != len(wanted):
        raise _failure(spec, f"{len(wanted)} variations", order, asked)
    groups = {id(item): group for item, group in zip(asked, wanted, strict=True)}
    return [Variation(item["id"], render, groups.get(id(item))) for item in items]


def _without_removals(
    spec: Spec, order: list[Group], items: list[dict[str, Any]], wanted: list[Group], most: int
) -> tuple[list[dict[str, Any]], list[Group]]:
    """Items and groups without those that are, or may be, removals; their number is checked."""
    loose = [item for item in items if item.get("type") == "removal"]
    rest = [item for item in items if item not in loose]
    sure = [group for group in wanted if group.types == {"removal"}]
    open_ = [group for group in wanted if "removal" in group.types and group not in sure]
    if not len(sure) <= len(loose) <= len(sure) + len(open_) + most or len(items) < len(wanted):
        raise _failure(
            spec, f"{len(sure)} to {len(sure) + len(open_) + most} removal variations", order, items
        )
    return rest, [group for group in wanted if "removal" not in group.types]


def check_clearing(spec: Spec, known: list[Variation]) -> None:
    """Where furniture is removed first, each furnished variation names the removal it builds on."""
    for variation in known:
        group = variation.group
        if group and group.clears_first and variation.base is None:
            raise spec.failure(
                "a variation furnished after furniture was removed names the removal "
                "variation it builds on",
                f"variation {variation.id} of {group.config} names none",
                "Variation/properties/base_variation_id",
            )


def _failure(spec: Spec, expected: str, order: list[Group], items: list[dict[str, Any]]) -> Failure:
    wanted = ", ".join(f"{group.count} × {group.config}" for group in order)
    return spec.failure(f"{expected} for {wanted}", f"{len(items)}: {items}", "VariationCount")
