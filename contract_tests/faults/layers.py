"""How a fault in a server is written down: a function with a name, one sentence, and a few lines.

The decorator says what the function is given, the sentence is its docstring:

- `on_answers(kind, *operations)`: the JSON body of each successful answer; changes it, or returns
  another.
- `on_renders(kind)`, `on_variations(kind)`: each such object, wherever it stands in a successful
  answer.
- `on_requests(kind, *operations)`: the request before the server sees it; returns another.
- `instead(kind, *operations)`: the request and the server; returns the answer.
- `on_deliveries(kind)`: a webhook and its receiver; returns the status it got, None for never sent.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

from contract_tests.exchange import Answer, Request
from contract_tests.faults.fault import Fault
from contract_tests.faults.messages import Json, body_of, renders_in, variations_in, with_json
from contract_tests.in_process import Calling as Calling, Layer, Posting, layered
from contract_tests.spec.document import the_spec
from contract_tests.targets import Delivery

Memory = dict[Any, Any]


@dataclass
class At:
    """What a fault may look at; `memory` lasts as long as the server."""

    request: Request
    operation: str
    ids: dict[str, str]
    server: Calling
    memory: Memory
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

    def count(self, name: str = "calls") -> int:
        """How often this was asked for, this time included."""
        self.memory[name] = self.memory.get(name, 0) + 1
        number: int = self.memory[name]
        return number

    def ask(self, path: str, **query: object) -> Json:
        """Ask the server something else, with the same key."""
        headers = (("Authorization", self.key),)
        return json.loads(self.server(Request("GET", path, urlencode(query), headers)).body)


FAULTS: list[Fault] = []
Changing = Callable[[Request, Calling, At], Answer]
Delivering = Callable[[Delivery, Posting, Memory], int | None]
Fetching = Callable[[Request, Calling, Memory], Answer]


class Proxy:
    """Passes everything on unchanged, but for what a fault changes."""

    def __init__(
        self,
        changing: Changing | None = None,
        posting: Delivering | None = None,
        fetching: Fetching | None = None,
    ) -> None:
        self._changing = changing
        self._posting = posting
        self._fetching = fetching
        self.memory: Memory = {}

    def call(self, request: Request, server: Calling) -> Answer:
        """Answer a request."""
        if self._changing is None:
            return server(request)
        operation, ids, _ = the_spec().find(request.method, request.path)
        at = At(request, operation.id if operation else "", ids, server, self.memory)
        return self._changing(request, server, at)

    def fetch(self, request: Request, files: Calling) -> Answer:
        """Answer a download."""
        return self._fetching(request, files, self.memory) if self._fetching else files(request)

    def post(self, delivery: Delivery, receiver: Posting) -> int | None:
        """Pass a webhook on."""
        return (
            self._posting(delivery, receiver, self.memory) if self._posting else receiver(delivery)
        )


def plant(
    kind: str,
    function: Callable[..., Any],
    make: Callable[[], Layer],
    operations: tuple[str, ...] = (),
) -> None:
    """Put a fault into the catalogue, named after its function."""
    name = function.__name__.replace("_", " ").strip()
    assert function.__doc__, f"{name} has no sentence"
    sentence = " ".join(function.__doc__.split())
    FAULTS.append(Fault("server", kind, name, sentence, lambda: layered(make), operations))


def variants(
    decorate: Callable[..., Any], name: str, sentence: str, function: Callable[..., Any]
) -> None:
    """Plant the same fault in another place, under its own name and sentence."""

    def variant(*args: Any) -> Any:
        return function(*args)

    variant.__name__, variant.__doc__ = name, sentence
    decorate(variant)


def on_answers(kind: str, *operations: str) -> Callable[..., Any]:
    """Changes the JSON of successful answers."""
    return _decorator(kind, operations, answers_changed)


def on_renders(kind: str, *operations: str) -> Callable[..., Any]:
    """Changes each render object in successful answers."""
    return _decorator(kind, operations, partial(objects_changed, renders_in))


def on_variations(kind: str, *operations: str) -> Callable[..., Any]:
    """Changes each variation object in successful answers."""
    return _decorator(kind, operations, partial(objects_changed, variations_in))


def on_requests(kind: str, *operations: str) -> Callable[..., Any]:
    """Changes requests before the server sees them."""
    return _decorator(kind, operations, requests_changed)


def instead(kind: str, *operations: str) -> Callable[..., Any]:
    """Answers in place of the server."""
    return _decorator(kind, operations, lambda function: function)


def on_deliveries(kind: str) -> Callable[..., Any]:
    """Changes webhooks on their way."""

    def decorate(function: Delivering) -> Delivering:
        plant(kind, function, lambda: Proxy(posting=function))
        return function

    return decorate


def on_downloads(kind: str) -> Callable[..., Any]:
    """Changes what result links lead to."""

    def decorate(function: Fetching) -> Fetching:
        plant(kind, function, lambda: Proxy(fetching=function))
        return function

    return decorate


def only(operations: Sequence[str], changing: Changing) -> Changing:
    """A change of some operations; of all where none is named."""

    def changed(request: Request, server: Calling, at: At) -> Answer:
        if operations and at.operation not in operations:
            return server(request)
        return changing(request, server, at)

    return changed


def requests_changed(function: Callable[[Request, At], Request | Answer]) -> Changing:
    """The server sees another request, or is not asked because the answer is there."""

    def changed(request: Request, server: Calling, at: At) -> Answer:
        other = function(request, at)
        return other if isinstance(other, Answer) else server(other)

    return changed


def answers_changed(function: Callable[[Json, At], Json]) -> Changing:
    """A successful answer has another JSON: the one returned, or the same one, changed."""

    def changed(request: Request, server: Calling, at: At) -> Answer:
        answer = server(request)
        if answer.status >= 300 or not answer.body:
            return answer
        at.status = answer.status
        body = json.loads(answer.body)
        other = function(body, at)
        return with_json(answer, body if other is None else other)

    return changed


def objects_changed(
    find: Callable[[Json], Iterator[Json]], function: Callable[[Json, At], None]
) -> Changing:
    """Some objects in a successful answer are changed, one by one."""

    def each(body: Json, at: At) -> None:
        for item in list(find(body)):
            function(item, at)

    return answers_changed(each)


def event_changed(function: Callable[[Json], Json]) -> Delivering:
    """A webhook tells something else; its signature stays as it was."""

    def changed(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
        event = function(json.loads(delivery.body))
        return receiver(replace(delivery, body=json.dumps(event).encode()))

    return changed


def _decorator(
    kind: str, operations: tuple[str, ...], way: Callable[[Any], Changing]
) -> Callable[..., Any]:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        changing = only(operations, way(function))
        plant(kind, function, lambda: Proxy(changing), operations)
        return function

    return decorate
