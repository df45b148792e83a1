"""What is recorded of traffic, and what is said of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

from virtualstaging_mock._secrets import redact

from .walk import Seen

Kind = Literal["departure", "addition", "note"]
_QUERY = re.compile(r"\?[^\s\"'?=]*=[^\s\"']*")
_DATA = re.compile(r"data:image/[a-zA-Z+]+;base64,[A-Za-z0-9+/=]{20,}")


@dataclass(frozen=True, slots=True)
class Recorded:
    """One exchange. `path` is percent-encoded and begins below the server's prefix.

    Attributes:
        authorization: the key's header as it was sent, None without one.
        content_type: of the request.
        answer_type: the Content-Type of the answer.
    """

    method: str
    path: str
    query: str
    authorization: str | None
    content_type: str
    body: bytes
    status: int
    answer_type: str
    answer: bytes


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing seen.

    Attributes:
        kind: a departure contradicts the document; an addition is what it does not know; a note is
            worth knowing.
        place: a JSON pointer into the document.
        text: what was seen, in a sentence.
        key: identifies it: observations with equal keys are counted as one.
        change: what would make the document agree, for `learn`; None where that is not certain.
    """

    kind: Kind
    place: str
    text: str
    key: tuple[str, ...]
    change: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was seen of one exchange.

    Attributes:
        operation: the operationId, None where there is none.
        observations: what was seen.
        request: what of the document a valid request was made of.
        answer: what of the document the answer was made of.
        accepted: whether the server carried the request out; None where the client was wrong.
    """

    operation: str | None
    observations: tuple[Observation, ...]
    request: Seen = field(default_factory=Seen)
    answer: Seen = field(default_factory=Seen)
    accepted: bool | None = None

    @property
    def departs(self) -> bool:
        """Whether the exchange contradicts the document."""
        return any(seen.kind == "departure" for seen in self.observations)


def safe(text: str) -> str:
    """The text without secrets, signatures and photos, at most 400 characters."""
    return redact(_DATA.sub("data:…", _QUERY.sub("?…", text)))[:400]


def decoded(body: bytes) -> Any:
    """The value of a body in JSON; None where it is none."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
