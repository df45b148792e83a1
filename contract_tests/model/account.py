"""What one key has made so far, as far as the answers have shown."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from contract_tests.model.asked import Group, Kind

FINAL = ("done", "error", "deleted")
# What a render from before may hold beyond its first page of variations.
UNSEEN = 200
RANK = {"queued": 0, "rendering": 1, "done": 2, "error": 2, "deleted": 2}


@dataclass
class Variation:
    """A variation that was seen. `group` is what asked for it; None for what the server made by
    itself."""

    id: str
    render: "Render"
    group: Group | None = None
    created_at: float | None = None
    status: str = "queued"
    type: str | None = None
    eta: float | None = None
    has_shown_eta: bool = False
    base: str | None = None
    config: dict[str, Any] = field(default_factory=dict)
    pending_at: float | None = None
    token: object = None
    passed: set[str] = field(default_factory=set)

    @property
    def final(self) -> bool:
        """Whether it will not change any more."""
        return self.status in FINAL


@dataclass
class Render:
    """A render that was made, or one that was there before (`ours` is False).

    `complete` says whether all its variations are known, `sound` whether it may be looked at.
    """

    id: str
    ours: bool = True
    groups: list[Group] = field(default_factory=list)
    photos: int = 1
    webhook_url: str | None = None
    created_at: float | None = None
    queued_at: float | None = None
    eta: float | None = None
    token: object = None
    variations: list[Variation] = field(default_factory=list)
    touched: int = 0
    complete: bool = True
    sound: bool = True

    @property
    def asked(self) -> int:
        """How many variations were asked for."""
        return sum(group.count for group in self.groups)

    def find(self, variation_id: object) -> Variation | None:
        """The variation with this id."""
        return next((v for v in self.variations if v.id == variation_id), None)

    @property
    def total_readings(self) -> dict[str, tuple[int, int]]:
        """What `total_count` may mean, each as the least and the most it can be right now."""
        done = sum(v.status == "done" for v in self.variations)
        ended = sum(v.final for v in self.variations)
        pending = len(self.variations) - ended
        every = len(self.variations)
        unseen = 0 if self.complete else UNSEEN
        return {"done": (done, done + pending + unseen), "all": (every, every + unseen)}


@dataclass
class Account:
    """All that belongs to one key."""

    key: str
    renders: list[Render] = field(default_factory=list)
    analyses: set[str] = field(default_factory=set)
    used: dict[Kind, int] = field(default_factory=dict)
    used_by_either: int = 0
    limit: dict[Kind, int] = field(default_factory=dict)
    secret: str | None = None
    cursors: dict[tuple[str, str], str] = field(default_factory=dict)
    comparisons: dict[tuple[str, ...], Any] = field(default_factory=dict)
    page_readings: set[str] = field(default_factory=lambda: {"renders", "done", "all"})
    render_readings: set[str] = field(default_factory=lambda: {"done", "all"})
    user: Any = None

    def charge(self, kinds: set[Kind]) -> None:
        """Note that one photo was charged, of one of these kinds."""
        if len(kinds) == 1:
            self.used[next(iter(kinds))] += 1
        else:
            self.used_by_either += 1

    def find(self, render_id: object) -> Render | None:
        """The render with this id."""
        return next((r for r in reversed(self.renders) if r.id == render_id), None)

    @property
    def unsound(self) -> set[str]:
        """Renders of earlier checks that are known not to be as they should."""
        return {render.id for render in self.renders if not render.sound}

    @property
    def ids(self) -> Iterator[str]:
        """Every id that was ever seen here."""
        for render in self.renders:
            yield render.id
            yield from (v.id for v in render.variations)
        yield from self.analyses
