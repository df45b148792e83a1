"""What is reported during a wait: changes by a function of the caller's, ends by webhooks."""

import json
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from contract_tests.client import wrapped
from contract_tests.wrapper.world import World, ordered, several, states, world
from virtualstaging import webhooks

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


@each_kind
def test_changes_are_reported_in_order(kind: wrapped.Kind) -> None:
    """Each state that was seen, forwards, the last one being final."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, 2))
        seen: list[list[str]] = []
        there.do(lambda c: c.wait(render, on_update=lambda one: seen.append(states(one))))
        order = ["queued", "rendering", "done"]
        ranks = [[order.index(state) for state in states] for states in seen]
        assert all(earlier != later for earlier, later in pairwise(seen))
        assert all(all(a <= b for a, b in zip(*pair, strict=True)) for pair in pairwise(ranks))
        assert seen[-1] == ["done", "done"]


def test_changes_may_be_passed_to_a_coroutine_function() -> None:
    """Of an asynchronous client: it is awaited."""
    with world("async") as there:
        render = there.do(lambda c: ordered(c, 2))
        seen: list[Any] = []

        async def note(one: Any) -> None:
            seen.append(states(one))

        there.do(lambda c: c.wait(render, on_update=note))
        assert seen[-1] == ["done", "done"]
        seen.clear()
        more = there.do(lambda c: ordered(c, 1, "luxury"))
        there.client.all_of(lambda c: c.as_completed([more], on_update=note))
        assert seen[-1] == ["done"]


@each_kind
def test_what_the_function_raises_reaches_its_caller(kind: wrapped.Kind) -> None:
    """And the client can be used on."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))

        def refuse(_: Any) -> None:
            raise LookupError("mine")

        with pytest.raises(LookupError, match="mine"):
            there.do(lambda c: c.wait(render, on_update=refuse))
        there.clock.advance(1)
        assert states(there.do(lambda c: c.wait(render))) == ["done"]


def event_of(there: World, variation_id: str, render_id: str) -> Any:
    """The event of a variation that has ended, as a webhook brings it."""
    path = f"/renders/{render_id}/variations/{variation_id}"
    variation = there.ask("GET", path)
    event = {
        "event_type": variation["status"],
        "render_id": render_id,
        "variation_id": variation_id,
        "variation_type": variation["type"],
        "timestamp": there.clock.time() * 1000,
    }
    if variation["status"] == "done":
        event["result"] = variation["result"]
    else:
        event["error_message"] = "It failed."
    return webhooks.parse_unverified(json.dumps(event).encode())


@each_kind
@pytest.mark.parametrize("failure_rate", [0.0, 1.0])
def test_events_end_waits_without_a_look(failure_rate: float, kind: wrapped.Kind) -> None:
    """Of success and of failure, for many renders, before their waits begin."""
    with world(kind, failure_rate=failure_rate) as there:
        begun = several(there, 20)
        renders = [
            there.do(partial(read, one.id)) for one in begun
        ]  # their variations are known from here on
        there.clock.advance(200)
        for render in renders:
            event = event_of(there, render.variations.items[0].id, render.id)
            there.do(partial(received, event))
        there.wire.sent.clear()
        ended = there.do(lambda c: c.wait(renders, raise_on_error=False, timeout=60))
        assert {state for one in ended for state in states(one)} == {
            "error" if failure_rate else "done"
        }
        assert not there.wire.sent


def read(render_id: str, client: Any) -> Any:
    """Read a render with its variations."""
    return client.renders.get(render_id, include_variations=True)


def received(event: Any, client: Any) -> Any:
    """Hand an event in."""
    return client.receive_event(event)


@each_kind
def test_an_event_that_is_handed_in_ends_a_wait_without_a_look(kind: wrapped.Kind) -> None:
    """Verified first, as the API signs it."""
    secret = "correct-horse_battery"
    with world(kind) as there:
        there.do(lambda c: c.account.set_webhook_secret(secret))
        received: list[Any] = []

        def receive(outgoing: Any) -> int:
            received.append(outgoing)
            return 200

        there.mock.deliver_webhooks_to(receive)
        made = there.do(lambda c: ordered(c, 1, webhook_url="http://127.0.0.1:9/hook"))
        render = there.do(lambda c: c.renders.get(made.id, include_variations=True))
        there.clock.advance(120)
        [outgoing] = received
        event = webhooks.unwrap(outgoing.body, outgoing.headers, secret=secret)
        assert isinstance(event, webhooks.VariationDoneEvent)
        variation = there.do(lambda c: c.variations.get(render.id, event.variation_id))
        assert variation.status == "done"
        there.wire.sent.clear()
        there.do(lambda c: c.receive_event(event))
        done = there.do(lambda c: c.wait(render, timeout=60))
        assert states(done) == ["done"]
        assert not there.wire.sent


ODD_EVENTS: list[Any] = [
    {},
    {"event_type": "done"},
    {"event_type": "done", "render_id": 5, "variation_id": []},
    webhooks.UnknownEvent("new", {}),
    None,
    "done",
]


@each_kind
@pytest.mark.parametrize("number", range(len(ODD_EVENTS) + 2))
def test_an_event_that_says_no_end_ends_no_wait(number: int, kind: wrapped.Kind) -> None:
    """And does no harm."""
    with world(kind) as there:
        made = there.do(lambda c: ordered(c))
        render = there.do(partial(read, made.id))
        ids = {"render_id": render.id, "variation_id": render.variations.items[0].id}
        without_result = [{"event_type": kind, **ids} for kind in ("update", "done")]
        event = [*ODD_EVENTS, *without_result][number]
        there.do(partial(received, event))
        there.clock.advance(1)
        assert states(there.do(lambda c: c.wait(render))) == ["done"]
        assert there.clock.monotonic() > 10
