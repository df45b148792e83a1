"""Credentials that are let in, checks in the wrong order, and methods that should not be."""

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import At, Calling, instead, on_requests, variants
from contract_tests.faults.messages import body_of, error, with_key
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
def put_creates_too(request: Request, server: Calling, at: At) -> Answer:
    """PUT does what POST does."""
    return (
        server(Request("POST", request.path, request.query, request.headers, request.body))
        if request.method == "PUT"
        else server(request)
    )
