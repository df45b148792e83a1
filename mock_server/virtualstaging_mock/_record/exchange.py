"""One request on its way through the mock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from virtualstaging_mock._faults.faults import NOTHING, Decision
from virtualstaging_mock._faults.rules import FILE
from virtualstaging_mock._secrets import GONE, redact
from virtualstaging_mock._spec.spec import Operation

from .checks import Call
from .requests import EXCERPT, RequestRecord

# Shorter ones cannot be told from other words.
_SHORTEST_KEY = 8


class Head:
    """A request's headers, read once.

    Args:
        pairs: names in any case.

    Attributes:
        fields: by their names in lower case; of one sent twice the last.
    """

    __slots__ = ("_all", "fields")

    def __init__(self, pairs: "Iterable[tuple[str, str]] | Mapping[str, str]") -> None:
        given: Any = pairs
        items: Iterable[tuple[str, str]] = given.items() if isinstance(given, Mapping) else given
        self.fields: dict[str, str] = {}
        self._all: dict[str, list[str]] = {}
        for given_name, given_value in items:
            name = given_name.lower()
            value = given_value.strip(
                " \t"
            )  # blanks around a value are no part of it (RFC 9110, 5.5)
            self.fields[name] = value
            self._all.setdefault(name, []).append(value)

    def values(self, name: str) -> Sequence[str]:
        """All values of a header, by its name in lower case."""
        return self._all.get(name, ())


Headers = Iterable[tuple[str, str]] | Mapping[str, str] | Head


@dataclass(slots=True)
class Exchange(Call):
    """One request and what is known of it so far; the checks look at it as a call.

    `route` is the operation that it means, `number` counts the requests.
    """

    route: Operation | None = None
    decision: Decision = NOTHING
    wrong_field: str | None = None
    number: int = 0


def record_of(exchange: Exchange) -> RequestRecord:
    """What is kept of it for people: no key, no secret, no signature."""
    path = exchange.path
    if exchange.query and exchange.operation != FILE:
        path = f"{path}?{exchange.query}"
    body = exchange.body[:EXCERPT].decode("utf-8", "replace")
    if exchange.operation == "set_webhook_secret" and body[:1] != "{":
        body = "(not kept: it may be a secret)"
    keys = [value.rpartition(" ")[2] for value in exchange.authorization]

    def clean(text: str) -> str:
        for key in keys:
            if len(key) >= _SHORTEST_KEY:
                text = text.replace(key, GONE)
        return redact(text)

    return RequestRecord(
        number=exchange.number,
        at_ms=exchange.at_ms,
        key=exchange.owner,
        method=exchange.method[:20],
        path=clean(path[:EXCERPT]),
        operation=exchange.operation,
        status=exchange.status,
        message=None if exchange.message is None else clean(exchange.message),
        field=exchange.wrong_field,
        body=clean(body),
    )
