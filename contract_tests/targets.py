"""What the tests run against: a server, of which they see only the answers.

`Server` makes targets; a `Target` is the server as seen with some keys, with its clock where
there is one.
"""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Protocol

from contract_tests.exchange import Answer, Request

# What a check may need of a server, beside answers.
CHARGES = "permission to charge"
CLOCK = "the server's own clock"
SECOND_KEY = "a second key"
WEBHOOKS = "webhooks that reach this machine"
FAILURES = "jobs that can be made to fail"
SMALL_QUOTA = "a quota that is nearly used up"
LINKS = "result links that can be reached"


@dataclass(frozen=True)
class Delivery:
    """One webhook POST as it arrived, and the status that it was answered with."""

    name: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    answered: int = 0

    def header(self, name: str) -> str | None:
        """The value of a header, whatever its case."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)


class Hooks:
    """Receives webhooks under names, below a URL."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._received: dict[str, list[Delivery]] = defaultdict(list)
        self._answers: dict[str, deque[int]] = defaultdict(deque)

    def url(self, name: str) -> str:
        """The URL to give as webhook_url."""
        return f"{self._origin}/{name}"

    def received(self, name: str) -> Sequence[Delivery]:
        """What arrived under a name so far."""
        return list(self._received[name])

    def answer_with(self, name: str, statuses: Sequence[int]) -> None:
        """Answer the next deliveries under a name with these statuses, later ones with 200."""
        self._answers[name].extend(statuses)

    def receive(self, delivery: Delivery) -> int:
        """Keep a delivery, and return the status to answer with."""
        answers = self._answers[delivery.name]
        status = answers.popleft() if answers else 200
        self._received[delivery.name].append(replace(delivery, answered=status))
        return status


class Target(Protocol):
    """A server with keys to accounts.

    `kept` is what the checks know of these accounts, for those that follow; None when they are new.
    """

    kept: Any

    @property
    def base_url(self) -> str:
        """Where the API is."""

    @property
    def keys(self) -> Sequence[str]:
        """One key or two."""

    @property
    def open_keys(self) -> bool:
        """Whether any well-formed key opens an account of its own."""

    @property
    def hooks(self) -> Hooks | None:
        """What receives webhooks."""

    @property
    def waits_for_free(self) -> bool:
        """Whether calls that wait for completion take no real time."""

    @property
    def driven(self) -> bool:
        """Whether tests drive its clock, so that any time can be made to pass."""

    @property
    def stands_still(self) -> bool:
        """Whether time passes only when tests let it."""

    @property
    def draws(self) -> bool:
        """Whether results are drawn of the photo, so that no two are alike."""

    @property
    def steps(self) -> float:
        """Seconds to wait at a time until jobs have ended."""

    def call(self, request: Request) -> Answer:
        """Send a request to the API."""

    def fetch(self, url: str) -> Answer | None:
        """Download a result link without a key; None where its host cannot be reached from here."""

    def now_ms(self) -> float | None:
        """The server's time in epoch milliseconds, where it stands still but for `wait`; else
        None."""

    def separate(self) -> AbstractContextManager["Target"]:
        """The same server and keys, to be called by another thread."""

    def check_time(self) -> None:
        """Raises OutOfReach when the time of the check that runs is over."""

    def seconds_left(self) -> float | None:
        """How long the check that runs may go on; None where that is not bounded."""

    def wait(self, seconds: float) -> None:
        """Let time pass on the server's clock. Raises OutOfReach when there is none left for it."""

    def note_job(self, seconds: float) -> None:
        """Remember how long a job took, in real time."""

    def may_wait_for_completion(self) -> bool:
        """Whether there is time for one more call that waits for completion."""


def with_webhook(target: Target, body: dict[str, Any]) -> dict[str, Any]:
    """The body of an analysis, with a webhook_url where real time passes: without one the call
    would wait until the analysis has ended."""
    if target.waits_for_free or target.hooks is None or body.get("webhook_url") is not None:
        return body
    return {**body, "webhook_url": target.hooks.url("analyses")}


class Server(Protocol):
    """Makes targets."""

    @property
    def name(self) -> str:
        """What to call it."""

    @property
    def lacks(self) -> Mapping[str, str]:
        """What it does not have, each with the reason."""

    def forget(self) -> None:
        """Drop what is known of the accounts, since it may be wrong; later targets read it anew."""

    def note_probes(self, sent: int, of: int) -> None:
        """Remember how many requests of the grid were sent, of how many there are."""

    def fresh(self, *, photos: int | None = None, failure_rate: float = 0.0) -> Target:
        """A target with an account as new as this server can give.

        `photos` is the quota and `failure_rate` the share of failing jobs, where both can be set.
        """
