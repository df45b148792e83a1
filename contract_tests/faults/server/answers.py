"""Wrong statuses, wrong content types, and waiting that is not honoured."""

from dataclasses import replace

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import At, Calling, instead, on_requests
from contract_tests.faults.messages import with_body

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


# Statuses


# Content types


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
