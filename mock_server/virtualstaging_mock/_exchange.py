"""One request on its way through the mock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ._checks import Call
from ._fault_rules import FILE
from ._faults import NOTHING, Decision
from ._requests import EXCERPT, RequestRecord
from ._spec import Operation

Headers = Iterable[tuple[str, str]] | Mapping[str, str]


@dataclass(slots=True)
class Exchange:
    """One request and what is known of it so far.

    `name` is the operationId, or stands for result files; `owner` is a fingerprint of the key;
    `acted` says whether the request was carried out.
    """

    at_ms: int
    method: str
    path: str
    query: str
    headers: dict[str, str]
    authorization: Sequence[str]
    body: bytes
    operation: Operation | None = None
    name: str | None = None
    owner: str | None = None
    decision: Decision = NOTHING
    acted: bool = False
    expired: bool = False
    message: str | None = None
    wrong_field: str | None = None


def seen_call(exchange: Exchange, status: int | None) -> Call:
    """What the checks look at."""
    return Call(
        at_ms=exchange.at_ms,
        method=exchange.method,
        path=exchange.path,
        query=exchange.query,
        headers=exchange.headers,
        body=exchange.body,
        operation=exchange.name,
        status=status,
        message=exchange.message,
        acted=exchange.acted,
        expired=exchange.expired,
    )


def record_of(exchange: Exchange, status: int | None, number: int) -> RequestRecord:
    """What is kept of it for people: no key, no secret, no signature."""
    path = exchange.path
    if exchange.query and exchange.name != FILE:
        path = f"{path}?{exchange.query}"
    body = exchange.body[:EXCERPT].decode("utf-8", "replace")
    if exchange.name == "set_webhook_secret":
        body = "(not kept: it holds a secret)"
    return RequestRecord(
        number=number,
        at_ms=exchange.at_ms,
        key=exchange.owner,
        method=exchange.method[:20],
        path=path[:EXCERPT],
        operation=exchange.name,
        status=status,
        message=exchange.message,
        field=exchange.wrong_field,
        body=body,
    )
