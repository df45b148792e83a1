"""One key sees what is another's."""

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import At, Calling, instead, on_requests
from contract_tests.faults.messages import error, with_json, with_key
from contract_tests.in_process import KEYS

FIRST, SECOND = (f"Api-Key {key}" for key in KEYS)


@on_requests("tenants", "list_renders")
def lists_show_the_first_keys_renders(request: Request, at: At) -> Request:
    """Every key lists the first key's renders."""
    return with_key(request, FIRST) if at.key == SECOND else request


@on_requests("tenants", "get_user")
def accounts_are_shared(request: Request, at: At) -> Request:
    """Every key sees the first key's account."""
    return with_key(request, FIRST) if at.key == SECOND else request


@on_requests("tenants")
def all_keys_share_a_world(request: Request, at: At) -> Request:
    """All keys open the first key's world."""
    return with_key(request, FIRST) if at.key == SECOND else request


def _as_the_other(request: Request, server: Calling, at: At) -> Answer:
    answer = server(request)
    other = {FIRST: SECOND, SECOND: FIRST}.get(at.key)
    return server(with_key(request, other)) if answer.status == 404 and other else answer


@instead("tenants", "get_render")
def renders_of_others_can_be_read(request: Request, server: Calling, at: At) -> Answer:
    """A render that the key does not have is looked for in the other world."""
    return _as_the_other(request, server, at)


@instead("tenants", "get_variation")
def variations_of_others_can_be_read(request: Request, server: Calling, at: At) -> Answer:
    """A variation that the key does not have is looked for in the other world."""
    return _as_the_other(request, server, at)


@instead("tenants", "create_variations")
def renders_of_others_can_be_added_to(request: Request, server: Calling, at: At) -> Answer:
    """Variations can be added to another key's render."""
    return _as_the_other(request, server, at)


@instead("tenants", "create_variations_bulk")
def renders_of_others_can_be_added_to_in_bulk(request: Request, server: Calling, at: At) -> Answer:
    """Variations can be added in bulk to another key's render."""
    return _as_the_other(request, server, at)


@instead("tenants", "list_renders")
def cursors_of_others_are_taken(request: Request, server: Calling, at: At) -> Answer:
    """A cursor of another key's world lists that world."""
    answer = server(request)
    other = {FIRST: SECOND, SECOND: FIRST}.get(at.key)
    return (
        server(with_key(request, other))
        if answer.status == 400 and at.query.get("cursor", "").startswith("r_") and other
        else answer
    )


@instead("tenants", "get_render")
def renders_of_others_are_forbidden(request: Request, server: Calling, at: At) -> Answer:
    """Another key's render answers 403, and so tells that it exists."""
    answer = server(request)
    other = {FIRST: SECOND, SECOND: FIRST}.get(at.key)
    if answer.status == 404 and other and server(with_key(request, other)).status == 200:
        return error(403)
    return answer


@instead("tenants", "get_variation")
def a_variation_is_found_under_any_render(request: Request, server: Calling, at: At) -> Answer:
    """A variation can be read under another render of the same key."""
    answer = server(request)
    if answer.status == 404:
        for render in at.ask("/renders", limit=100).get("items", []):
            for variation in render["variations"]["items"]:
                if variation["id"] == at.ids["variation_id"]:
                    return Answer(
                        200,
                        (("content-type", "application/json"),),
                        with_json(answer, variation).body,
                    )
    return answer


@on_requests("tenants", "set_webhook_secret", "delete_webhook_secret")
def secrets_are_shared(request: Request, at: At) -> Request:
    """A secret set with the first key is the second one's, too."""
    return with_key(request, SECOND) if at.key == FIRST else request
