"""An error carries what the answer said, as far as there was one, and no more than fits a log."""

import pickle
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.client.samples import minimal
from contract_tests.exchange import json_body
from contract_tests.spec.document import the_spec
from virtualstaging import APIStatusError, VirtualStagingError

SPEC = the_spec()
MOST = 5000
"""Characters that an error may hold of a foreign text: it is cut short, by the documentation."""
each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
each_operation = pytest.mark.parametrize("name", SPEC.operations)
HEADERS = ("x-request-id", "x-cloud-trace-context", "function-execution-id")
"""In which hosts like the API's name a request."""


def error_of(kind: wrapped.Kind, name: str, answer: httpx.Response) -> Any:
    """The error that a plain call ends in, when each request gets this answer."""

    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    with wrapped.client(kind, handler) as one, pytest.raises(VirtualStagingError) as caught:
        one.do(wrapped.use_of(minimal(SPEC, name)))
    return caught.value


@each_kind
@each_operation
@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 409, 429, 500, 503])
def test_an_error_carries_what_the_answer_said(status: int, name: str, kind: wrapped.Kind) -> None:
    """Status, the request's name and the body; also where the outcome is unknown."""
    for header in HEADERS:
        answer = httpx.Response(status, headers={header: "req-17"}, content=b'{"message": "Why."}')
        error = error_of(kind, name, answer)
        travelled = pickle.loads(pickle.dumps(error))  # noqa: S301 - made a line ago
        for one in (error, travelled):
            assert (one.operation, one.status, one.request_id) == (name, status, "req-17")
            assert "Why." in one.body


@each_kind
@each_operation
@pytest.mark.parametrize("status", [302, 400, 500])
def test_an_error_is_short(status: int, name: str, kind: wrapped.Kind) -> None:
    """However long the answer was."""
    long = "many words " * 100_000
    for content in (long.encode(), json_body({"message": long})):
        headers = {"x-request-id": "r" * 9000, "location": f"https://a.example/{'l' * 9000}"}
        error = error_of(kind, name, httpx.Response(status, headers=headers, content=content))
        assert error.body.startswith(content.decode()[:20])
        for text in (str(error), error.body, error.request_id):
            assert len(text) <= MOST
        assert len(pickle.dumps(error)) <= 5 * MOST


@each_kind
@pytest.mark.parametrize("body", [b"", b"<html>nginx</html>", b'{"message": "Too large."}'])
def test_a_photo_that_is_too_large_for_a_server(body: bytes, kind: wrapped.Kind) -> None:
    """Gateways refuse it in their own words: what to do is ours to say."""
    with (
        wrapped.client(kind, lambda _: httpx.Response(413, content=body)) as one,
        pytest.raises(APIStatusError, match=r"photo is too large.*smaller.*URL") as caught,
    ):
        one.do(wrapped.use_of(minimal(SPEC, "create_render")))
    check_error(caught.value, "create_render")
