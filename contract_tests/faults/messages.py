"""What stands in requests, answers and webhooks, and the same with something else in its place."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from PIL import Image

from contract_tests.exchange import Answer, Request
from contract_tests.in_process import KEYS
from contract_tests.spec.document import the_spec
from contract_tests.targets import Delivery

Json = Any
Headers = tuple[tuple[str, str], ...]
Message = TypeVar("Message", Request, Answer, Delivery)

FIRST, SECOND = (f"Api-Key {key}" for key in KEYS)
"""The Authorization headers with which the server lets in."""
LINKS = ("url", "optimized_url", "thumbnail_url")


def objects_in(body: Json) -> Iterator[Json]:
    """Every object in a JSON value, the outer one first."""
    if isinstance(body, dict):
        yield body
    if isinstance(body, dict | list):
        for item in body.values() if isinstance(body, dict) else body:
            yield from objects_in(item)


def variations_in(body: Json) -> Iterator[Json]:
    """Every variation in an answer."""
    return (one for one in objects_in(body) if {"render_id", "status"} <= one.keys())


def renders_in(body: Json) -> Iterator[Json]:
    """Every render in an answer."""
    for one in objects_in(body):
        if {"id", "created_at", "eta"} <= one.keys() and "status" not in one:
            yield one


def parsed(answer: Answer) -> Json:
    """An answer's JSON, to be changed."""
    return json.loads(answer.body)


def body_of(request: Request) -> Json:
    """A request's JSON; an empty object where it has none."""
    try:
        return json.loads(request.body or b"{}")
    except ValueError:
        return {}


def with_body(message: Message, body: Json) -> Message:
    """A request, answer or webhook with another JSON body."""
    return replace(message, body=json.dumps(body).encode())


def with_header(message: Message, name: str, value: str | None) -> Message:
    """A request, answer or webhook with another header; None takes it away."""
    others: Headers = tuple((n, v) for n, v in message.headers if n.lower() != name.lower())
    return replace(message, headers=others + (((name, value),) if value else ()))


def with_key(request: Request, value: str) -> Request:
    """A request with another Authorization header."""
    return with_header(request, "Authorization", value)


def with_signature(delivery: Delivery, signature: str | None) -> Delivery:
    """A webhook with another signature; None takes it away."""
    return with_header(delivery, the_spec().signature_header, signature)


def signature_of(delivery: Delivery) -> str | None:
    """A webhook's signature, None where it has none."""
    return delivery.header(the_spec().signature_header)


def with_query(request: Request, **changes: object) -> Request:
    """A request with parameters changed; None takes one away."""
    query = dict(parse_qsl(request.query, keep_blank_values=True)) | changes
    return replace(request, query=urlencode({n: v for n, v in query.items() if v is not None}))


def error(status: int, message: str = "Something is wrong.") -> Answer:
    """An error answer of the API's form."""
    return with_body(Answer(status, (("content-type", "application/json"),)), {"message": message})


def set_back(variation: Json, status: str) -> None:
    """Give a variation a status in which it has neither eta nor result."""
    variation.update(status=status, eta=None)
    variation.pop("result", None)


def invented_result(name: str = "") -> Json:
    """A result that the server did not make."""
    url = f"https://images.example.com/x.jpg?s=1{name}"
    return {"url": url, "optimized_url": None, "thumbnail_url": None}


def images_of(variation: Json) -> list[Json]:
    """The images that a variation, or the event of one, has as its result."""
    result = variation.get("result") or []
    return result if isinstance(result, list) else [result]


def unsign(variation: Json) -> None:
    """Take the signatures from the links of a variation's images."""
    for image in images_of(variation):
        image.update({name: image[name] and image[name].partition("?")[0] for name in LINKS})


def half_as_wide(image: bytes) -> bytes:
    """A JPEG scaled down to half its width and height."""
    picture, small = Image.open(BytesIO(image)), BytesIO()
    picture.resize((picture.width // 2, picture.height // 2)).save(small, "JPEG")
    return small.getvalue()
