"""Where traffic leaves the document: exchange by exchange, each deviation with its place.

So traffic with the real API confirms or refutes what the document assumes. No key, no signed
link and no photo is ever part of a sentence.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import orjson

from virtualstaging_mock._spec.references import escape, resolve
from virtualstaging_mock._spec.spec import KeyScheme, Match, NoMatch, Operation, Spec
from virtualstaging_mock._spec.validation import Refused, read_body, read_query

from .misfits import addition, misfits
from .observed import Observation, Recorded, Verdict, decoded, safe
from .walk import Seen, Walker

CONTENT = "/content/application~1json/schema"
_VARYING = re.compile(r"\"[^\"]*\"|'[^']*'|\b[\w-]*\d[\w-]*\b")


class Judge:
    """Compares exchanges with the document. Not for several threads at once.

    Args:
        spec: the document.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.walker = Walker(spec.document)
        self._servers = [
            urlsplit(str(server["url"])).path.rstrip("/")
            for server in spec.document.get("servers", [])
        ]

    @property
    def key_header(self) -> str:
        """The header that the key is sent in, in lower case."""
        return self.spec.key.header.lower()

    def below_prefix(self, path: str) -> str | None:
        """The path below one of the document's servers' prefixes; None for one that has none."""
        for prefix in self._servers:
            if path.startswith(f"{prefix}/"):
                return path[len(prefix) :]
        return None

    def shape_of(self, path: str) -> str:
        """A path without ids: what stands where the document has a parameter, or has a digit."""
        paths = [tuple(known.split("/")) for known in self.spec.document["paths"]]
        shaped: tuple[str, ...] = ()
        for step in path.split("/"):
            there = {known[len(shaped)] for known in paths if _begins(known, shaped)}
            parameter = next((name for name in there if name.startswith("{")), None)
            odd = "…" if any(sign.isdigit() for sign in step) else safe(step)[:60]
            shaped += (step if step in there else parameter or odd,)
        return "/".join(shaped)

    def judge(self, seen: Recorded) -> Verdict:
        """Say where an exchange leaves the document."""
        match = self.spec.match(seen.method, seen.path)
        if isinstance(match, NoMatch):
            return Verdict(None, tuple(_unknown_path(seen, match, self.shape_of(seen.path))))
        operation = match.operation
        found = [*self._request(seen, match), *self._answer(seen, operation)]
        request, answer = Seen(), Seen()
        valid = not any(one.key[0] in ("accepted", "invalid", "key") for one in found)
        if operation.body is not None and valid:
            request = self.walker.see(
                f"{_pointer(operation)}/requestBody{CONTENT}", decoded(seen.body)
            )
        schema = operation.answers[seen.status].schema if seen.status in operation.answers else None
        if schema is not None:
            answer = self.walker.see(
                f"{self._answer_place(operation, seen.status)}{CONTENT}", decoded(seen.answer)
            )
            found += [addition(*unknown) for unknown in answer.unknown.values()]
        accepted = seen.status < 400 if valid and seen.status not in (401, 403, 404) else None
        return Verdict(operation.id, tuple(found), request, answer, accepted)

    def place_of(self, operation_id: str) -> str:
        """Where an operation stands."""
        return _pointer(self.spec.operations[operation_id])

    def source_of(self, operation: Operation, status: int) -> str:
        """How surely the document knows this answer: the nearest mark wins."""
        item: Any = self.spec.document["paths"][operation.path]
        node: Any = item[operation.method.lower()]
        answer = resolve(self.spec.document, node["responses"][str(status)])
        for marked in (answer, node, item):
            if "x-source" in marked:
                return str(marked["x-source"])
        return "seed"

    def _answer_place(self, operation: Operation, status: int) -> str:
        place = f"{_pointer(operation)}/responses/{status}"
        node = self.spec.document["paths"][operation.path][operation.method.lower()]
        return str(node["responses"][str(status)].get("$ref", place))

    def _request(self, seen: Recorded, match: Match) -> Iterator[Observation]:
        """A request and its answer agree when both call it valid, or both not."""
        operation, accepted = match.operation, seen.status < 400
        wrong_key = _wrong_authorization(seen.authorization, self.spec.key)
        if wrong_key is not None:
            if accepted:
                text = f"The server accepted a request with {wrong_key}."
                yield Observation("departure", "#/components/securitySchemes", text, ("key", text))
            return
        refused = _refused(operation, seen)
        if refused is not None:
            place = self._rule_place(operation, refused)
            detail = safe(refused.detail)
            if accepted:
                text = f"The server accepted what the document refuses: {detail}"
                yield Observation("departure", place, text, ("accepted", operation.id, place))
            else:
                text = f"The request is not valid: {detail}"
                yield Observation("note", place, text, ("invalid", operation.id, place))
        elif seen.status == 400:
            message = _message(seen.answer)
            text = f"The server refused what the document allows: {message}"
            key = ("refused", operation.id, _VARYING.sub("…", message))
            yield Observation("departure", _pointer(operation), text, key)

    def _rule_place(self, operation: Operation, refused: Refused) -> str:
        """Where the rule stands that a request breaks."""
        at = "/".join(["", *(escape(step) for step in refused.rule)])
        if refused.rule[:1] == ("components",):
            return f"#{at}"
        item = self.spec.document["paths"][operation.path]
        owners = (
            (_pointer(operation), item[operation.method.lower()]),
            (_pointer(operation).rpartition("/")[0], item),
        )
        for pointer, node in owners:
            for i, parameter in enumerate(node.get("parameters", ())):
                place = str(parameter.get("$ref", f"{pointer}/parameters/{i}"))
                if resolve(self.spec.document, parameter)["name"] == refused.field:
                    return f"{place}/schema{at}" if refused.rule else place
        return f"{_pointer(operation)}/requestBody{CONTENT + at if refused.rule else ''}"

    def _answer(self, seen: Recorded, operation: Operation) -> Iterator[Observation]:
        status = seen.status
        answer = operation.answers.get(status)
        if answer is None:
            listed = ", ".join(str(status) for status in sorted(operation.answers))
            text = f"The answer {status} is not documented; {listed} are."
            place = f"{_pointer(operation)}/responses"
            yield Observation("departure", place, text, ("status", operation.id, str(status)))
            return
        place = self._answer_place(operation, status)
        if answer.schema is None:
            if seen.answer:
                text = f"The answer {status} has a body, and none is documented."
                yield Observation("departure", place, text, ("body", place))
            return
        media_type = seen.answer_type.partition(";")[0].strip().lower()
        if media_type != "application/json":
            text = f"The answer is {media_type or 'of no type'}, not application/json."
            yield Observation("departure", place, text, ("type", place, operation.id, media_type))
        try:
            payload = orjson.loads(seen.answer)
        except orjson.JSONDecodeError:
            text = "The answer's body is no JSON."
            yield Observation("departure", place, text, ("json", place, operation.id))
            return
        yield from misfits(answer.schema, payload, f"{place}{CONTENT}")


def _pointer(operation: Operation) -> str:
    return f"#/paths/{escape(operation.path)}/{operation.method.lower()}"


def _unknown_path(seen: Recorded, match: NoMatch, shape: str) -> Iterator[Observation]:
    what = f"takes {', '.join(match.allowed)}" if match.allowed else "is not in the document"
    key = ("path", seen.method, shape)
    if seen.status < 400:
        text = f"{seen.method} was accepted, though the path {what}: {shape}."
        yield Observation("departure", "#/paths", text, key)
    else:
        yield Observation("note", "#/paths", f"The path {what}: {shape}.", ("invalid", *key))


def _begins(path: tuple[str, ...], with_: tuple[str, ...]) -> bool:
    return len(path) > len(with_) and path[: len(with_)] == with_


def _wrong_authorization(value: str | None, scheme: KeyScheme) -> str | None:
    if value is None:
        return f"no {scheme.header} header"
    if not value.startswith(scheme.prefix) or not value[len(scheme.prefix) :].strip():
        return f"an {scheme.header} header that is not '{scheme.prefix}{{key}}'"
    return None


def _refused(operation: Operation, seen: Recorded) -> Refused | None:
    try:
        if operation.query:
            read_query(operation.query, seen.query)
        if operation.body is not None:
            read_body(operation.body, operation.body_required, seen.content_type, seen.body)
    except Refused as refused:
        return refused
    return None


def _message(body: bytes) -> str:
    answer = decoded(body)
    known = isinstance(answer, dict) and "message" in answer
    return safe(str(answer["message"])) if known else "(no message)"
