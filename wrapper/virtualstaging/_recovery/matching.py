"""What a call may have made, among what the API shows: which of it fits, and is nothing else's.

What the API showed before the call was sent was not made by it. Where that is not known, the time
of the server's `Date` header when it was sent must do: what was made minutes before that may be the
call's, too, so it is a candidate, and never taken. The date of this machine decides nothing.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from virtualstaging._core.reading import Reading, time_of

from .order import Doubt, Fit, Order, config_of, fit

_MARGIN = 2000.0
"""Milliseconds by which the server's `Date` may be ahead of times in its data."""

_UNSURE = 600_000.0
"""Milliseconds before a call in which something may have been made by it, if only the server's
`Date` shows when it was sent."""


@dataclass(slots=True)
class Findings:
    """What one look has shown.

    Args:
        exact: For each order the JSON of what fits it and was made after the call was sent.
        possible: Ids of what may be the call's, but not surely.
        unsure: Ids of renders that may have been made before it.
        blind: Not all could be read.
    """

    exact: list[list[Mapping[str, Any]]]
    possible: list[str] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    blind: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all that may be the call's."""
        exact = [one["id"] for group in self.exact for one in group]
        return tuple(dict.fromkeys(exact + self.possible))


def as_answer(doubt: Doubt, findings: Findings) -> dict[str, Any] | None:
    """What was found as the answer would have been, if it is as much as was asked for."""
    pairs = list(zip(findings.exact, doubt.orders, strict=True))
    if doubt.adds:
        if any(len(group) != one.total for group, one in pairs):
            return None
        return {"variations": [one for group in findings.exact for one in group]}
    if any(len(group) != 1 for group in findings.exact):
        return None
    renders = [dict(group[0]) for group in findings.exact]
    if len({one["id"] for one in renders}) != len(renders):
        return None  # two equal orders in one bulk: which photo is whose is not known
    return renders[0] if doubt.operation == "create_render" else {"renders": renders}


def age(doubt: Doubt, created: float | None) -> str:
    """Whether something was made `after` the call was sent, `before` it, or is `unsure`."""
    if doubt.before.newest is not None:
        return "after"
    sent = doubt.before.sent_ms
    if sent is None or created is None:
        return "unsure"
    if created >= sent - _MARGIN:
        return "after"
    return "unsure" if created >= sent - _UNSURE else "before"


def shown_items(render: Reading) -> list[Any] | None:
    """The items of its variations, those without an id too; None if they are not shown."""
    page = render.data.get("variations")
    items = page.get("items") if isinstance(page, dict) else None
    return items if isinstance(items, list) else None


def sort_render(render: Reading, doubt: Doubt, findings: Findings) -> None:
    """Note whether a render fits the orders."""
    sure = render.id not in findings.unsure
    for group, one in zip(findings.exact, doubt.orders, strict=True):
        match fit(shown_items(render), one):
            case Fit.EXACTLY if sure:
                group.append(render.data)
            case Fit.EXACTLY | Fit.POSSIBLY:
                findings.possible.append(render.id)
            case Fit.NO:
                pass


def sort_variations(
    render: Reading, doubt: Doubt, others: frozenset[str], findings: Findings
) -> None:
    """Give what is new on a render to the orders for it, in the order of both."""
    pairs = zip(findings.exact, doubt.orders, strict=True)
    orders = [pair for pair in pairs if pair[1].render_id == render.id]
    sought: Counter[str] = Counter()
    for _, one in orders:
        sought += one.counts
    new: dict[str, list[Mapping[str, Any]]] = {text: [] for text in sought}
    for variation in (render.items or {}).values():
        if variation["id"] in others:
            continue
        age = _age_of_variation(doubt, variation)
        text = config_of(variation, sought)
        if text is not None and age == "after":
            new[text].append(variation)
        elif age != "before" and (text is not None or _shows_no_config(variation)):
            findings.possible.append(variation["id"])
    _share_out(new, sought, orders, findings)


def _share_out(
    new: dict[str, list[Mapping[str, Any]]],
    sought: Counter[str],
    orders: list[tuple[list[Mapping[str, Any]], Order]],
    findings: Findings,
) -> None:
    for text, number in sought.items():
        if len(new[text]) != number:
            findings.possible += [one["id"] for one in new[text]]
            continue
        for group, one in orders:
            count = one.counts[text]
            group += new[text][:count]
            del new[text][:count]


def _age_of_variation(doubt: Doubt, variation: Mapping[str, Any]) -> str:
    known = doubt.before.variations
    if known is not None:
        return "before" if variation["id"] in known else "after"
    return age(doubt, time_of(variation.get("created_at")))


def _shows_no_config(variation: Mapping[str, Any]) -> bool:
    return "config" not in variation and variation.get("type") != "removal"
