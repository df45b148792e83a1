"""Which parameter of an operation is which in another version of it."""

import re
from typing import Any

from _diff.lines import Document
from _diff.schemas import SchemaDiff


def parameters_of(item: Any, operation: Any, path: str, document: Document) -> list[Any]:
    """Those of the path item and of the operation; of those in the path, the first comes first."""
    given = [*item.get("parameters", []), *operation.get("parameters", [])]
    unique = {(one["in"], one["name"]): one for one in map(document.resolved, given)}.values()
    names = re.findall(r"\{([^}]*)\}", path)
    return sorted(
        unique, key=lambda one: names.index(one["name"]) if one["name"] in names else len(names)
    )


def side_by_side(before: list[Any], after: list[Any], schemas: SchemaDiff) -> list[tuple[Any, Any]]:
    """Parameters in pairs; None where one has no counterpart.

    They are of one name, or at one place of the path, or else the only two that say the same.
    """
    orders = [[one["name"] for one in given if one["in"] == "path"] for given in (before, after)]

    def one_place(was: Any, now: Any) -> bool:
        return was["in"] == now["in"] == "path" and bool(
            orders[0].index(was["name"]) == orders[1].index(now["name"])
        )

    def alike(was: Any, now: Any) -> bool:
        flags = [(one["in"], bool(one.get("required"))) for one in (was, now)]
        return flags[0] == flags[1] and schemas.same(was.get("schema"), now.get("schema"))

    left, right = list(before), list(after)
    pairs: list[tuple[Any, Any]] = []
    for trait in (one_name, one_place, alike):
        for was in list(left):
            found = [now for now in right if trait(was, now)]
            if len(found) == 1 and sum(trait(one, found[0]) for one in left) == 1:
                left = [one for one in left if one is not was]
                right = [one for one in right if one is not found[0]]
                pairs.append((was, found[0]))
    return [*pairs, *((was, None) for was in left), *((None, now) for now in right)]


def one_name(was: Any, now: Any) -> bool:
    """The same name at the same place; that of a header is the same in any case."""
    names = [one["name"].lower() if one["in"] == "header" else one["name"] for one in (was, now)]
    return names[0] == names[1] and bool(was["in"] == now["in"])
