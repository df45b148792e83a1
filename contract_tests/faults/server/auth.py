"""Credentials that are let in, checks in the wrong order, and methods that should not be."""

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import (
    At,
    Calling,
    body_of,
    error,
    instead,
    on_requests,
    variants,
    with_key,
)
from contract_tests.in_process import KEYS
from contract_tests.spec.document import the_spec

GOOD = f"Api-Key {KEYS[0]}"


def _let_in(spelled: str) -> bool:
    return any(spelled == f"Api-Key {key}" for key in KEYS)


def _without_auth(request: Request, at: At) -> Request:
    return request if _let_in(at.key) else with_key(request, GOOD)


for _operation in the_spec().operations.values():
    variants(
        on_requests("auth", _operation.id),
        f"no key is needed for {_operation.id}",
        f"{_operation.id} answers without a key, or with a wrong one.",
        _without_auth,
    )


@instead("auth")
def a_missing_key_is_a_403(request: Request, server: Calling, at: At) -> Answer:
    """Without a key the answer is 403."""
    answer = server(request)
    return error(403) if answer.status == 401 and not at.key else answer


@instead("auth")
def a_wrong_key_is_a_404(request: Request, server: Calling, at: At) -> Answer:
    """With a wrong key nothing is found."""
    answer = server(request)
    return error(404) if answer.status == 401 and at.key.startswith("Api-Key ") else answer


@instead("auth")
def a_wrong_key_is_a_redirect(request: Request, server: Calling, at: At) -> Answer:
    """With a wrong key the answer leads to a login page."""
    answer = server(request)
    return Answer(302, (("location", "/login"),)) if answer.status == 401 else answer


@instead("auth")
def a_missing_key_gives_html(request: Request, server: Calling, at: At) -> Answer:
    """A 401 comes as a page of HTML."""
    answer = server(request)
    return (
        Answer(401, (("content-type", "text/html"),), b"<h1>Unauthorized</h1>")
        if answer.status == 401
        else answer
    )


@instead("auth")
def a_missing_key_gives_no_body(request: Request, server: Calling, at: At) -> Answer:
    """A 401 has no body."""
    answer = server(request)
    return Answer(401) if answer.status == 401 else answer


@instead("auth")
def a_missing_key_is_a_200_with_an_error(request: Request, server: Calling, at: At) -> Answer:
    """Errors of authentication come with status 200."""
    answer = server(request)
    return Answer(200, answer.headers, answer.body) if answer.status == 401 else answer


# Order of checks


def _as_known(request: Request, server: Calling) -> Answer:
    return server(with_key(request, GOOD))


@instead("order of checks")
def values_are_checked_before_the_key(request: Request, server: Calling, at: At) -> Answer:
    """An invalid request without a key is a 400."""
    if at.operation and not _let_in(at.key) and request.method == "POST":
        tried = server(request)
        body = body_of(request)
        return error(400) if tried.status == 401 and not body else tried
    return server(request)


@instead("order of checks")
def ids_are_looked_up_before_the_key(request: Request, server: Calling, at: At) -> Answer:
    """An unknown render without a key is a 404."""
    answer = server(request)
    if (
        answer.status == 401
        and request.method == "GET"
        and "render_id" in at.ids
        and _as_known(request, server).status == 404
    ):
        return error(404)
    return answer


@instead("order of checks")
def parameters_are_checked_before_the_key(request: Request, server: Calling, at: At) -> Answer:
    """A bad parameter without a key is a 400."""
    answer = server(request)
    if (
        answer.status == 401
        and request.method == "GET"
        and _as_known(request, server).status == 400
    ):
        return error(400)
    return answer


@instead("order of checks")
def json_is_read_before_the_key(request: Request, server: Calling, at: At) -> Answer:
    """Broken JSON without a key is a 400."""
    answer = server(request)
    return error(400) if answer.status == 401 and request.body == b"{" else answer


@instead("order of checks", "create_render")
def an_unauthorized_render_is_made(request: Request, server: Calling, at: At) -> Answer:
    """A render without a key is refused, and made."""
    answer = server(request)
    if answer.status == 401 and at.key.startswith("Bearer"):
        _as_known(request, server)
    return answer


@instead("order of checks", "delete_webhook_secret")
def an_unauthorized_deletion_is_carried_out(request: Request, server: Calling, at: At) -> Answer:
    """Deleting the secret with a wrong key is refused, and done."""
    answer = server(request)
    if answer.status == 401:
        _as_known(request, server)
    return answer


@instead("order of checks", "create_render")
def a_refused_render_is_made(request: Request, server: Calling, at: At) -> Answer:
    """A render with a variation_count beyond 20 is refused, and made with 20."""
    answer = server(request)
    body = at.body
    if answer.status == 400 and isinstance(body, dict) and body.get("variation_count") == 21:
        server(
            Request(
                request.method,
                request.path,
                request.query,
                request.headers,
                (request.body or b"").replace(b"21", b"20"),
            )
        )
    return answer


@instead("order of checks", "create_variations")
def refused_variations_are_made(request: Request, server: Calling, at: At) -> Answer:
    """Variations with a variation_count of 0 are refused, and one is made."""
    answer = server(request)
    body = at.body
    if answer.status == 400 and isinstance(body, dict) and body.get("variation_count") == 0:
        server(
            Request(
                request.method,
                request.path,
                request.query,
                request.headers,
                (request.body or b"").replace(b'"variation_count": 0', b'"variation_count": 1'),
            )
        )
    return answer


# Methods


@instead("methods")
def head_has_a_body(request: Request, server: Calling, at: At) -> Answer:
    """HEAD answers as GET does, body and all."""
    if request.method != "HEAD":
        return server(request)
    return server(Request("GET", request.path, request.query, request.headers))


@instead("methods")
def head_needs_no_key(request: Request, server: Calling, at: At) -> Answer:
    """HEAD tells what exists to anyone."""
    if request.method != "HEAD":
        return server(request)
    answer = server(Request("GET", request.path, request.query, (("Authorization", GOOD),)))
    return Answer(answer.status, answer.headers)


@instead("methods")
def head_is_always_200(request: Request, server: Calling, at: At) -> Answer:
    """HEAD answers 200 everywhere."""
    return Answer(200) if request.method == "HEAD" else server(request)


@instead("methods")
def put_creates_too(request: Request, server: Calling, at: At) -> Answer:
    """PUT does what POST does."""
    return (
        server(Request("POST", request.path, request.query, request.headers, request.body))
        if request.method == "PUT"
        else server(request)
    )


@instead("methods")
def delete_answers_204_everywhere(request: Request, server: Calling, at: At) -> Answer:
    """DELETE answers 204 on any path."""
    return Answer(204) if request.method == "DELETE" and not at.operation else server(request)


@instead("methods")
def unknown_methods_fail(request: Request, server: Calling, at: At) -> Answer:
    """A method that nobody knows makes the server fail."""
    return error(500) if request.method in ("QUERY", "TRACE") else server(request)


@instead("methods")
def trace_reflects_the_request(request: Request, server: Calling, at: At) -> Answer:
    """TRACE answers with the request's headers."""
    if request.method != "TRACE":
        return server(request)
    return Answer(200, (("content-type", "message/http"),), str(request.headers).encode())


@instead("methods")
def get_on_posting_paths_is_empty(request: Request, server: Calling, at: At) -> Answer:
    """GET on paths that are for POST answers 200 with an empty object."""
    answer = server(request)
    if request.method == "GET" and answer.status == 405:
        return Answer(200, (("content-type", "application/json"),), b"{}")
    return answer


@instead("methods")
def unknown_paths_answer_200(request: Request, server: Calling, at: At) -> Answer:
    """Unknown paths answer 200 with a page, as single-page applications do."""
    answer = server(request)
    unknown = answer.status == 404 and not at.operation
    return Answer(200, (("content-type", "text/html"),), b"<html></html>") if unknown else answer
