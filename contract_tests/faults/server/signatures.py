"""Webhooks that are right for most: not for some secrets, some keys, some calls, some URLs."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import (
    At,
    Calling,
    Memory,
    instead,
    on_deliveries,
    on_requests,
    variants,
)
from contract_tests.faults.messages import Json, signature_of, with_body, with_key, with_signature
from contract_tests.in_process import KEYS, Posting
from contract_tests.spec.document import the_spec
from contract_tests.targets import Delivery

MAKING = ("create_render", "create_renders_bulk")


def _of_analysis(delivery: Delivery) -> bool:
    return bool(json.loads(delivery.body)["event_type"].startswith("analysis"))


def _changed(delivery: Delivery, change: Callable[[Json], None]) -> Delivery:
    """A delivery that tells something else, where no signature gives that away."""
    if signature_of(delivery) is not None:
        return delivery
    event = json.loads(delivery.body)
    change(event)
    return replace(delivery, body=json.dumps(event).encode())


def _secret(name: str, sentence: str, change: Any) -> None:
    def sent(request: Request, at: At) -> Request:
        secret = at.body.get("webhook_secret")
        if not isinstance(secret, str):
            return request
        return with_body(request, {**at.body, "webhook_secret": change(secret)})

    variants(on_requests("signatures", "set_webhook_secret"), name, sentence, sent)


_secret("secrets sign in small letters", "Secrets lose their capitals.", str.lower)
_secret("secrets are cut at 64", "Only 64 characters of a secret sign.", lambda s: s[:64])
_secret("secrets are trimmed", "Hyphens around a secret do not sign.", lambda s: s.strip("-") or s)


@on_deliveries("signatures")
def events_of_analyses_are_unsigned(d: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """Events of analyses come unsigned, whatever the secret."""
    return receiver(with_signature(d, None) if _of_analysis(d) else d)


@on_deliveries("signatures")
def events_of_analyses_are_not_repeated(
    d: Delivery, receiver: Posting, memory: Memory
) -> int | None:
    """An event of an analysis is sent once, whatever the answer."""
    return (receiver(d) and 200) if _of_analysis(d) else receiver(d)


@on_deliveries("signatures")
def events_of_analyses_come_from_the_past(
    d: Delivery, receiver: Posting, memory: Memory
) -> int | None:
    """An event of an analysis is dated an hour before the analysis."""

    def shift(event: Json) -> None:
        if _of_analysis(d):
            event["timestamp"] -= 3_600_000

    return receiver(_changed(d, shift))


@on_deliveries("signatures")
def events_tell_the_key(d: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """The API key comes along in a header of each event."""
    return receiver(replace(d, headers=(*d.headers, ("Authorization", f"Api-Key {KEYS[0]}"))))


@instead("signatures", "delete_webhook_secret")
def deleting_a_secret_deletes_all(request: Request, server: Calling, at: At) -> Answer:
    """Deleting one key's secret deletes the other's, too."""
    answer = server(request)
    if answer.status == 200:
        for key in KEYS:
            server(with_key(request, f"Api-Key {key}"))
    return answer


@on_deliveries("signatures")
def events_tell_the_first_result(d: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """An event of a done variation carries the first one's result."""

    def swap(event: Json) -> None:
        if isinstance(event.get("result"), dict):
            event["result"] = memory.setdefault("result", event["result"])

    return receiver(_changed(d, swap))


@on_deliveries("signatures")
def events_are_dated_before_the_end(d: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """An event of a done variation is dated five seconds before that was so."""

    def shift(event: Json) -> None:
        if event["event_type"] == "done":
            event["timestamp"] -= 5_000

    return receiver(_changed(d, shift))


@on_deliveries("signatures")
def events_are_signed_with_the_old_secret_too(
    d: Delivery, receiver: Posting, memory: Memory
) -> int | None:
    """A signed event carries a second signature."""
    more = ((the_spec().signature_header, "0" * 64),) if signature_of(d) else ()
    return receiver(replace(d, headers=(*d.headers, *more)))
