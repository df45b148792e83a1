"""What the tests run against: a server that they know only by what it answers.

`Server` makes targets; a `Target` is the server as seen with some keys, with its clock where
there is one.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
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
    answered: int

    def header(self, name: str) -> str | None:
        """The value of a header, whatever its case."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)


class Hooks(Protocol):
    """Receives webhooks under names."""

    def url(self, name: str) -> str:
        """The URL to give as webhook_url."""

    def received(self, name: str) -> Sequence[Delivery]:
        """What arrived under a name so far."""

    def answer_with(self, name: str, statuses: Sequence[int]) -> None:
        """Answer the next deliveries under a name with these statuses, later ones with 200."""


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
    """The body of an analysis whose end a webhook is told of where real time passes: the call would
    wait for it otherwise."""
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
        """Give later targets nothing of what is known of the accounts: it may be wrong."""

    def note_probes(self, sent: int, of: int) -> None:
        """Remember how many requests of the grid were sent, of how many there are."""

    def fresh(self, *, photos: int | None = None, failure_rate: float = 0.0) -> Target:
        """A target with an account as new as this server can give.

        `photos` is the quota and `failure_rate` the share of failing jobs, where both can be set.
        """
