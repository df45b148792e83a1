"""Requests that come at the same time get in each other's way."""

import threading

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import At, Calling, instead
from contract_tests.faults.messages import parsed, with_json

LONGEST = 0.005  # seconds that a request is held back, for another to come meanwhile


def _overlaps(at: At) -> bool:
    """Whether another request of the operation is under way when this one is, or comes soon."""
    here: threading.Condition = at.memory.setdefault("here", threading.Condition())
    with here:
        number = at.count("came")
        here.notify_all()
        under_way = at.memory.get("under way", 0)
        at.memory["under way"] = under_way + 1
        another = here.wait_for(lambda: at.memory["came"] > number, LONGEST)
        at.memory["under way"] -= 1
    return bool(under_way or another)


@instead("concurrency", "create_render", "get_user")
def charges_are_lost_when_renders_come_at_once(request: Request, server: Calling, at: At) -> Answer:
    """Of two renders that are made at the same time one is charged."""
    answer = server(request)
    if at.operation == "get_user":
        body = parsed(answer)
        if answer.status == 200:
            body["photosUsedThisPeriod"]["staging"] -= at.memory.get("lost", 0)
        return with_json(answer, body)
    if answer.status == 202 and _overlaps(at):
        at.count("lost")
    return answer


@instead("concurrency", "create_render")
def renders_at_once_are_told_as_one(request: Request, server: Calling, at: At) -> Answer:
    """Of renders that are made at the same time, all answers tell the first."""
    answer = server(request)
    if answer.status != 202:
        return answer
    if not _overlaps(at):
        return answer
    first: Answer = at.memory.setdefault("first", answer)
    return first


@instead("concurrency", "create_variations")
def a_render_is_overfilled_by_additions_at_once(
    request: Request, server: Calling, at: At
) -> Answer:
    """What is one too many is made when another addition comes at the same time."""
    answer = server(request)
    if answer.status == 202:
        at.memory["made"] = answer
    if answer.status == 400 and _overlaps(at):
        page = at.ask(f"/renders/{at.ids['render_id']}", include_variations="true")["variations"]
        another = {**page["items"][0], "id": f"v_{at.count()}"}
        return with_json(at.memory["made"], {"variations": [another]})
    return answer


@instead("concurrency", "get_render")
def answers_at_once_are_mixed_up(request: Request, server: Calling, at: At) -> Answer:
    """Of renders that are read at the same time, the last one is told to all."""
    answer: Answer = server(request)
    at.memory["last"] = answer
    if answer.status == 200 and _overlaps(at):
        last: Answer = at.memory["last"]
        return last
    return answer
