"""Faults in servers that are entries of a table: what is changed when, in one line of Python each.

In `when`, an expression, and in `do`, a statement, `it` is the JSON that is changed, `value` the
part of it at `body`, or the text of the parameter `query`, and `at` what `layers.At` tells of the
request. In `lets_in` it is `key`, a good one. What cannot be evaluated does not hold.
"""

import copy
import re
from collections.abc import Callable
from typing import Any

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import (
    At,
    Calling,
    Changing,
    Json,
    Proxy,
    answers_changed,
    error,
    event_changed,
    objects_changed,
    only,
    renders_in,
    requests_changed,
    variations_in,
    with_body,
    with_key,
    with_query,
    with_status,
)
from contract_tests.in_process import KEYS
from contract_tests.spec.judge import leaves

TOOLS = {"leaves": leaves, "re": re}
MISSES = (KeyError, TypeError, AttributeError, IndexError, ValueError)
Make = Callable[[], Proxy]
Condition = Callable[..., bool]


def layer_of(operations: tuple[str, ...], entry: dict[str, Any]) -> Make:
    """What an entry lays over the server. Raises TypeError when it is of none of the forms."""
    if entry.get("on") == "event":
        return _event(**entry)
    for name, form in _FORMS.items():
        if name in entry:
            changing = only(operations, form(**entry))
            return lambda: Proxy(changing)
    raise TypeError(f"it has none of {', '.join(_FORMS)}")


def condition(text: str | None) -> Condition:
    """An expression as a function of its names; always true when there is none."""
    if text is None:
        return lambda **names: True
    code = compile(text, f"<{text}>", "eval")

    def holds(**names: Any) -> bool:
        try:
            return bool(eval(code, {**TOOLS, **names}))  # noqa: S307 - the tables are ours
        except MISSES:
            return False

    return holds


def statement(text: str) -> Callable[..., Json]:
    """A statement as a function of its names, which returns what `it` is afterwards."""
    code = compile(text, f"<{text}>", "exec")

    def change(**names: Any) -> Json:
        scope = {**TOOLS, **names}
        exec(code, scope)  # noqa: S102 - the tables are ours
        return scope["it"]

    return change


def _wrong(entry: dict[str, Any]) -> Condition:
    """What `is` or `when` says of a value; neither says that any is meant."""
    if "is" in entry:
        wrong = entry.pop("is")
        return lambda value, **names: type(value) is type(wrong) and bool(value == wrong)
    return condition(entry.pop("when", None))


def _body(body: str, becomes: Json = None, **entry: Any) -> Changing:
    """The server takes a request whose body has another value at a dotted path (`[]` is the first
    item)."""
    wrong = _wrong(entry)
    _nothing_more(entry)
    *way, last = body.split(".")

    def repair(request: Request, at: At) -> Request:
        whole = part = copy.deepcopy(at.body)
        try:
            for name in way:
                part = part[0] if name == "[]" else part[name]
            if not wrong(value=part.get(last), it=whole, at=at):
                return request
            part[last] = becomes
        except MISSES:
            return request
        return with_body(request, whole)

    return requests_changed(repair)


def _query(query: str, becomes: object = None, **entry: Any) -> Changing:
    """The server takes a request that has another value for a parameter, or leaves it out."""
    wrong = _wrong(entry)
    _nothing_more(entry)

    def repair(request: Request, at: At) -> Request:
        text = at.query.get(query)
        if text is None or not wrong(value=text, at=at):
            return request
        return with_query(request, **{query: becomes})

    return requests_changed(repair)


def _lets_in(lets_in: str) -> Changing:
    """An Authorization header that opens nothing opens the world of `key`."""
    hit = condition(lets_in)

    def repair(request: Request, at: At) -> Request:
        if at.key in (f"Api-Key {key}" for key in KEYS):
            return request
        taken = next((key for key in KEYS if hit(key=key, at=at)), None)
        return with_key(request, f"Api-Key {taken}") if taken else request

    return requests_changed(repair)


def _status(was: int, status: int) -> Changing:
    """One status stands in place of another."""

    def changed(request: Request, server: Calling, at: At) -> Answer:
        answer = server(request)
        return with_status(answer, status) if answer.status == was else answer

    return changed


def _answer(answer: int, when: str) -> Changing:
    """Requests with a good key are answered with an error."""
    hit = condition(when)

    def changed(request: Request, server: Calling, at: At) -> Answer:
        real = server(request)
        if real.status == 401 or not at.operation or not hit(at=at):
            return real
        return error(answer)

    return changed


def _on(on: str, do: str, when: str | None = None) -> Changing:
    """The JSON of requests, of successful answers, or of each render or variation in them."""
    holds, change = condition(when), statement(do)

    def changed(it: Json, at: At) -> Json:
        return change(it=it, at=at) if holds(it=it, at=at) else it

    def repair(request: Request, at: At) -> Request:
        it = copy.deepcopy(at.body)
        try:
            it = changed(it, at)
        except MISSES:
            return request
        return with_body(request, it) if it != at.body else request

    ways: dict[str, Callable[[], Changing]] = {
        "request": lambda: requests_changed(repair),
        "answer": lambda: answers_changed(changed),
        "render": lambda: objects_changed(renders_in, changed),
        "variation": lambda: objects_changed(variations_in, changed),
    }
    if on not in ways:
        raise TypeError(f"on is one of {', '.join(ways)}, event")
    return ways[on]()


def _event(on: str, do: str, when: str | None = None) -> Make:
    """What webhooks tell; their signatures stay as they were."""
    holds, change = condition(when), statement(do)

    def changed(it: Json) -> Json:
        return change(it=it) if holds(it=it) else it

    return lambda: Proxy(posting=event_changed(changed))


def _nothing_more(entry: dict[str, Any]) -> None:
    if entry:
        raise TypeError(f"{', '.join(entry)} means nothing here")


_FORMS: dict[str, Callable[..., Changing]] = {
    "body": _body,
    "query": _query,
    "lets_in": _lets_in,
    "was": _status,
    "answer": _answer,
    "on": _on,
}
