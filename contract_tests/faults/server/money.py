"""Too much is charged, or too little, or what is charged is told wrongly."""

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import At, Calling, instead, on_answers
from contract_tests.faults.messages import Json, error, parsed, with_body, with_json

CREATE, BULK, USER = "create_render", "create_renders_bulk", "get_user"


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
