"""Calls and answers as the spec allows them, and what any client must have sent for one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from hypothesis import strategies as st

from contract_tests.client.same import assert_same
from contract_tests.client.values import Values, texts
from contract_tests.exchange import JSON, Request, parse_json
from contract_tests.spec.document import Operation, Place, Spec, the_spec
from contract_tests.spec.judge import judge, parameters

KEY = "vsai-pk-5d0c21aa-key-of-the-client-tests"
HOST = "api.example.test"
BASE_URL = f"https://{HOST}/v2"


@dataclass(frozen=True)
class SpecCall:
    """A valid call.

    Args:
        operation: Of the spec.
        ids: Path parameters, unescaped.
        query: Query parameters that are given, as JSON values.
        body: The JSON body.
        body_name: The component that the body is one of.
    """

    operation: Operation
    ids: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    body_name: str | None = None


def calls(
    spec: Spec, operation: Operation, *, extra: bool = False, only: frozenset[str] | None = None
) -> st.SearchStrategy[SpecCall]:
    """Valid calls of an operation.

    Args:
        spec: The spec.
        operation: One of its operations.
        extra: Bodies may have fields that the spec does not know.
        only: Components that the body may be one of; None for all that the spec allows.
    """
    values = Values(spec, extra=extra, familiar=False)
    ids = st.fixed_dictionaries(
        {one.name: ids_of_any_kind() for one in operation.parameters if one.where == "path"}
    )
    query = st.fixed_dictionaries(
        {}, optional={name: values.of_schema(one.schema) for name, one in operation.query.items()}
    )
    bodies: st.SearchStrategy[tuple[Any, str | None]] = st.just((None, None))
    if operation.body:
        bodies = st.one_of(
            [
                st.tuples(values.of(branch), st.just(branch.pointer.rpartition("/")[2]))
                for branch in branches(spec, operation.body)
                if only is None or branch.pointer.rpartition("/")[2] in only
            ]
        )
    return st.builds(lambda i, q, b: SpecCall(operation, i, q, b[0], b[1]), ids, query, bodies)


def ids_of_any_kind() -> st.SearchStrategy[str]:
    """Ids, the odd ones too; but not `.` and `..`, which no path can hold as a segment, and none
    that is a fixed segment of another path of the spec.
    """
    fixed = {part for path in the_spec().document["paths"] for part in path.split("/")}
    return texts(1).filter(lambda text: text not in {".", "..", *fixed})


def branches(spec: Spec, place: Place) -> list[Place]:
    """The components that a value may be one of."""
    resolved = spec.resolve(place)
    parts = resolved.schema.get("oneOf") or resolved.schema.get("anyOf")
    if parts is None:
        return [resolved]
    return [spec.resolve(Place(part, f"{resolved.pointer}/…")) for part in parts]


def answers(
    spec: Spec, operation: Operation, *, later: bool = False
) -> st.SearchStrategy[tuple[int, Any]]:
    """Documented statuses with bodies that fit; with `later`, as a later version may send them.

    The body is None where the spec names no content.
    """
    values = Values(spec, extra=True, later=later)
    return st.one_of(
        [
            st.tuples(st.just(status), st.none() if place is None else values.of(place))
            for status, place in operation.responses.items()
        ]
    )


def check_sent(
    spec: Spec,
    call: SpecCall,
    request: httpx.Request,
    base_url: str = BASE_URL,
    said: Callable[[Any], Any] = lambda body: body,
) -> None:
    """The request says what the call says, as the spec wants it said, and nothing else.

    `said` leaves out of a body what may be left out without a difference.
    """
    base = urlsplit(base_url)
    path, _, query = request.url.raw_path.decode("ascii").partition("?")
    assert (request.url.scheme, request.headers["host"]) == (base.scheme, base.netloc)
    assert path.startswith(base.path + "/"), path
    sent = Request(
        request.method,
        path.removeprefix(base.path),
        query,
        tuple((name.decode(), value.decode()) for name, value in request.headers.raw),
        request.content or None,
    )
    operation, ids, _ = spec.find(sent.method, sent.path)
    assert operation is not None, f"{sent.method} {sent.path} is no operation of the spec"
    assert (operation.id, ids) == (call.operation.id, dict(call.ids))
    judgement = judge(spec, operation, ids, sent)
    # "either": odd but valid texts, which a server may refuse all the same.
    assert judgement.verdict != "invalid", f"{judgement.reason}: {spec.cite(judgement.pointer)}"
    _check_query(call, sent)
    check_key_is_only_in_its_header(request)
    if call.operation.body is None:
        assert not request.content
    else:
        assert request.headers.get_list("content-type") == [JSON]
        assert_same(said(parse_json(request.content)), said(call.body))


def _check_query(call: SpecCall, sent: Request) -> None:
    given = [name for name, _ in parse_qsl(sent.query, keep_blank_values=True)]
    assert len(given) == len(set(given)), f"a parameter is repeated: {sent.query}"
    assert set(given) <= call.operation.query.keys(), f"{sent.query} has unknown parameters"
    defaults = {name: one.schema.get("default") for name, one in call.operation.query.items()}
    assert_same(parameters(call.operation, sent), {**defaults, **call.query})


def check_key_is_only_in_its_header(request: httpx.Request, key: str = KEY) -> None:
    """The key goes in `Authorization`, in the spelling that the spec names, and nowhere else."""
    pairs = [
        (name.decode().lower(), value.decode("latin-1")) for name, value in request.headers.raw
    ]
    assert [value for name, value in pairs if name == "authorization"] == [f"Api-Key {key}"]
    elsewhere = [name for name, value in pairs if key in value and name != "authorization"]
    assert not elsewhere, f"the key is in {elsewhere}, too"
    assert key not in str(request.url)
    assert key.encode() not in request.content
