"""Faults in servers: what is changed when, in Python that is short enough for an entry of a table.

An entry has one of these:

- `on`: what is changed. The condition `when` (always, if left out) and the statements `do` call it
  `it`:
  - `request`, before the server sees it. `do` may make it an `Answer`: the server is not asked.
  - `answer`, and `download`, the answer to the request of a result link;
  - `request.json`, `answer.json` (of successful answers), `event.json` (of webhooks);
  - each `render`, each `variation` in successful answers;
  - `delivery`: a webhook before it is sent. `do` may make it a status: it is not sent, and counts
    as answered with that.
- `body`, a dotted path (`[]` is the first item), or `query`, a parameter: the server takes a
  request although the `value` there `is` wrong, or is so `when` an expression holds; it `becomes`
  another, or null, or is left out.
- `answer`, a status: requests with a good key are answered with this error `when` it holds.
- `lets_in`: an expression that says when the header lets in as if it held `key`, a good one.
- `charges`, a number of photos: used up, according to the account, by each answer `it` for which
  `when` holds.

`operations` are those that it is about; all where it is missing. A name with `{operation}` stands
for one fault in each operation. `at` is `layers.At`, for webhooks `layers.Sending`; all of
`messages` is at hand. A condition that cannot be evaluated does not hold.
"""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from contract_tests.exchange import Answer, Request
from contract_tests.faults.expressions import MISSES, condition, statement
from contract_tests.faults.layers import At, Changing, Proxy, Sending
from contract_tests.faults.messages import (
    Json,
    error,
    parsed,
    renders_in,
    variations_in,
    with_body,
    with_key,
    with_query,
)
from contract_tests.in_process import KEYS
from contract_tests.targets import Delivery

ACCOUNT = "get_user"
Operations = tuple[str, ...]


def layer_of(operations: Operations, entry: dict[str, Any]) -> Callable[[], Proxy]:
    """What an entry lays over the server. Raises TypeError when it is of none of the forms."""
    if entry.get("on") in ("delivery", "event.json"):
        posting = _posting(**entry)
        return lambda: Proxy(posting=posting)
    if entry.get("on") == "download":
        fetching = _answers(_changed(**entry))
        return lambda: Proxy(fetching=fetching)
    for name, form in _FORMS.items():
        if name in entry:
            reporting = (ACCOUNT,) if form is _charges else ()
            changing = _only((*operations, *reporting) if operations else (), form(**entry))
            return lambda: Proxy(changing)
    raise TypeError(f"it has none of {', '.join(_FORMS)}")


def _only(operations: Operations, changing: Changing) -> Changing:
    """A change of some operations; of all where none is named."""
    if not operations:
        return changing
    return lambda at: changing(at) if at.operation in operations else at.server(at.request)


def _changed(on: str, do: str, when: str | None = None) -> Callable[[Any, Any], Any]:
    holds, change = condition(when), statement(do)

    def changed(it: Any, at: At | Sending) -> Any:
        return change(it=it, at=at) if holds(it=it, at=at) else it

    return changed


def _posting(on: str, **entry: Any) -> Callable[[Sending], int | None]:
    changed = _changed(on, **entry)

    def post(at: Sending) -> int | None:
        if on == "event.json":
            return at.send(with_body(at.delivery, changed(at.event, at)))
        other: Delivery | int = changed(at.delivery, at)
        return other if isinstance(other, int) else at.send(other)

    return post


def _on(on: str, **entry: Any) -> Changing:
    changed = _changed(on, **entry)

    def repaired(request: Request, at: At) -> Request:
        try:
            it = changed(copy.deepcopy(at.body), at)
        except MISSES:
            return request
        return with_body(request, it) if it != at.body else request

    return {
        "request": _requests(changed),
        "request.json": _requests(repaired),
        "answer": _answers(changed),
        "answer.json": _bodies(changed),
        "render": _objects(renders_in, changed),
        "variation": _objects(variations_in, changed),
    }[on]


def _requests(change: Callable[[Request, At], Request | Answer]) -> Changing:
    def changing(at: At) -> Answer:
        other = change(at.request, at)
        return other if isinstance(other, Answer) else at.server(other)

    return changing


def _answers(change: Callable[[Answer, At], Answer]) -> Changing:
    return lambda at: change(at.server(at.request), at)


def _bodies(change: Callable[[Json, At], Json]) -> Changing:
    def changed(answer: Answer, at: At) -> Answer:
        if answer.status >= 300 or not answer.body:
            return answer
        at.status = answer.status
        return with_body(answer, change(parsed(answer), at))

    return _answers(changed)


def _objects(
    find: Callable[[Json], Iterator[Json]], change: Callable[[Json, At], Json]
) -> Changing:
    def each(body: Json, at: At) -> Json:
        for item in list(find(body)):
            change(item, at)
        return body

    return _bodies(each)


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

    return _requests(repair)


def _query(query: str, becomes: object = None, **entry: Any) -> Changing:
    wrong = _wrong(**entry)

    def repair(request: Request, at: At) -> Request:
        text = at.query.get(query)
        if text is None or not wrong(value=text, at=at):
            return request
        return with_query(request, **{query: becomes})

    return _requests(repair)


def _wrong(when: str | None = None, **entry: Any) -> Callable[..., bool]:
    """What `is` or `when` says of a value; neither says that any is meant."""
    if "is" not in entry:
        return condition(when, **entry)
    (name, wrong), *more = entry.items()
    if more or when:
        raise TypeError(f"{name} stands alone")
    return lambda value, at: type(value) is type(wrong) and bool(value == wrong)


def _answer(answer: int, when: str) -> Changing:
    holds = condition(when)

    def changed(real: Answer, at: At) -> Answer:
        if real.status == 401 or not at.operation or not holds(at=at):
            return real
        return error(answer)

    return _answers(changed)


def _lets_in(lets_in: str) -> Changing:
    holds = condition(lets_in)

    def repair(request: Request, at: At) -> Request:
        if at.other_key:
            return request
        taken = next((key for key in KEYS if holds(key=key, at=at)), None)
        return with_key(request, f"Api-Key {taken}") if taken else request

    return _requests(repair)


def _charges(charges: str, when: str) -> Changing:
    holds, photos = condition(when), statement(f"it = {charges}")

    def changed(answer: Answer, at: At) -> Answer:
        if at.operation != ACCOUNT and holds(it=answer, at=at):
            at.memory[at.key] = at.memory.get(at.key, 0) + photos(it=answer, at=at)
        if at.operation != ACCOUNT or answer.status != 200:
            return answer
        account = parsed(answer)
        account["photosUsedThisPeriod"]["staging"] += at.memory.get(at.key, 0)
        return with_body(answer, account)

    return _answers(changed)


_FORMS: dict[str, Callable[..., Changing]] = {
    "on": _on,
    "body": _body,
    "query": _query,
    "answer": _answer,
    "lets_in": _lets_in,
    "charges": _charges,
}
