"""What a call would have made, as plain data, and how to recognise it among what the API shows."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

_UNSAID = (None, False, "default", {"mode": "off"})
"""Values that mean the same as leaving the property out, so that an echo with defaults is equal."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A render, or what is added to one.

    Args:
        configs: Canonical configuration and number of variations, sorted.
        render_id: The render that is added to; None for a new one.
    """

    configs: tuple[tuple[str, int], ...]
    render_id: str | None = None

    @property
    def keys(self) -> frozenset[str]:
        """Two that cannot surely be told apart by looking share one.

        A new render is seen as a whole; of what was added to a render only single variations are.
        """
        if self.render_id is None:
            return frozenset((json.dumps(self.configs),))
        return frozenset(json.dumps([self.render_id, text]) for text, _ in self.configs)

    @property
    def counts(self) -> Counter[str]:
        """How many variations of each configuration."""
        return Counter(dict(self.configs))


class Order:
    """What a call is to make, as it is sent. Brought into the form of `Wanted` only when needed.

    Args:
        configs: Configurations and numbers of variations.
        render_id: The render that is added to; None for a new one.
    """

    __slots__ = ("_configs", "_wanted", "render_id")

    def __init__(
        self, configs: list[tuple[Mapping[str, Any], int]], render_id: str | None = None
    ) -> None:
        self._configs = configs
        self._wanted: Wanted | None = None
        self.render_id = render_id

    def wanted(self) -> Wanted:
        """The same in a form that can be compared, and holds no signed link."""
        if self._wanted is None:
            self._wanted = wanted(self._configs, self.render_id)
        return self._wanted

    @property
    def keys(self) -> frozenset[str]:
        """Those of `Wanted`."""
        return self.wanted().keys

    @property
    def counts(self) -> Counter[str]:
        """Those of `Wanted`."""
        return self.wanted().counts


@dataclass(frozen=True, slots=True)
class Doubt:
    """A call of unknown outcome: enough to look again, in another process too.

    Args:
        ticket: The call's name in its client's ledger.
        operation: The spec's operationId.
        wanted: What it would have made, in the order of the request; empty if that cannot be
            looked up.
        sent_ms: When it was sent, epoch milliseconds by this machine's clock.
        since_ms: The same by the server's clock at the earliest; None if that could not be told.
        known: Ids that look alike and are those of other calls.
        rivals: How many equal calls were of unknown outcome too.
    """

    ticket: str
    operation: str
    wanted: tuple[Wanted, ...]
    sent_ms: float
    since_ms: float | None = None
    known: frozenset[str] = frozenset()
    rivals: int = 0

    @property
    def keys(self) -> frozenset[str]:
        """The keys of what is wanted."""
        return frozenset(key for wanted in self.wanted for key in wanted.keys)


class Fit(Enum):
    """How well something found fits what is wanted."""

    NO = "no"
    POSSIBLY = "possibly"
    EXACTLY = "exactly"


def wanted(configs: list[tuple[Mapping[str, Any], int]], render_id: str | None = None) -> Wanted:
    """From configurations as they are sent."""
    counts: Counter[str] = Counter()
    for config, count in configs:
        counts[canonical(config)] += count
    return Wanted(tuple(sorted(counts.items())), render_id)


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


def fits(variation: Mapping[str, Any], known: Counter[str]) -> str | None:
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


def fit(variations: list[Any] | None, sought: Wanted) -> Fit:
    """How well a render with these variations fits. `None`: they are not shown."""
    if variations is None:
        return Fit.POSSIBLY
    counts = sought.counts
    found: Counter[str] = Counter()
    unseen = False
    for variation in variations:
        if not isinstance(variation, Mapping) or "config" not in variation:
            unseen = True
            continue
        text = fits(variation, counts)
        if text is not None:
            found[text] += 1
        elif variation.get("type") != "removal":  # those the API makes by itself, before staging
            return Fit.NO
    if found == counts:
        return Fit.POSSIBLY if unseen else Fit.EXACTLY
    return Fit.NO if found - counts else Fit.POSSIBLY
