"""Tenants, money, and secrets."""

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import (
    At,
    Calling,
    Json,
    error,
    instead,
    on_answers,
    on_requests,
    parsed,
    with_body,
    with_json,
    with_key,
)
from contract_tests.in_process import KEYS

FIRST, SECOND = (f"Api-Key {key}" for key in KEYS)
CREATE, BULK, USER = "create_render", "create_renders_bulk", "get_user"


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


# Money


def _used(body: Json, at: At, more: int, kind: str = "staging") -> None:
    body["photosUsedThisPeriod"][kind] += more


@instead("money")
def each_variation_is_charged(request: Request, server: Calling, at: At) -> Answer:
    """A render of three variations is charged as three photos."""
    answer = server(request)
    extra = at.memory.setdefault("extra", {})
    if at.operation == CREATE and answer.status < 300:
        extra[at.key] = extra.get(at.key, 0) + max(0, int(at.body.get("variation_count", 1)) - 1)
    if at.operation == USER and answer.status == 200:
        body = parsed(answer)
        _used(body, at, extra.get(at.key, 0))
        return with_json(answer, body)
    return answer


def _charge_also(
    request: Request,
    server: Calling,
    at: At,
    operations: tuple[str, ...],
    statuses: range,
    change: int,
) -> Answer:
    answer = server(request)
    extra = at.memory.setdefault("extra", {})
    if at.operation in operations and answer.status in statuses:
        extra[at.key] = extra.get(at.key, 0) + change
    if at.operation == USER and answer.status == 200:
        body = parsed(answer)
        _used(body, at, extra.get(at.key, 0))
        return with_json(answer, body)
    return answer


@instead("money")
def added_variations_are_charged(request: Request, server: Calling, at: At) -> Answer:
    """Adding variations costs a photo."""
    return _charge_also(request, server, at, ("create_variations",), range(200, 300), 1)


@instead("money")
def variations_added_in_bulk_are_charged(request: Request, server: Calling, at: At) -> Answer:
    """Adding variations in bulk costs a photo."""
    return _charge_also(request, server, at, ("create_variations_bulk",), range(200, 300), 1)


@instead("money")
def analyses_are_charged(request: Request, server: Calling, at: At) -> Answer:
    """An analysis costs a photo."""
    return _charge_also(request, server, at, ("analyze_image",), range(200, 300), 1)


@instead("money")
def refused_renders_are_charged(request: Request, server: Calling, at: At) -> Answer:
    """A render that is refused for its values costs a photo."""
    return _charge_also(request, server, at, (CREATE,), range(400, 401), 1)


@instead("money")
def reading_is_charged(request: Request, server: Calling, at: At) -> Answer:
    """Reading a variation costs a photo."""
    return _charge_also(request, server, at, ("get_variation",), range(200, 300), 1)


@instead("money")
def renders_are_free(request: Request, server: Calling, at: At) -> Answer:
    """A render costs nothing."""
    return _charge_also(request, server, at, (CREATE,), range(200, 300), -1)


@instead("money")
def a_bulk_is_charged_once(request: Request, server: Calling, at: At) -> Answer:
    """A bulk of renders costs one photo."""
    renders = at.body.get("renders") if isinstance(at.body, dict) else None
    free = 1 - len(renders) if isinstance(renders, list) else 0
    return _charge_also(request, server, at, (BULK,), range(200, 300), free)


@on_answers("money", USER)
def usage_is_counted_under_the_other_kind(body: Json, at: At) -> None:
    """staging and imageEditing are mixed up in what is used."""
    used = body["photosUsedThisPeriod"]
    used["staging"], used["imageEditing"] = used["imageEditing"], used["staging"]


@on_answers("money", USER)
def usage_lags_by_one(body: Json, at: At) -> None:
    """What is used shows up one render late."""
    used = body["photosUsedThisPeriod"]["staging"]
    body["photosUsedThisPeriod"]["staging"] = min(used, at.memory.get(at.key, 0))
    at.memory[at.key] = used


@instead("money", CREATE)
def a_used_up_quota_still_makes_renders(request: Request, server: Calling, at: At) -> Answer:
    """Beyond the quota renders are made for nothing."""
    answer = server(request)
    if answer.status == 403:
        renders = at.ask("/renders", limit=1)["items"]
        renders[0].pop("variations")
        return Answer(202, answer.headers, with_json(answer, renders[0]).body)
    return answer


@instead("money", BULK)
def a_bulk_beyond_the_quota_is_made_in_part(request: Request, server: Calling, at: At) -> Answer:
    """A bulk that the quota does not suffice for makes what it can, and answers 403."""
    answer = server(request)
    if answer.status == 403:
        for render in at.body["renders"]:
            server(with_body(request, {**at.body, "renders": [render]}))
    return answer


@instead("money", "create_variations")
def variations_need_quota(request: Request, server: Calling, at: At) -> Answer:
    """With the quota used up no variations can be added."""
    user = at.ask("/user")
    used_up = (
        "photoLimit" in user
        and user["photosUsedThisPeriod"]["staging"] >= user["photoLimit"]["staging"]
    )
    return error(403) if used_up else server(request)


# Secrets


@instead("secrets", "delete_webhook_secret")
def deleting_the_secret_does_nothing(request: Request, server: Calling, at: At) -> Answer:
    """The secret is said to be removed, and goes on signing."""
    if server(Request("GET", "/status", "", request.headers)).status != 200:
        return server(request)
    return Answer(
        200,
        (("content-type", "application/json"),),
        b'{"message": "Webhook secret removed successfully"}',
    )


@instead("secrets", "set_webhook_secret")
def the_first_secret_wins(request: Request, server: Calling, at: At) -> Answer:
    """Once a secret is set another one is not taken over."""
    secret = at.body.get("webhook_secret") if isinstance(at.body, dict) else None
    kept = at.memory.get(at.key)
    answer = server(request)
    if answer.status == 200 and kept:
        server(with_body(request, {"webhook_secret": kept}))
    elif answer.status == 200:
        at.memory[at.key] = secret
    return answer


@instead("secrets")
def a_refused_secret_is_set(request: Request, server: Calling, at: At) -> Answer:
    """A secret with forbidden characters is refused, and the old one is gone."""
    answer = server(request)
    if at.operation == "set_webhook_secret" and answer.status == 400 and at.key:
        server(Request("DELETE", request.path, "", request.headers))
    return answer
