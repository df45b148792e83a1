"""Where recorded traffic leaves the document: request by request, in sentences.

This is how what the document assumes gets confirmed or refuted by the real API. No key and no
signed link is ever part of a sentence.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import orjson

from virtualstaging_mock._secrets import redact
from virtualstaging_mock._spec.explain import explain
from virtualstaging_mock._spec.references import resolve
from virtualstaging_mock._spec.spec import Answer, KeyScheme, Match, NoMatch, Operation, Spec
from virtualstaging_mock._spec.validation import Refused, read_body, read_query

Kind = Literal["departure", "note"]
_QUERY = re.compile(r"\?[^\s\"'?=]*=[^\s\"']*")
_DATA = re.compile(r"data:image/[a-zA-Z+]+;base64,[A-Za-z0-9+/=]{20,}")
_MOST_UNKNOWN = 8


@dataclass(frozen=True, slots=True)
class Recorded:
    """One exchange. `path` is percent-encoded and begins below the server's prefix.

    Attributes:
        authorization: the header as it was sent, None without one.
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
    """One thing seen. A departure contradicts the document; a note is worth knowing."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was seen of one exchange."""

    operation: str | None
    observations: tuple[Observation, ...]

    @property
    def departs(self) -> bool:
        """Whether the exchange contradicts the document."""
        return any(seen.kind == "departure" for seen in self.observations)


class Judge:
    """Compares exchanges with the document.

    Args:
        spec: the document.
    """

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._servers = [
            urlsplit(str(server["url"])).path.rstrip("/")
            for server in spec.document.get("servers", [])
        ]

    @property
    def key_header(self) -> str:
        """The header that the key is sent in, in lower case."""
        return self._spec.key.header.lower()

    def below_prefix(self, path: str) -> str | None:
        """The path below one of the document's servers' prefixes; None for one that has none."""
        for prefix in self._servers:
            if path.startswith(f"{prefix}/"):
                return path[len(prefix) :]
        return None

    def judge(self, seen: Recorded) -> Verdict:
        """Say where an exchange leaves the document."""
        match = self._spec.match(seen.method, seen.path)
        if isinstance(match, NoMatch):
            return Verdict(None, tuple(_unknown(seen, match)))
        found = [*self._request(seen, match), *self._answer(seen, match.operation)]
        return Verdict(match.operation.id, tuple(found))

    def _request(self, seen: Recorded, match: Match) -> Iterator[Observation]:
        """A request and its answer agree when both call it valid, or both not."""
        wrong_key = _wrong_authorization(seen.authorization, self._spec.key)
        accepted = seen.status < 400
        if wrong_key is not None:
            if accepted:
                yield _departure(f"The server accepted a request with {wrong_key}.")
            return
        wrong = _wrong(match.operation, seen)
        if wrong is not None and accepted:
            yield _departure(f"The server accepted what the document refuses: {wrong}")
        elif wrong is not None:
            yield _note(f"The request is not valid: {wrong}")
        elif seen.status == 400:
            yield _departure(
                f"The server refused what the document allows: {_message(seen.answer)}"
            )

    def _answer(self, seen: Recorded, operation: Operation) -> Iterator[Observation]:
        answer = operation.answers.get(seen.status)
        if answer is None:
            listed = ", ".join(str(status) for status in sorted(operation.answers))
            yield _departure(f"The answer {seen.status} is not documented; {listed} are.")
            return
        source = self._source(operation, seen.status)
        if source == "assumed":
            yield _note(f"Confirmed: the answer {seen.status} (assumed) exists.")
        yield from _body(seen, answer)

    def _source(self, operation: Operation, status: int) -> str:
        """How surely the document knows this answer: the nearest mark wins."""
        item: Any = self._spec.document["paths"][operation.path]
        node: Any = item[operation.method.lower()]
        answer = resolve(self._spec.document, node["responses"][str(status)])
        for marked in (answer, node, item):
            if "x-source" in marked:
                return str(marked["x-source"])
        return "seed"


def _unknown(seen: Recorded, match: NoMatch) -> Iterator[Observation]:
    what = f"takes {', '.join(match.allowed)}" if match.allowed else "is not in the document"
    if seen.status < 400:
        yield _departure(f"{seen.method} was accepted, though the path {what}.")
    else:
        yield _note(f"The path {what}.")


def _wrong_authorization(value: str | None, scheme: KeyScheme) -> str | None:
    if value is None:
        return f"no {scheme.header} header"
    if not value.startswith(scheme.prefix) or not value[len(scheme.prefix) :].strip():
        return f"an {scheme.header} header that is not '{scheme.prefix}{{key}}'"
    return None


def _wrong(operation: Operation, seen: Recorded) -> str | None:
    try:
        if operation.query:
            read_query(operation.query, seen.query)
        if operation.body is not None:
            read_body(operation.body, operation.body_required, seen.content_type, seen.body)
    except Refused as refused:
        return _safe(refused.detail)
    return None


def _body(seen: Recorded, answer: Answer) -> Iterator[Observation]:
    if answer.schema is None:
        if seen.answer:
            yield _departure(f"The answer {seen.status} has a body, and none is documented.")
        return
    media_type = seen.answer_type.partition(";")[0].strip().lower()
    if media_type != "application/json":
        yield _departure(f"The answer is {media_type or 'of no type'}, not application/json.")
    try:
        payload = orjson.loads(seen.answer)
    except orjson.JSONDecodeError:
        yield _departure("The answer's body is no JSON.")
        return
    if not answer.schema.validator.is_valid(payload):
        errors = list(answer.schema.validator.iter_errors(payload))
        yield _departure(f"The answer does not fit: {_safe(explain(answer.schema, errors)[1])}")
        return
    unknown = list(_dropped(payload, answer.schema.shape.prune(payload), ""))
    if unknown:
        names = ", ".join(sorted(set(unknown))[:_MOST_UNKNOWN])
        yield _note(f"The answer has fields that the document does not know: {names}.")


def _dropped(whole: Any, pruned: Any, path: str) -> Iterator[str]:
    """The paths of what the document does not know; positions in arrays are left out."""
    if isinstance(whole, Mapping) and isinstance(pruned, Mapping):
        for name, value in whole.items():
            inner = f"{path}.{name}" if path else str(name)
            if name not in pruned:
                yield inner[:80]
            else:
                yield from _dropped(value, pruned[name], inner)
    elif isinstance(whole, list) and isinstance(pruned, list):
        for value, other in zip(whole, pruned, strict=False):
            yield from _dropped(value, other, f"{path}[]")


def _message(body: bytes) -> str:
    try:
        message = orjson.loads(body)["message"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return "(no message)"
    return _safe(str(message))


def _safe(text: str) -> str:
    """Without secrets, without what links are signed with, without photos, and not without end."""
    return redact(_DATA.sub("data:…", _QUERY.sub("?…", text)))[:400]


def _departure(text: str) -> Observation:
    return Observation("departure", text)


def _note(text: str) -> Observation:
    return Observation("note", text)
