"""What a creating call orders, as plain data, and how it is recognised among what the API shows."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

_UNSAID = (None, False, "default", {"mode": "off"})
"""Values that mean the same as leaving the property out, so that an echo with defaults is equal."""


GRACE = 120.0
"""Seconds after a call was over from which on what is not to be seen was not made."""


@dataclass(frozen=True, slots=True)
class Order:
    """A new render, or variations that are added to one. It holds no signed link.

    Args:
        configs: Canonical configuration and number of variations, sorted.
        render_id: The render that is added to; None for a new one.
    """

    configs: tuple[tuple[str, int], ...]
    render_id: str | None = None

    @property
    def keys(self) -> frozenset[str]:
        """Two orders that may look the same in what the API shows share one.

        A new render is seen as a whole; of what was added to a render only single variations are.
        """
        if self.render_id is None:
            removes = bool(_made_first(self.counts))
            kept = [one for one in self.configs if not (removes and _only_removes(one[0]))]
            return frozenset((json.dumps(kept),))
        return frozenset(json.dumps([self.render_id, text]) for text, _ in self.configs)

    @property
    def counts(self) -> Counter[str]:
        """How many variations of each configuration."""
        return Counter(dict(self.configs))

    @property
    def total(self) -> int:
        """How many variations in all."""
        return sum(count for _, count in self.configs)


def order(configs: Sequence[tuple[Mapping[str, Any], int]], render_id: str | None = None) -> Order:
    """From configurations as they are sent, each with its number of variations."""
    counts: Counter[str] = Counter()
    for config, count in configs:
        counts[canonical(config)] += count
    return Order(tuple(sorted(counts.items())), render_id)


@dataclass(frozen=True, slots=True)
class Before:
    """What the API showed before a call was sent: what was there then is not the call's.

    Args:
        newest: The id of the newest render; empty if there was none, None if that is not known.
        variations: Ids of the variations on the renders that are added to; None if not known.
        sent_ms: When the call was sent, in epoch milliseconds of the server's clock; None if no
            answer had a `Date`.
    """

    newest: str | None = None
    variations: frozenset[str] | None = None
    sent_ms: float | None = None

    def has(self, one: str) -> bool:
        """Whether a render or a variation of this id was there."""
        return one == self.newest or one in (self.variations or ())

    @property
    def is_known(self) -> bool:
        """Whether the API showed it; otherwise only the server's time shows what came later."""
        return self.newest is not None or self.variations is not None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A call of unknown outcome: enough to look again, in another process too.

    Args:
        ticket: The call's name in its client's ledger.
        operation: The spec's operationId.
        orders: What it would have made, in the order of the request; empty if that cannot be
            looked up.
        before: What was there before it.
        known: Ids that have been made since then and are those of other calls.
        rivals: How many equal calls were of unknown outcome too.
        over_ms: When it was over, in epoch milliseconds of the server's clock; None if that is not
            known, as it was cut off.
    """

    ticket: str
    operation: str
    orders: tuple[Order, ...]
    before: Before
    known: frozenset[str] = frozenset()
    rivals: int = 0
    over_ms: float | None = None

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its orders."""
        return frozenset(key for order in self.orders for key in order.keys)

    @property
    def adds(self) -> bool:
        """Whether it adds variations to renders that were there."""
        return any(one.render_id is not None for one in self.orders)


class Fit(Enum):
    """How well something found fits an order."""

    NO = "no"
    POSSIBLY = "possibly"
    EXACTLY = "exactly"


def canonical(config: Mapping[str, Any]) -> str:
    """One text for all spellings of a configuration. It holds no signed link."""
    return json.dumps(_said(config), sort_keys=True)


def _said(value: Any, name: str = "") -> Any:
    if isinstance(value, Mapping):
        kept = {key: _said(inner, key) for key, inner in value.items() if inner not in _UNSAID}
        kept.pop("variation_count", None)
        return kept
    if name == "mask_url" and isinstance(value, str):
        # Signed anew at each read: what stays the same is host and path.
        parts = urlsplit(value)
        return f"{parts.hostname}{parts.path}"
    return value


def config_of(variation: Mapping[str, Any], known: Counter[str]) -> str | None:
    """Which of the canonical configurations a variation was made with; None for none of them."""
    config = variation.get("config")
    if not isinstance(config, Mapping):
        return None
    text = canonical(config)
    if text in known:
        return text
    # The API itself puts the removal variation that it made under later staging ones (docs).
    furniture = config.get("add_furniture")
    if isinstance(furniture, Mapping) and "base_variation_id" in furniture:
        bare = {name: value for name, value in furniture.items() if name != "base_variation_id"}
        text = canonical({**config, "add_furniture": bare})
        return text if text in known else None
    return None


def _made_first(ordered: Counter[str]) -> set[str]:
    """The removals that the API makes by itself for these orders."""
    configs = [json.loads(text) for text in ordered]
    return {
        canonical({"type": one["type"], "remove_furniture": one["remove_furniture"]})
        for one in configs
        if "add_furniture" in one and "remove_furniture" in one
    }


def fit(variations: Sequence[Any] | None, sought: Order) -> Fit:
    """How well a render with these variations fits. `None`: they are not shown."""
    if variations is None:
        return Fit.POSSIBLY
    counts = sought.counts
    made = _made_first(counts)
    found: Counter[str] = Counter()
    unseen = strange = False
    for variation in variations:
        if not isinstance(variation, Mapping) or "config" not in variation:
            unseen = True
            continue
        text = config_of(variation, counts)
        if text is not None:
            found[text] += 1
        elif variation.get("type") != "removal":
            return Fit.NO
        else:  # the API makes some by itself, before staging what is not empty
            strange |= not made
    # One of those may look like a removal that was ordered, too.
    found -= Counter(text for text in made if found[text] == counts[text] + 1)
    if found - counts or (strange and not found):
        return Fit.NO
    return Fit.EXACTLY if found == counts and not unseen and not strange else Fit.POSSIBLY


def alike(one: Order, other: Order) -> bool:
    """Whether a render that was made for one new order may be taken for the other's."""
    return _taken_for(one, other) or _taken_for(other, one)


def _taken_for(one: Order, other: Order) -> bool:
    ordered = list(one.counts.elements())
    return any(
        fit([_variation(text) for text in shown], other) is not Fit.NO
        for shown in (ordered, [*ordered, *_made_first(one.counts)])
    )


def _variation(text: str) -> dict[str, Any]:
    config = json.loads(text)
    return {"config": config, "type": "removal" if _only_removes(text) else config["type"]}


def _only_removes(text: str) -> bool:
    config = json.loads(text)
    return "remove_furniture" in config and "add_furniture" not in config


def made_renders(data: Any) -> list[dict[str, Any]]:
    """The renders in the answer to a call that creates, as far as they have an id."""
    from virtualstaging._core.parsing import with_ids  # loads models, which takes time

    return with_ids(data.get("renders", [data])) if isinstance(data, dict) else []


def made_ids(data: Any) -> list[str]:
    """Ids of the renders and variations in the answer to a call that creates."""
    from virtualstaging._core.parsing import ids_of

    renders = made_renders(data)
    found = [one["id"] for one in renders]
    for holder in renders or ([data] if isinstance(data, dict) else []):
        page = holder.get("variations")
        found += ids_of(page.get("items") if isinstance(page, dict) else page)
    return found
