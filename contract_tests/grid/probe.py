"""One request of the grid, before the ids it names are filled in."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contract_tests.exchange import JSON, Request

# Placeholders for ids and the key of the account that a probe is sent to.
RENDER = "$render"
VARIATION = "$variation"
REMOVAL = "$removal"
KEY = "$key"


@dataclass(frozen=True)
class Probe:
    """A request with placeholders, and the kind of deviation that it tries out.

    `spelled` writes the request in another way that means the same.
    """

    operation: str
    kind: str
    method: str
    path: str
    query: str = ""
    body: Any = None
    raw: bytes | None = None
    content_type: str | None = JSON
    authorization: str | None = f"Api-Key {KEY}"
    extra: tuple[tuple[str, str], ...] = ()
    spelled: Callable[[Request], Request] | None = None

    def request(self, ids: dict[str, str]) -> Request:
        """The request with its placeholders filled in."""
        headers: tuple[tuple[str, str], ...] = ()
        if self.authorization is not None:
            headers += (("Authorization", fill(self.authorization, ids)),)
        body = self.raw
        if body is None and self.body is not None:
            body = json.dumps(fill(self.body, ids)).encode()
        if body is not None and self.content_type is not None:
            headers += (("Content-Type", self.content_type),)
        request = Request(
            self.method, fill(self.path, ids), fill(self.query, ids), headers + self.extra, body
        )
        return self.spelled(request) if self.spelled else request


def fill(value: Any, ids: dict[str, str]) -> Any:
    """A value with every placeholder in it replaced."""
    if isinstance(value, str):
        for name, text in ids.items():
            value = value.replace(name, text)
        return value
    if isinstance(value, dict):
        return {key: fill(item, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, ids) for item in value]
    return value
