"""What stands in requests, answers and webhooks, and the same with something else in its place."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from contract_tests.exchange import Answer, Request
from contract_tests.spec.document import the_spec
from contract_tests.targets import Delivery

Json = Any


def variations_in(body: Json) -> Iterator[Json]:
    """Every variation in an answer."""
    if isinstance(body, dict):
        if "render_id" in body and "status" in body:
            yield body
        for value in body.values():
            yield from variations_in(value)
    elif isinstance(body, list):
        for item in body:
            yield from variations_in(item)


def renders_in(body: Json) -> Iterator[Json]:
    """Every render in an answer."""
    if isinstance(body, dict):
        if {"id", "created_at", "eta"} <= body.keys() and "status" not in body:
            yield body
        for name in ("items", "renders"):
            yield from renders_in(body.get(name, []))
    elif isinstance(body, list):
        for item in body:
            yield from renders_in(item)


def pages_in(body: Json) -> Iterator[Json]:
    """Every page in an answer."""
    if isinstance(body, dict):
        if "items" in body:
            yield body
        for value in body.values():
            yield from pages_in(value)
    elif isinstance(body, list):
        for item in body:
            yield from pages_in(item)


def parsed(answer: Answer) -> Json:
    """An answer's JSON, to be changed."""
    return json.loads(answer.body)


def with_json(answer: Answer, body: Json) -> Answer:
    """An answer with another body."""
    return replace(answer, body=json.dumps(body).encode())


def with_body(request: Request, body: Json) -> Request:
    """A request with another body."""
    return replace(request, body=json.dumps(body).encode())


def with_query(request: Request, **changes: object) -> Request:
    """A request with parameters changed; None takes one away."""
    query = dict(parse_qsl(request.query, keep_blank_values=True))
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return replace(request, query=urlencode(query))


def signature_of(delivery: Delivery) -> str | None:
    """A webhook's signature, None where it has none."""
    return delivery.header(the_spec().signature_header)


def with_signature(delivery: Delivery, signature: str | None) -> Delivery:
    """A webhook with another signature; None takes it away."""
    header = the_spec().signature_header
    others = tuple((n, v) for n, v in delivery.headers if n.lower() != header.lower())
    return replace(delivery, headers=others + (((header, signature),) if signature else ()))


def with_key(request: Request, value: str) -> Request:
    """A request with another Authorization header."""
    others = tuple((n, v) for n, v in request.headers if n.lower() != "authorization")
    return replace(request, headers=(("Authorization", value), *others))


def error(status: int, message: str = "Something is wrong.") -> Answer:
    """An error answer of the API's form."""
    return Answer(
        status, (("content-type", "application/json"),), json.dumps({"message": message}).encode()
    )


def body_of(request: Request) -> Json:
    """A request's JSON; an empty object where it has none."""
    try:
        return json.loads(request.body or b"{}")
    except ValueError:
        return {}
