"""Webhooks that are lost, doubled, early, unsigned, wrongly signed, or tell something else."""

import hashlib
import hmac
import json
from dataclasses import replace

from contract_tests.exchange import Answer, Request
from contract_tests.faults.layers import At, Calling, Memory, instead, on_deliveries, on_requests
from contract_tests.faults.messages import Json, signature_of, with_body, with_signature
from contract_tests.in_process import Posting
from contract_tests.targets import Delivery


def _event(delivery: Delivery) -> Json:
    return json.loads(delivery.body)


@on_deliveries("webhooks")
def events_are_sent_twice(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """Every event is sent twice."""
    receiver(delivery)
    return receiver(delivery)


@on_deliveries("webhooks")
def events_are_never_sent(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """No event is ever sent."""
    return 200


@on_deliveries("webhooks")
def every_second_event_is_lost(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """Every second event is lost."""
    memory["n"] = memory.get("n", 0) + 1
    return 200 if memory["n"] % 2 == 0 else receiver(delivery)


@on_deliveries("webhooks")
def events_of_removals_are_lost(
    delivery: Delivery, receiver: Posting, memory: Memory
) -> int | None:
    """Removal variations have no event."""
    return 200 if _event(delivery).get("variation_type") == "removal" else receiver(delivery)


@on_deliveries("webhooks")
def events_of_errors_are_lost(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """Failures have no event."""
    return 200 if _event(delivery)["event_type"] == "error" else receiver(delivery)


@on_deliveries("webhooks")
def events_of_analyses_are_lost(
    delivery: Delivery, receiver: Posting, memory: Memory
) -> int | None:
    """Analyses have no event."""
    return 200 if _event(delivery)["event_type"].startswith("analysis") else receiver(delivery)


@on_deliveries("webhooks")
def one_event_for_each_render(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """Only the first variation of a render has an event."""
    render = _event(delivery).get("render_id")
    if render in memory and render is not None:
        return 200
    memory[render] = True
    return receiver(delivery)


@on_deliveries("webhooks")
def failed_deliveries_are_not_repeated(
    delivery: Delivery, receiver: Posting, memory: Memory
) -> int | None:
    """An event is sent once, whatever the answer."""
    receiver(delivery)
    return 200


@on_deliveries("webhooks")
def redirects_count_as_received(
    delivery: Delivery, receiver: Posting, memory: Memory
) -> int | None:
    """Any answer below 400 counts as received."""
    status = receiver(delivery)
    return 200 if status < 400 else status


@on_deliveries("webhooks")
def client_errors_are_not_repeated(
    delivery: Delivery, receiver: Posting, memory: Memory
) -> int | None:
    """An answer of 404 ends the retries."""
    status = receiver(delivery)
    return 200 if 400 <= status < 500 else status


@on_deliveries("webhooks")
def retries_go_on_for_ever(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """The last attempt is repeated once more."""
    status = receiver(delivery)
    memory[delivery.body] = memory.get(delivery.body, 0) + 1
    if status != 200 and memory[delivery.body] == 4:
        receiver(delivery)
    return status


@on_deliveries("webhooks")
def received_events_are_repeated(
    delivery: Delivery, receiver: Posting, memory: Memory
) -> int | None:
    """200 does not end the retries."""
    receiver(delivery)
    return 500


@on_deliveries("webhooks")
def retries_tell_another_time(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """A retry has a newer timestamp than the first attempt, unsigned."""
    event = _event(delivery)
    memory["n"] = memory.get("n", 0) + 1
    event["timestamp"] = event.get("timestamp", 0) - memory["n"]
    return receiver(replace(delivery, body=json.dumps(event).encode()))


@on_deliveries("webhooks")
def events_are_never_signed(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """Events come unsigned although a secret is set."""
    return receiver(with_signature(delivery, None))


@on_deliveries("webhooks")
def events_are_always_signed(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """Without a secret events are signed with an empty one."""
    if signature_of(delivery):
        return receiver(delivery)
    return receiver(
        with_signature(delivery, hmac.new(b"", delivery.body, hashlib.sha256).hexdigest())
    )


@on_deliveries("webhooks")
def signatures_are_in_capitals(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """The digest is in capital letters."""
    signature = signature_of(delivery)
    return receiver(with_signature(delivery, signature.upper()) if signature else delivery)


@on_deliveries("webhooks")
def signatures_have_a_prefix(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """The digest stands behind sha256=."""
    signature = signature_of(delivery)
    return receiver(with_signature(delivery, f"sha256={signature}") if signature else delivery)


@on_deliveries("webhooks")
def the_body_changes_after_signing(
    delivery: Delivery, receiver: Posting, memory: Memory
) -> int | None:
    """The body is written anew after it was signed."""
    return receiver(replace(delivery, body=json.dumps(_event(delivery), indent=1).encode()))


@on_deliveries("webhooks")
def signatures_of_retries_are_missing(
    delivery: Delivery, receiver: Posting, memory: Memory
) -> int | None:
    """Retries come unsigned."""
    again = delivery.body in memory
    memory[delivery.body] = True
    return receiver(with_signature(delivery, None) if again else delivery)


@on_deliveries("webhooks")
def events_are_forms(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """Events are declared as forms."""
    others = tuple((n, v) for n, v in delivery.headers if n.lower() != "content-type")
    return receiver(
        replace(delivery, headers=(*others, ("content-type", "application/x-www-form-urlencoded")))
    )


@on_deliveries("webhooks")
def renders_have_events_too(delivery: Delivery, receiver: Posting, memory: Memory) -> int | None:
    """With its first variation a render sends an event of its own."""
    event = _event(delivery)
    if event.get("render_id") not in memory:
        memory[event.get("render_id")] = True
        receiver(
            replace(
                delivery,
                body=json.dumps(
                    {"event_type": "render_done", "render_id": event.get("render_id")}
                ).encode(),
            )
        )
    return receiver(delivery)


@on_requests("webhooks", "create_render")
def webhook_urls_are_forgotten(request: Request, at: At) -> Request:
    """A render's webhook_url is not kept."""
    body = at.body
    if (
        isinstance(body, dict)
        and isinstance(body.get("webhook_url"), str)
        and body["webhook_url"].startswith("http://127.")
    ):
        return with_body(request, {k: v for k, v in body.items() if k != "webhook_url"})
    return request


@on_requests("webhooks", "create_renders_bulk")
def webhook_urls_of_a_bulk_are_forgotten(request: Request, at: At) -> Request:
    """A bulk's webhook_url is not kept."""
    body = at.body
    if (
        isinstance(body, dict)
        and isinstance(body.get("webhook_url"), str)
        and body["webhook_url"].startswith("http://127.")
    ):
        return with_body(request, {k: v for k, v in body.items() if k != "webhook_url"})
    return request


@instead("webhooks", "create_render")
def webhook_urls_stay_for_later_renders(request: Request, server: Calling, at: At) -> Answer:
    """A render without a webhook_url uses that of the one before."""
    body = at.body
    if isinstance(body, dict) and isinstance(body.get("webhook_url"), str):
        at.memory["url"] = body["webhook_url"]
    elif isinstance(body, dict) and body and "webhook_url" not in body and "url" in at.memory:
        return server(with_body(request, {**body, "webhook_url": at.memory["url"]}))
    return server(request)
