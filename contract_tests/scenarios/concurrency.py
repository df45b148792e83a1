"""Requests that come at the same time: each is carried out, once, and gets its own answer."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from typing import Any

from contract_tests.checks import Strength, check
from contract_tests.commands import Sent
from contract_tests.exchange import JSON, Answer, Failure, Request, json_body
from contract_tests.model.asked import MOST_VARIATIONS
from contract_tests.scenarios.app import DUSK, LIVING, PHOTO, App
from contract_tests.targets import CHARGES, Server

AT_ONCE = 8
ROUNDS = 3


def _at_once(app: App, requests: Sequence[Request]) -> list[Answer]:
    """Send requests at the same time, each over a connection of its own."""
    barrier = Barrier(len(requests))
    with ExitStack() as stack:
        targets = [stack.enter_context(app.target.separate()) for _ in requests]
        for target in targets:  # so that all connections are open
            target.call(_get(app, "/status"))

        def send(number: int) -> Answer:
            barrier.wait(timeout=60)
            return targets[number].call(requests[number])

        pool = stack.enter_context(ThreadPoolExecutor(len(requests)))
        return list(pool.map(send, range(len(requests))))


def _get(app: App, path: str) -> Request:
    return Request("GET", path, headers=(("Authorization", f"Api-Key {app.oracle.key}"),))


def _post(app: App, path: str, body: dict[str, Any]) -> Request:
    headers = (("Authorization", f"Api-Key {app.oracle.key}"), ("Content-Type", JSON))
    return Request("POST", path, headers=headers, body=json_body(body))


def _failure(app: App, expected: str, got: object, requests: Sequence[Request]) -> Failure:
    """A failure that is repeated by sending all of the requests at the same time."""
    failure = Failure(f"{expected}, when {len(requests)} requests come at once", str(got))
    sent = [Sent(one, app.target.base_url, tuple(app.target.keys)) for one in requests]
    failure.commands = [" & ".join(map(str, sent)) + " & wait"]
    return failure


@check("model", CHARGES)
def renders_made_at_the_same_time_are_all_charged(server: Server, strength: Strength) -> None:
    """Each has an id of its own, is listed, and costs one photo."""
    app = App(server, strength)
    server.forget()  # later checks shall not rely on what is known here
    body = {"config": LIVING, "variation_count": 1, "image_url": PHOTO}
    for _ in range(1 if strength.few else ROUNDS):
        requests = [_post(app, "/renders", body)] * AT_ONCE
        used = _used(app)
        answers = _at_once(app, requests)
        refused = [answer.excerpt(200) for answer in answers if answer.status >= 300]
        if refused:
            raise _failure(app, "each render is accepted", refused, requests)
        ids = {answer.json()["id"] for answer in answers}
        if len(ids) < AT_ONCE:
            raise _failure(app, f"{AT_ONCE} renders have as many ids", sorted(ids), requests)
        listed = app.target.call(_get(app, "/renders")).json()["items"][:AT_ONCE]
        if {item["id"] for item in listed} != ids:
            raise _failure(app, f"the newest renders are {sorted(ids)}", listed, requests)
        if (now := _used(app)) != used + AT_ONCE:
            raise _failure(app, f"{used + AT_ONCE} photos are charged", now, requests)


@check("model", CHARGES)
def no_more_than_twenty_are_added_at_the_same_time(server: Server, strength: Strength) -> None:
    """Of additions that are too many together, those that fit are made, and the others refused."""
    app = App(server, strength)
    server.forget()  # later checks shall not rely on what is known here
    render = app.create(DUSK, 1)
    body = {"config": DUSK, "variation_count": 4}
    requests = [_post(app, f"/renders/{render.id}/variations", body)] * AT_ONCE
    answers = _at_once(app, requests)
    made = [item for a in answers if a.status < 300 for item in a.json()["variations"]]
    whole = _get(app, f"/renders/{render.id}")
    query = "include_variations=true&variations_limit=100"
    page = app.target.call(Request("GET", whole.path, query, whole.headers)).json()["variations"]
    wanted = MOST_VARIATIONS // 4 * 4 - 4 + 1  # four times four beside the one that is there
    if len(page["items"]) != wanted or len({item["id"] for item in made}) != wanted - 1:
        got = f"{len(page['items'])}; the answers show {len(made)}"
        raise _failure(app, f"the render has {wanted} variations", got, requests)


@check("model", CHARGES)
def answers_are_not_mixed_up(server: Server, strength: Strength) -> None:
    """Several reads at the same time are each answered with what they asked for."""
    app = App(server, strength)
    server.forget()  # later checks shall not rely on what is known here
    renders = [app.create(LIVING, 1).id for _ in range(2 if strength.few else 4)]
    requests = [_get(app, f"/renders/{name}") for name in renders * 4]
    for _ in range(1 if strength.few else ROUNDS):
        answers = _at_once(app, requests)
        for request, answer in zip(requests, answers, strict=True):
            if answer.status != 200 or answer.json()["id"] != request.path.rpartition("/")[2]:
                expected = f"GET {request.path} answers with that render"
                raise _failure(app, expected, answer.excerpt(300), requests)


def _used(app: App) -> int:
    answer = app.target.call(_get(app, "/user"))
    used: int = answer.json()["photosUsedThisPeriod"]["staging"]
    return used
