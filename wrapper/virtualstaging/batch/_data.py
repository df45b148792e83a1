"""What a batch is made of, as plain data that its journal can hold."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from virtualstaging._recovery.order import Before, Doubt, Order

State: TypeAlias = Literal[
    "planned",
    "sending",
    "waiting",
    "done",
    "unfetched",
    "failed",
    "refused",
    "doubt",
    "abandoned",
]
"""What has become of a row:

planned    it was not sent
sending    it was begun, and its outcome is not known yet: the next run finds it out
waiting    its render is being worked on
done       all its files are there
unfetched  its result is made, but could not be downloaded: the next run tries again
failed     its render ended without a result, or without all of it
refused    the API, or a check, would not have it: nothing was charged; the next run tries again
doubt      it may have been made, and which render is its own is not known: a person decides
abandoned  a person has given it up
"""

Want: TypeAlias = tuple[str, int]
"""A canonical configuration, and how many variations of it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One request that creates: a render, or variations that are added to one.

    Args:
        id: Its number in the journal.
        photo: Path or URL.
        digest: Of what is to be sent of the photo.
        wants: What it orders.
        lock: Jobs that look alike at the API share one: only one at a time is under way.
        render_id: The render that is added to; None for a new one.
        doubt: What it began with, if it has begun and its outcome is not known.
    """

    id: int
    photo: str = field(repr=False)
    digest: str
    wants: tuple[Want, ...]
    lock: str
    render_id: str | None = None
    doubt: Doubt | None = None

    @property
    def order(self) -> Order:
        """How it is recognised among what the API shows."""
        return Order(self.wants, self.render_id)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request.

    Args:
        state: "made", "refused", or "doubt": it is not known.
        render_id: The render that it made, or added to.
        reason: Why it was refused, or is in doubt, in words.
        candidates: Of a doubt: ids of what it may have made.
        found: It was found by looking, as its answer was lost.
    """

    state: Literal["made", "refused", "doubt"]
    render_id: str | None = None
    reason: str = ""
    candidates: tuple[str, ...] = ()
    found: bool = False


class Notes(Protocol):
    """Where the steps of jobs are written; each is durable when its function returns."""

    def intend(self, job: Job, doubt: Doubt) -> None:
        """A job is about to be sent for the first time."""
        ...

    def send_again(self, job: Job) -> None:
        """A job is about to be sent once more, as it has surely made nothing so far."""
        ...

    def withdraw(self, job: Job) -> None:
        """A job has surely made nothing, and is to be sent at another time."""
        ...

    def settle(self, job: Job, outcome: Outcome) -> None:
        """The outcome of a job is known."""
        ...


def wants_text(wants: tuple[Want, ...]) -> str:
    """As JSON."""
    return json.dumps(wants)


def wants_of(text: str) -> tuple[Want, ...]:
    """From JSON."""
    return tuple((config, count) for config, count in json.loads(text))


def doubt_text(doubt: Doubt) -> str:
    """As JSON; what it orders is left out, as its job says that."""
    variations = doubt.before.variations
    data = {
        "ticket": doubt.ticket,
        "newest": doubt.before.newest,
        "variations": None if variations is None else sorted(variations),
        "known": sorted(doubt.known),
    }
    return json.dumps(data)


def doubt_of(text: str, order: Order) -> Doubt:
    """From JSON, with what was ordered."""
    data: Mapping[str, Any] = json.loads(text)
    variations = data["variations"]
    before = Before(data["newest"], None if variations is None else frozenset(variations))
    operation = "create_render" if order.render_id is None else "create_variations"
    return Doubt(data["ticket"], operation, (order,), before, frozenset(data["known"]))


@dataclass(frozen=True, slots=True)
class Result:
    """What has become of a row.

    Args:
        number: Its place in the plan, counted from 1.
        id: Your name for it.
        name: Property and photo: its results are called after it.
        state: See `State`.
        files: The paths of its results.
        render_id: Its render, if it is known.
        error: Why it is not done, in words.
        candidates: Of a doubt: ids of the renders that may be its own.
        photo: Path or URL.
        columns: All columns of the plan, as they were written.
    """

    number: int
    id: str
    name: str
    state: State
    files: tuple[str, ...] = ()
    render_id: str | None = None
    error: str = ""
    candidates: tuple[str, ...] = ()
    photo: str = field(default="", repr=False)
    columns: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run will charge, and what the account has left.

    Args:
        renders: How many renders are to be created; each charges one photo of the plan's quota.
        photos: How many different photos they are of.
        additions: How many calls add variations to renders that are there, which is free (seen in
            public programs).
        variations: How many variations are to be made in all.
        begun: How many calls of an earlier run have an outcome that is not known yet; one that has
            made nothing is sent again, and charges then.
        staging_left: Photos left of the quota for staging.
        image_editing_left: Photos left of the quota for image editing.
    """

    renders: int
    photos: int
    additions: int
    variations: int
    begun: int
    staging_left: int
    image_editing_left: int
