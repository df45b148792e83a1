"""Wrong statuses, wrong content types, and waiting that is not honoured."""

from dataclasses import replace

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import (
    At,
    Calling,
    error,
    instead,
    on_requests,
    with_body,
    with_json,
)

CREATE, BULK = "create_render", "create_renders_bulk"
ADD, ADD_BULK = "create_variations", "create_variations_bulk"
MAKING = (CREATE, BULK, ADD, ADD_BULK)


def _waits(at: At) -> bool:
    return isinstance(at.body, dict) and at.body.get("wait_for_completion") is True


@on_requests("waiting", *MAKING)
def waiting_is_ignored(request: Request, at: At) -> Request:
    """wait_for_completion is ignored."""
    return with_body(request, {**at.body, "wait_for_completion": False}) if _waits(at) else request


@on_requests("waiting", BULK)
def waiting_is_ignored_in_a_bulk(request: Request, at: At) -> Request:
    """A bulk of renders does not wait."""
    return with_body(request, {**at.body, "wait_for_completion": False}) if _waits(at) else request


@on_requests("waiting", ADD_BULK)
def waiting_is_ignored_in_a_bulk_of_variations(request: Request, at: At) -> Request:
    """A bulk of variations does not wait."""
    return with_body(request, {**at.body, "wait_for_completion": False}) if _waits(at) else request


@instead("waiting", *MAKING)
def waiting_ends_early(request: Request, server: Calling, at: At) -> Answer:
    """A call that waits answers 200 before the jobs have ended."""
    if not _waits(at):
        return server(request)
    answer = server(with_body(request, {**at.body, "wait_for_completion": False}))
    return replace(answer, status=200) if answer.status == 202 else answer


@instead("waiting", *MAKING)
def waiting_answers_202(request: Request, server: Calling, at: At) -> Answer:
    """A call that waited answers 202."""
    answer = server(request)
    return replace(answer, status=202) if answer.status == 200 else answer


@instead("waiting", *MAKING)
def not_waiting_answers_200(request: Request, server: Calling, at: At) -> Answer:
    """A call that does not wait answers 200."""
    answer = server(request)
    return replace(answer, status=200) if answer.status == 202 else answer


@on_requests("waiting", CREATE)
def every_call_waits(request: Request, at: At) -> Request:
    """wait_for_completion is true by default."""
    body = at.body
    return (
        with_body(request, {**body, "wait_for_completion": True})
        if isinstance(body, dict) and body and "wait_for_completion" not in body
        else request
    )


@on_requests("waiting", CREATE, ADD)
def null_means_waiting(request: Request, at: At) -> Request:
    """wait_for_completion null counts as true."""
    body = at.body
    null = isinstance(body, dict) and body.get("wait_for_completion", 0) is None
    return with_body(request, {**body, "wait_for_completion": True}) if null else request


# Statuses


@instead("statuses", "delete_webhook_secret")
def deleted_is_204(request: Request, server: Calling, at: At) -> Answer:
    """Deleting the secret answers 204 without content."""
    answer = server(request)
    return Answer(204) if answer.status == 200 else answer


@instead("statuses")
def not_found_is_200_with_null(request: Request, server: Calling, at: At) -> Answer:
    """What is not there is null with status 200."""
    answer = server(request)
    return Answer(200, answer.headers, b"null") if answer.status == 404 and at.operation else answer


@instead("statuses")
def not_found_is_410(request: Request, server: Calling, at: At) -> Answer:
    """What is not there answers 410."""
    answer = server(request)
    return replace(answer, status=410) if answer.status == 404 and at.operation else answer


@instead("statuses", ADD_BULK)
def adding_in_bulk_to_nothing_is_202(request: Request, server: Calling, at: At) -> Answer:
    """Adding in bulk to a render that is not there answers 202 with nothing."""
    answer = server(request)
    return Answer(202, answer.headers, b'{"variations": []}') if answer.status == 404 else answer


@instead("statuses", "get_status")
def status_is_204(request: Request, server: Calling, at: At) -> Answer:
    """The status answers 204."""
    answer = server(request)
    return Answer(204) if answer.status == 200 else answer


@instead("statuses", "get_status")
def status_has_content(request: Request, server: Calling, at: At) -> Answer:
    """The status answers 200 with a body."""
    answer = server(request)
    return (
        Answer(200, (("content-type", "application/json"),), b'{"status": "ok"}')
        if answer.status == 200
        else answer
    )


@instead("statuses")
def every_hundredth_answer_fails(request: Request, server: Calling, at: At) -> Answer:
    """One answer of a hundred is a 500."""
    return error(500) if at.operation and at.count() % 100 == 0 else server(request)


@instead("statuses")
def busy_after_fifty(request: Request, server: Calling, at: At) -> Answer:
    """From the fiftieth creation on the answer is 429."""
    return error(429) if at.operation == CREATE and at.count() > 50 else server(request)


# Content types


@instead("content types")
def json_is_declared_as_text(request: Request, server: Calling, at: At) -> Answer:
    """JSON answers are declared as text/plain."""
    answer = server(request)
    return (
        replace(answer, headers=(("content-type", "text/plain"),))
        if answer.media_type == "application/json"
        else answer
    )


@instead("content types")
def json_is_declared_as_problem(request: Request, server: Calling, at: At) -> Answer:
    """Errors are declared as application/problem+json."""
    answer = server(request)
    return (
        replace(answer, headers=(("content-type", "application/problem+json"),))
        if answer.status >= 400
        else answer
    )


@instead("content types")
def json_is_not_declared(request: Request, server: Calling, at: At) -> Answer:
    """Answers have no content type."""
    answer = server(request)
    return replace(answer, headers=()) if answer.body else answer


@instead("content types", "get_user")
def the_account_is_cut(request: Request, server: Calling, at: At) -> Answer:
    """The account's JSON is cut off at its end."""
    answer = server(request)
    return replace(answer, body=answer.body[:-1]) if answer.status == 200 else answer


@instead("content types", "list_renders")
def lists_are_lines_of_json(request: Request, server: Calling, at: At) -> Answer:
    """A list comes as one JSON text a line."""
    answer = server(request)
    return replace(answer, body=answer.body + b"\n{}") if answer.status == 200 else answer


@instead("content types")
def errors_are_html(request: Request, server: Calling, at: At) -> Answer:
    """Errors come as HTML, as proxies make them."""
    answer = server(request)
    return (
        Answer(answer.status, (("content-type", "text/html"),), b"<h1>Error</h1>")
        if answer.status >= 400
        else answer
    )


@instead("content types")
def errors_are_empty(request: Request, server: Calling, at: At) -> Answer:
    """A 400 has no body."""
    answer = server(request)
    return Answer(400) if answer.status == 400 else answer


@instead("content types")
def json_begins_with_a_mark(request: Request, server: Calling, at: At) -> Answer:
    """JSON begins with a byte order mark."""
    answer = server(request)
    return replace(answer, body=b"\xef\xbb\xbf" + answer.body) if answer.body else answer


@instead("content types", "get_variation")
def numbers_may_be_nan(request: Request, server: Calling, at: At) -> Answer:
    """A variation's eta is NaN when there is none."""
    answer = server(request)
    return replace(answer, body=answer.body.replace(b'"eta":null', b'"eta":NaN'))


# Answers that come from elsewhere


@instead("caching", "get_render", "list_renders")
def reads_are_cached(request: Request, server: Calling, at: At) -> Answer:
    """Reads are answered from a cache that knows no end."""
    place = (request.path, request.query, at.key)
    if place not in at.memory:
        answer = server(request)
        if answer.status != 200:
            return answer
        at.memory[place] = answer
    found: Answer = at.memory[place]
    return found


@instead("caching", "get_variation")
def variations_are_cached(request: Request, server: Calling, at: At) -> Answer:
    """A variation is read from a cache for its first five looks."""
    place = (request.path, at.key)
    if place not in at.memory or at.count(request.path) % 5 == 0:
        answer = server(request)
        if answer.status != 200:
            return answer
        at.memory[place] = answer
    found: Answer = at.memory[place]
    return found


@instead("caching", "list_renders")
def lists_are_cached_for_all_keys(request: Request, server: Calling, at: At) -> Answer:
    """A list is cached by its query alone, for all keys, until something is made."""
    place = request.query
    if place not in at.memory or at.count() % 3 == 0:
        answer = server(request)
        if answer.status != 200:
            return answer
        at.memory[place] = answer
    found: Answer = at.memory[place]
    return found


@instead("caching", "get_user")
def accounts_are_cached(request: Request, server: Calling, at: At) -> Answer:
    """The account is cached for ever."""
    answer = server(request)
    return at.memory.setdefault(at.key, answer) if answer.status == 200 else answer


@instead("content types")
def errors_say_error(request: Request, server: Calling, at: At) -> Answer:
    """Errors hold error in place of message."""
    answer = server(request)
    return with_json(answer, {"error": "wrong"}) if answer.status >= 400 and answer.body else answer


@instead("content types")
def messages_are_empty(request: Request, server: Calling, at: At) -> Answer:
    """An error's message is empty."""
    answer = server(request)
    return with_json(answer, {"message": ""}) if answer.status >= 400 and answer.body else answer


@instead("content types")
def messages_are_lists(request: Request, server: Calling, at: At) -> Answer:
    """An error's message is a list of texts."""
    answer = server(request)
    return (
        with_json(answer, {"message": ["wrong"]})
        if answer.status >= 400 and answer.body
        else answer
    )
