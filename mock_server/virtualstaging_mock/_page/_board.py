"""What the pages and the JSON verbs need of a running mock; `Mock` fulfils it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .._checks import Checks
from .._deliveries import Deliveries
from .._faults import Faults


@dataclass(frozen=True, slots=True)
class VariationCard:
    """One variation as the page shows it. The pictures' links are signed and ready to load."""

    id: str
    type: str
    status: str
    config: Mapping[str, Any]
    eta_ms: int | None
    pictures: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RenderCard:
    """One render as the page shows it; `before` holds links to the photos that were sent."""

    id: str
    key: str
    created_at_ms: int
    before: Sequence[str]
    variations: Sequence[VariationCard] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class RequestCard:
    """One request that came in. `key` is a fingerprint; `refused` the sentence of the answer."""

    number: int
    at_ms: int
    key: str | None
    method: str
    path: str
    operation: str | None
    status: int | None
    refused: str | None = None
    field: str | None = None
    body: str = ""


class BoardError(ValueError):
    """What was asked of the mock cannot be done; the message says why."""


class Board(Protocol):
    """A running mock, as seen from `/_mock`."""

    @property
    def faults(self) -> Faults:
        """The planted faults."""
        ...

    @property
    def deliveries(self) -> Deliveries:
        """The webhooks sent."""
        ...

    @property
    def checks(self) -> Checks:
        """What clients did wrong."""
        ...

    @property
    def document(self) -> Mapping[str, Any]:
        """The OpenAPI document that is served."""
        ...

    def now_ms(self) -> int:
        """The mock's clock, in epoch milliseconds."""
        ...

    def clock_mode(self) -> str:
        """The clock's mode, as `--clock` or `--speed` would name it."""
        ...

    def reset(self) -> None:
        """Forget all worlds, requests, deliveries and findings; planted faults too."""
        ...

    def advance(self, seconds: float) -> None:
        """Move the clock on, running what falls due; raises BoardError when it can't be moved."""
        ...

    def run_until_idle(self) -> None:
        """Move the clock on until nothing is under way."""
        ...

    def render_cards(self, limit: int) -> Sequence[RenderCard]:
        """The newest renders of all keys, newest first."""
        ...

    def request_cards(self, limit: int) -> Sequence[RequestCard]:
        """The latest requests, newest first."""
        ...

    def fail_render(self, render_id: str) -> int:
        """Let a render's unfinished variations fail now; return how many. BoardError: no such one."""
        ...

    def dump_state(self) -> dict[str, Any]:
        """The whole state as JSON data."""
        ...

    def load_state(self, state: Any) -> None:
        """Put a dumped state in place of the present one; BoardError leaves all as it was."""
        ...
