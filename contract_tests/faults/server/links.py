"""Result links that are not those of the variation, or work in one place only."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import (
    At,
    Calling,
    Memory,
    on_deliveries,
    on_downloads,
    on_variations,
)
from contract_tests.faults.messages import Json
from contract_tests.in_process import Posting
from contract_tests.targets import Delivery

HEADER = "X-Webhook-Signature"
LINKS = ("url", "optimized_url", "thumbnail_url")


def _images(v: Json) -> list[Any]:
    result = v.get("result") or []
    return result if isinstance(result, list) else [result]


def _unsigned(link: str | None) -> str | None:
    return link.partition("?")[0] if link else link


def _unsign(v: Json) -> None:
    for image in _images(v):
        image.update({name: _unsigned(image[name]) for name in LINKS})


@on_variations("links", "list_renders")
def links_in_lists_are_unsigned(v: Json, at: At) -> None:
    """In a list, results have links without a signature."""
    _unsign(v)


@on_variations("links", "get_render")
def links_within_a_render_are_unsigned(v: Json, at: At) -> None:
    """Within a render, results have links without a signature."""
    _unsign(v)


@on_variations("links", "create_variations", "create_variations_bulk")
def links_told_after_waiting_are_unsigned(v: Json, at: At) -> None:
    """Added variations that were waited for have links without a signature."""
    _unsign(v)


@on_variations("links")
def links_of_removals_are_unsigned(v: Json, at: At) -> None:
    """Results of removals have links without a signature."""
    if v.get("type") == "removal":
        _unsign(v)


@on_deliveries("links")
def links_in_events_are_unsigned(d: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """Events tell links without a signature."""
    if d.header(HEADER) is not None:  # a signature would give it away
        return receiver(d)
    event = json.loads(d.body)
    _unsign(event)
    return receiver(replace(d, body=json.dumps(event).encode()))


@on_downloads("links")
def links_never_expire(request: Request, files: Calling, memory: Memory) -> Answer:
    """A link that worked once works for ever."""
    answer = files(request)
    if answer.status == 200:
        memory[request.path, request.query] = answer
    return memory.get((request.path, request.query), answer)  # type: ignore[no-any-return]


@on_variations("links")
def thumbnails_are_all_the_same(v: Json, at: At) -> None:
    """Every thumbnail is that of the first variation."""
    for image in _images(v):
        image["thumbnail_url"] = at.memory.setdefault("first", image["thumbnail_url"])


@on_variations("links")
def the_first_variations_of_renders_share_a_result(v: Json, at: At) -> None:
    """The first variation of each render has the result of the first render's."""
    firsts = at.memory.setdefault("firsts", {})
    if firsts.setdefault(v["render_id"], v["id"]) == v["id"] and isinstance(v.get("result"), dict):
        v["result"] = at.memory.setdefault("result", v["result"])


@on_downloads("links")
def links_lead_to_one_image(request: Request, files: Calling, memory: Memory) -> Answer:
    """Each link leads to the image that was downloaded first."""
    answer = files(request)
    kind = urlsplit(request.path).path.rpartition(".")[2]
    return memory.setdefault(kind, answer) if answer.status == 200 else answer


def _by_another(request: Request, files: Calling, memory: Memory, query: str | None) -> Answer:
    """The file, although the query is wrong: by the one that its link had when it was good."""
    answer = files(request)
    if answer.status == 200:
        memory[request.path] = request.query
        return answer
    good = memory.get(request.path)
    return files(replace(request, query=good)) if good and query == "any" else answer


@on_downloads("links")
def links_are_good_with_any_signature(request: Request, files: Calling, memory: Memory) -> Answer:
    """A link that was good once is so whatever its signature is."""
    return _by_another(request, files, memory, "any" if request.query else None)


@on_downloads("links")
def links_are_good_without_a_signature(request: Request, files: Calling, memory: Memory) -> Answer:
    """A link that was good once is so when its signature is left out."""
    return _by_another(request, files, memory, None if request.query else "any")


@on_downloads("links")
def links_can_be_prolonged(request: Request, files: Calling, memory: Memory) -> Answer:
    """When a link expires is not part of what is signed."""
    good = memory.get(request.path, "")
    same = request.query.partition("signature=")[2] == good.partition("signature=")[2]
    return _by_another(request, files, memory, "any" if good and same else None)


@on_downloads("links")
def a_signature_is_good_for_every_link(request: Request, files: Calling, memory: Memory) -> Answer:
    """The signature of one link opens another one."""
    known = request.query in memory.setdefault("queries", set())
    answer = _by_another(request, files, memory, "any" if known else None)
    if answer.status == 200:
        memory["queries"].add(request.query)
    return answer
