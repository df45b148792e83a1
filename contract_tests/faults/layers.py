"""What stands between the tests and a server with a fault, and what a fault may use there."""

import json
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from contract_tests.exchange import Answer, Request
from contract_tests.faults.messages import FIRST, SECOND, Json, body_of, signature_of
from contract_tests.in_process import Calling as Calling, Posting
from contract_tests.spec.document import the_spec
from contract_tests.targets import Delivery

LONGEST = 0.005  # seconds that a request is held back, for another to come meanwhile


@dataclass
class Point:
    """Where a fault acts; `memory` lasts as long as the server."""

    memory: dict[Any, Any]

    def count(self, name: object = "calls") -> int:
        """How often this was called with the name, this time included."""
        self.memory[name] = self.memory.get(name, 0) + 1
        number: int = self.memory[name]
        return number


@dataclass
class At(Point):
    """A request on its way to the server, or its answer on the way back."""

    request: Request
    server: Calling
    operation: str = ""
    ids: dict[str, str] | None = None
    status: int = 0

    @property
    def query(self) -> dict[str, str]:
        """The query parameters."""
        return dict(parse_qsl(self.request.query, keep_blank_values=True))

    @property
    def body(self) -> Json:
        """The request's JSON body where it is an object, else an empty one."""
        whole = self.whole
        return whole if isinstance(whole, dict) else {}

    @property
    def whole(self) -> Json:
        """The request's JSON body, whatever it is."""
        return body_of(self.request)

    @property
    def key(self) -> str:
        """What stands in the Authorization header."""
        return self.request.header("authorization") or ""

    @property
    def other_key(self) -> str | None:
        """The other good Authorization header; None where the request's is not a good one."""
        return {FIRST: SECOND, SECOND: FIRST}.get(self.key)

    def ask(self, path: str, **query: object) -> Json:
        """Ask the server something else, with the same key."""
        headers = (("Authorization", self.key),)
        return json.loads(self.server(Request("GET", path, urlencode(query), headers)).body)

    def cached(self, name: Hashable, *, renew: bool = False) -> Answer:
        """The answer that is kept under a name, else the server's, which is kept if successful."""
        if renew or name not in self.memory:
            answer = self.server(self.request)
            if answer.status >= 300:
                return answer
            self.memory[name] = answer
        found: Answer = self.memory[name]
        return found

    def overlaps(self) -> bool:
        """Whether another request of the operation is under way, or comes soon."""
        here: threading.Condition = self.memory.setdefault("here", threading.Condition())
        with here:
            number = self.count("came")
            here.notify_all()
            under_way = self.memory.get("under way", 0)
            self.memory["under way"] = under_way + 1
            another = here.wait_for(lambda: self.memory["came"] > number, LONGEST)
            self.memory["under way"] -= 1
        return bool(under_way or another)

    def by_its_good_query(self, answer: Answer, opens: bool) -> Answer:
        """A download; if `opens`, by the query with which its path was downloaded before."""
        if answer.status == 200:
            self.memory[self.request.path] = self.request.query
        elif opens and (good := self.memory.get(self.request.path)):
            return self.server(Request("GET", self.request.path, good))
        return answer


@dataclass
class Sending(Point):
    """A webhook on its way to its receiver."""

    delivery: Delivery
    send: Posting

    @property
    def event(self) -> Json:
        """The webhook's JSON body."""
        return json.loads(self.delivery.body)

    @property
    def signature(self) -> str | None:
        """The webhook's signature; None where it has none."""
        return signature_of(self.delivery)


Changing = Callable[[At], Answer]
Delivering = Callable[[Sending], int | None]


class Proxy:
    """Passes everything on unchanged, except what a fault changes."""

    def __init__(
        self,
        changing: Changing | None = None,
        fetching: Changing | None = None,
        posting: Delivering | None = None,
    ) -> None:
        self._changing = changing
        self._fetching = fetching
        self._posting = posting
        self._memory: dict[Any, Any] = {}

    def call(self, request: Request, server: Calling) -> Answer:
        """Answer a request."""
        if self._changing is None:
            return server(request)
        operation, ids, _ = the_spec().find(request.method, request.path)
        name = operation.id if operation else ""
        return self._changing(At(self._memory, request, server, name, ids))

    def fetch(self, request: Request, files: Calling) -> Answer:
        """Answer a download."""
        if self._fetching is None:
            return files(request)
        return self._fetching(At(self._memory, request, files))

    def post(self, delivery: Delivery, receiver: Posting) -> int | None:
        """Pass a webhook on."""
        if self._posting is None:
            return receiver(delivery)
        return self._posting(Sending(self._memory, delivery, receiver))
