"""Too many, too few, or other things are made than were asked for."""

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import At, Calling, instead, on_answers, on_requests
from contract_tests.faults.messages import Json, with_body

CREATE, BULK = "create_render", "create_renders_bulk"
ADD, ADD_BULK = "create_variations", "create_variations_bulk"


def _counts(body: Json, change: int, most: int = 20) -> Json:
    for item in [
        body,
        *body.get("configs", []),
        *body.get("renders", []),
        *body.get("variations", []),
    ]:
        count = item.get("variation_count") if isinstance(item, dict) else None
        if isinstance(count, int) and 1 <= count + change <= most:
            item["variation_count"] = count + change
    return body


@on_requests("counts", CREATE)
def one_variation_too_many(request: Request, at: At) -> Request:
    """A render has one variation more than asked for."""
    return with_body(request, _counts(at.body, 1)) if at.body.get("variation_count") else request


@on_requests("counts", CREATE)
def one_variation_too_few(request: Request, at: At) -> Request:
    """A render of more than one variation has one less than asked for."""
    return (
        with_body(request, _counts(at.body, -1))
        if at.body.get("variation_count", 1) in range(2, 21)
        else request
    )


@on_requests("counts", CREATE)
def configs_share_the_first_count(request: Request, at: At) -> Request:
    """Every config gets the first one's variation_count."""
    body = at.body
    try:
        first = body["configs"][0]["variation_count"]
        configs = [{**config, "variation_count": first} for config in body["configs"]]
    except (KeyError, TypeError, IndexError):
        return request
    return (
        with_body(request, {**body, "configs": configs}) if first * len(configs) <= 20 else request
    )


@on_requests("counts", BULK)
def a_bulk_makes_one_variation_each(request: Request, at: At) -> Request:
    """In a bulk variation_count is ignored."""
    body = at.body
    if not isinstance(body.get("renders"), list):
        return request
    renders = [
        {**r, "variation_count": 1}
        if isinstance(r, dict) and r.get("variation_count") in range(2, 21)
        else r
        for r in body["renders"]
    ]
    return with_body(request, {**body, "renders": renders})


@on_requests("counts", BULK)
def a_bulk_uses_its_first_config_for_all(request: Request, at: At) -> Request:
    """All single renders of a bulk get the first one's config."""
    body = at.body
    try:
        first = body["renders"][0]["config"]
        renders = [{**r, "config": first} if "config" in r else r for r in body["renders"]]
    except (KeyError, TypeError, IndexError, AttributeError):
        return request
    return with_body(request, {**body, "renders": renders})


@on_requests("counts", ADD)
def adding_makes_one_too_many(request: Request, at: At) -> Request:
    """Adding makes one variation more than asked for."""
    return (
        with_body(request, _counts(at.body, 1))
        if at.body.get("variation_count") in range(1, 4)
        else request
    )


@on_answers("counts", ADD)
def adding_tells_all_of_the_render(body: Json, at: At) -> None:
    """The answer to adding tells all variations of the render, old ones too."""
    body["variations"] = at.ask(
        f"/renders/{at.ids['render_id']}", include_variations="true", variations_limit=100
    )["variations"]["items"]


@on_requests("counts", ADD_BULK)
def adding_in_bulk_uses_the_first_render(request: Request, at: At) -> Request:
    """All of a bulk of variations is added to the first entry's render."""
    body = at.body
    try:
        first = body["variations"][0]["render_id"]
        items = [{**item, "render_id": first} for item in body["variations"]]
    except (KeyError, TypeError, IndexError):
        return request
    return with_body(request, {**body, "variations": items})


@instead("counts", ADD, ADD_BULK)
def the_twentieth_is_refused(request: Request, server: Calling, at: At) -> Answer:
    """A render holds 19 variations."""
    if at.operation == ADD and at.body.get("variation_count") in range(1, 21):
        page = at.ask(
            f"/renders/{at.ids['render_id']}", include_variations="true", variations_limit=100
        )
        if (
            "variations" in page
            and len(page["variations"]["items"]) + at.body["variation_count"] == 20
        ):
            return Answer(400, (("content-type", "application/json"),), b'{"message": "Too many."}')
    return server(request)


@instead("counts", CREATE)
def configs_may_sum_to_more_than_twenty(request: Request, server: Calling, at: At) -> Answer:
    """Configs that ask for more than 20 variations together are cut to fit."""
    answer = server(request)
    if answer.status != 400 or "at most 20" not in answer.body.decode():
        return answer
    return server(with_body(request, {**at.body, "configs": at.body["configs"][:1]}))


@instead("counts", CREATE)
def an_equal_request_gives_the_same_render(request: Request, server: Calling, at: At) -> Answer:
    """A request equal to an earlier one is answered with that one's render."""
    seen = at.memory.setdefault("answers", {})
    if (request.body, at.key) not in seen:
        answer = server(request)
        if answer.status >= 300:
            return answer
        seen[(request.body, at.key)] = answer
    found: Answer = seen[(request.body, at.key)]
    return found


@instead("counts", CREATE, BULK, ADD, ADD_BULK)
def a_creation_is_carried_out_twice(request: Request, server: Calling, at: At) -> Answer:
    """Every tenth creation is carried out twice."""
    if at.count() % 10 == 0:
        server(request)
    return server(request)


@instead("counts", BULK)
def a_refused_bulk_makes_its_first(request: Request, server: Calling, at: At) -> Answer:
    """A bulk that is refused has made its first render."""
    answer = server(request)
    renders = at.body.get("renders") if isinstance(at.body, dict) else None
    if answer.status == 400 and isinstance(renders, list) and len(renders) > 1:
        server(with_body(request, {**at.body, "renders": renders[:1]}))
    return answer


@instead("counts", ADD_BULK)
def a_refused_addition_makes_its_first(request: Request, server: Calling, at: At) -> Answer:
    """A bulk of variations that is refused has made its first."""
    answer = server(request)
    items = at.body.get("variations") if isinstance(at.body, dict) else None
    if answer.status in (400, 404) and isinstance(items, list) and len(items) > 1:
        server(with_body(request, {**at.body, "variations": items[:1]}))
    return answer
