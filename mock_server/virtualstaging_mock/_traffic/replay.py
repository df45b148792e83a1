"""Sends recorded requests to a mock, and lists where its answers differ from the server's."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from virtualstaging_mock._service import BASE_PATH
from virtualstaging_mock._spec.spec import NoMatch
from virtualstaging_mock.mock import Mock

from .conformance import Judge
from .observed import Recorded, decoded, safe

_KEY = "Api-Key replayed-without-a-key"
_WORD = re.compile(r"[\w-]{2,200}")
_Shape = dict[str, set[str]]


@dataclass(slots=True)
class Difference:
    """One way in which the mock answers otherwise, with how often and for example where."""

    text: str
    example: str
    count: int = 0


class Replay:
    """Replays exchanges, in order. The server's ids are replaced by those of the mock.

    The values of answers depend on time and chance, so their shapes are compared: which fields
    there are and of which types, over all answers of one kind.

    Args:
        mock: answers; its time stands still but for what is waited for between requests.
        judge: knows the operations.
    """

    def __init__(self, mock: Mock, judge: Judge) -> None:
        self._mock = mock
        self._judge = judge
        self._names: dict[str, str] = {}
        self._at_ms: float | None = None
        self._statuses: dict[tuple[str, str], Difference] = {}
        self._shapes: dict[tuple[str, int], tuple[_Shape, _Shape, list[str]]] = {}
        self.exchanges = 0
        mock.deliver_webhooks_to(lambda _outgoing: 200)  # nothing leaves this process

    def add(self, seen: Recorded, at_ms: float | None = None) -> None:
        """Replay one exchange; `at_ms` is when it was recorded, in epoch milliseconds."""
        self.exchanges += 1
        theirs = decoded(seen.answer)
        self._pass_time(at_ms, theirs)
        body = self._renamed(seen.body.decode("utf-8", "surrogateescape"))
        reply = self._mock.answer(
            seen.method,
            f"{BASE_PATH}{self._renamed(seen.path)}",
            self._renamed(seen.query),
            self._headers(seen),
            body.encode("utf-8", "surrogateescape"),
        )
        match = self._mock.spec.match(seen.method, seen.path)
        unknown = f"{seen.method} {self._judge.shape_of(seen.path)}"
        name = unknown if isinstance(match, NoMatch) else match.operation.id
        example = f"{seen.method} {safe(seen.path)} {seen.status}"
        ours = decoded(reply.body)
        if max(seen.status, reply.status) < 400:
            self._learn_names(theirs, ours)
        if reply.status != seen.status:
            said = ours.get("message") if isinstance(ours, Mapping) else None
            why = f" ({safe(str(said))})" if said else ""
            text = f"the server answered {seen.status}, the mock {reply.status}{why}"
            self._statuses.setdefault((name, text), Difference(text, example)).count += 1
            return
        shapes = self._shapes.setdefault((name, seen.status), ({}, {}, []))
        _shape(theirs, "", shapes[0])
        _shape(ours, "", shapes[1])
        shapes[2].append(example)

    def differences(self) -> list[tuple[str, Difference]]:
        """Each difference with the operation's name, the most frequent first."""
        found = [(name, one) for (name, _), one in self._statuses.items()]
        for (name, _), (theirs, ours, examples) in self._shapes.items():
            for text in _differing(theirs, ours):
                found.append((name, Difference(text, examples[0], len(examples))))
        return sorted(found, key=lambda pair: -pair[1].count)

    def lines(self) -> Iterator[str]:
        """What was found, for people."""
        found = self.differences()
        yield f"{self.exchanges} exchanges replayed: {len(found) or 'no'} differences."
        for name, one in found:
            yield f"  {one.count:>5} × {name}: {one.text}"
            yield f"          as in {one.example}"

    def _pass_time(self, at_ms: float | None, theirs: Any) -> None:
        if at_ms is not None:
            if self._at_ms is not None and at_ms > self._at_ms:
                self._mock.advance((at_ms - self._at_ms) / 1000)
            self._at_ms = at_ms
        if _has_done(theirs):
            self._mock.run_until_idle()

    def _headers(self, seen: Recorded) -> dict[str, str]:
        headers = {"content-type": seen.content_type}
        # Browsers leave the key out of what they record.
        key = seen.authorization or (None if seen.status == 401 else _KEY)
        return headers if key is None else {**headers, self._mock.spec.key.header.lower(): key}

    def _learn_names(self, theirs: Any, ours: Any) -> None:
        if isinstance(theirs, Mapping) and isinstance(ours, Mapping):
            for name, value in theirs.items():
                other = ours.get(name)
                if name == "id" and isinstance(value, str) and isinstance(other, str):
                    self._names[value] = other
                else:
                    self._learn_names(value, other)
        elif isinstance(theirs, list) and isinstance(ours, list):
            for value, other in zip(theirs, ours, strict=False):
                self._learn_names(value, other)

    def _renamed(self, text: str) -> str:
        return _WORD.sub(lambda found: self._names.get(found[0], found[0]), text)


def _has_done(answer: Any) -> bool:
    if isinstance(answer, Mapping):
        return answer.get("status") == "done" or any(map(_has_done, answer.values()))
    return isinstance(answer, list) and any(map(_has_done, answer))


def _differing(theirs: _Shape, ours: _Shape) -> Iterator[str]:
    for path in sorted(theirs.keys() - ours.keys()):
        if _parent(path) in ours:
            yield f"the server sends {path}, the mock does not"
    for path in sorted(ours.keys() - theirs.keys()):
        if _parent(path) in theirs:
            yield f"the mock sends {path}, the server does not"
    for path in sorted(ours.keys() & theirs.keys()):
        if not ours[path] & theirs[path]:
            kinds = [" or ".join(sorted(shape[path])) for shape in (theirs, ours)]
            yield f"{path or 'the body'} is {kinds[0]} at the server, {kinds[1]} at the mock"


def _shape(value: Any, path: str, into: _Shape) -> None:
    """The types of all parts of a value, by where they stand; positions in arrays count as one."""
    if isinstance(value, Mapping):
        into.setdefault(path, set()).add("an object")
        for name, inner in value.items():
            _shape(inner, f"{path}.{name}".lstrip("."), into)
    elif isinstance(value, list):
        into.setdefault(path, set()).add("an array")
        for inner in value:
            _shape(inner, f"{path}[]", into)
    else:
        names = {str: "a string", bool: "a boolean", type(None): "null"}
        into.setdefault(path, set()).add(names.get(type(value), "a number"))


def _parent(path: str) -> str:
    return path.removesuffix("[]") if path.endswith("[]") else path.rpartition(".")[0]
