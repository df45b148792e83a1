"""Faults in servers that are entries of a table: what is changed when, in one line of Python each.

An entry has one of these:

- `on`: what is changed, which `when`, an expression, and `do`, a statement, call `it`: `request`
  (the statement may make it an `Answer`, and the server is not asked), `answer`, `download` (what a
  result link leads to), or JSON: `request.json`, `answer.json` (of successful ones), `event.json`,
  and each `render` or `variation` in successful answers.
- `body`, a dotted path (`[]` is the first item), or `query`, a parameter: the server takes a
  request although the `value` there `is` wrong, or is so `when` an expression holds; it `becomes`
  another, or null, or is left out.
- `answer`, a status: requests with a good key are answered with this error `when` it holds.
- `lets_in`: an expression that tells when the header lets in as if it held `key`, a good one.

`operations` are those that it is about; all where it is missing. `at` is `layers.At`. A condition
that cannot be evaluated does not hold.
"""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import replace
from types import CodeType
from typing import Any

from contract_tests.exchange import Answer, Request
from contract_tests.faults.code import check_names
from contract_tests.faults.layers import (
    At,
    Calling,
    Changing,
    Proxy,
    answers_changed,
    event_changed,
    objects_changed,
    only,
    requests_changed,
)
from contract_tests.faults.messages import (
    Json,
    error,
    parsed,
    renders_in,
    variations_in,
    with_body,
    with_json,
    with_key,
    with_query,
)
from contract_tests.in_process import KEYS
from contract_tests.spec.judge import leaves

_TOOLS = (Answer, error, json, leaves, parsed, re, replace)
_WITH = (with_body, with_json, with_key, with_query)
TOOLS: dict[str, Any] = {one.__name__: one for one in (*_TOOLS, *_WITH)}
MISSES = (KeyError, TypeError, AttributeError, IndexError, ValueError)
Operations = tuple[str, ...]


def layer_of(operations: Operations, entry: dict[str, Any]) -> Callable[[], Proxy]:
    """What an entry lays over the server. Raises TypeError when it is of none of the forms."""
    if entry.get("on") == "event.json":
        posting = event_changed(_changed(**entry))
        return lambda: Proxy(posting=posting)
    if entry.get("on") == "download":
        fetched = _changed(**entry)
        return lambda: Proxy(fetching=lambda request, files, memory: fetched(files(request)))
    for name, form in _FORMS.items():
        if name in entry:
            changing = only(operations, form(**entry))
            return lambda: Proxy(changing)
    raise TypeError(f"it has none of {', '.join(_FORMS)}")


def condition(text: str | None) -> Callable[..., bool]:
    """An expression as a function of its names; always true when there is none."""
    code = _compiled(text or "True", "eval")

    def holds(**names: Any) -> bool:
        try:
            return bool(eval(code, {**TOOLS, **names}))  # noqa: S307 - the tables are ours
        except MISSES:
            return False

    return holds


def statement(text: str) -> Callable[..., Any]:
    """A statement as a function of its names, which returns what `it` is afterwards."""
    code = _compiled(text, "exec")

    def change(**names: Any) -> Any:
        scope = {**TOOLS, **names}
        exec(code, scope)  # noqa: S102 - the tables are ours
        return scope["it"]

    return change


def _compiled(text: str, mode: str) -> CodeType:
    code = compile(text, f"<{text}>", mode)
    check_names(code, {*TOOLS, "it", "at", "value", "key"})
    return code


def _changed(on: str, do: str, when: str | None = None) -> Callable[..., Any]:
    holds, change = condition(when), statement(do)

    def changed(it: Any, at: At | None = None) -> Any:
        return change(it=it, at=at) if holds(it=it, at=at) else it

    return changed


def _on(on: str, **entry: Any) -> Changing:
    changed = _changed(on, **entry)

    def repaired(request: Request, at: At) -> Request:
        try:
            it = changed(copy.deepcopy(at.body), at)
        except MISSES:
            return request
        return with_body(request, it) if it != at.body else request

    def answered(request: Request, server: Calling, at: At) -> Answer:
        answer: Answer = changed(server(request), at)
        return answer

    return {
        "request": requests_changed(changed),
        "request.json": requests_changed(repaired),
        "answer": answered,
        "answer.json": answers_changed(changed),
        "render": objects_changed(renders_in, changed),
        "variation": objects_changed(variations_in, changed),
    }[on]


def _body(body: str, becomes: Json = None, **entry: Any) -> Changing:
    wrong = _wrong(**entry)
    *way, last = body.split(".")

    def repair(request: Request, at: At) -> Request:
        whole = part = copy.deepcopy(at.body)
        try:
            for name in way:
                part = part[0] if name == "[]" else part[name]
            if not wrong(value=part.get(last), at=at):
                return request
            part[last] = becomes
        except MISSES:
            return request
        return with_body(request, whole)

    return requests_changed(repair)


def _query(query: str, becomes: object = None, **entry: Any) -> Changing:
    wrong = _wrong(**entry)

    def repair(request: Request, at: At) -> Request:
        text = at.query.get(query)
        if text is None or not wrong(value=text, at=at):
            return request
        return with_query(request, **{query: becomes})

    return requests_changed(repair)


def _wrong(when: str | None = None, **entry: Any) -> Callable[..., bool]:
    """What `is` or `when` says of a value; neither says that any is meant."""
    if "is" not in entry:
        return condition(when, **entry)
    (name, wrong), *more = entry.items()
    if more or when:
        raise TypeError(f"{name} stands alone")
    return lambda value, at: type(value) is type(wrong) and bool(value == wrong)


def _answer(answer: int, when: str) -> Changing:
    hit = condition(when)

    def changed(request: Request, server: Calling, at: At) -> Answer:
        real = server(request)
        if real.status == 401 or not at.operation or not hit(at=at):
            return real
        return error(answer)

    return changed


def _lets_in(lets_in: str) -> Changing:
    hit = condition(lets_in)

    def repair(request: Request, at: At) -> Request:
        if at.key in (f"Api-Key {key}" for key in KEYS):
            return request
        taken = next((key for key in KEYS if hit(key=key, at=at)), None)
        return with_key(request, f"Api-Key {taken}") if taken else request

    return requests_changed(repair)


_FORMS: dict[str, Callable[..., Changing]] = {
    "on": _on,
    "body": _body,
    "query": _query,
    "answer": _answer,
    "lets_in": _lets_in,
}
