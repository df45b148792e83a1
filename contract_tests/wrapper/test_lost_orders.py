"""Orders of every kind whose answers are lost are found again, and no other one is."""

import asyncio
import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.wrapper.between import CutOff, Late, lost
from contract_tests.wrapper.world import (
    PHOTO,
    World,
    another_process,
    living,
    ordered,
    settled,
    world,
)
from virtualstaging import (
    BulkRender,
    UnknownOutcomeError,
    counted,
    declutter,
    dusk,
    enhancement,
    staging,
)
from virtualstaging_api.models import BulkVariation

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
VIEWS = ("https://photos.example.com/a.jpg", "https://photos.example.com/b.jpg")
Order = Callable[[str, str], tuple[str, wrapped.Use]]


def cleared(mask: str | None = None) -> Any:
    """Furniture is removed before other is added: the API makes a variation for each."""
    return staging(room_type="bed", style="modern", remove_furniture="on", mask_url=mask)


def made_of(config: Any, **more: Any) -> Order:
    """An order of one render."""
    return lambda *_: ("create_render", lambda c: c.renders.create(PHOTO, config, **more))


ORDERS: dict[str, Order] = {
    "one": made_of(living()),
    "with all that can be said": made_of(
        staging(room_type="bed", style="luxury", watermark=True, output_resolution=1536)
    ),
    "with what means nothing": made_of(
        staging(room_type="bed", style="luxury", watermark=False, output_resolution="default")
    ),
    "several with numbers": made_of([counted(living(), 3), counted(dusk(), 2)]),
    "several without numbers": made_of([living(), living("coastal")], variation_count=2),
    "the same twice": made_of([counted(living(), 1), counted(living(), 2)]),
    "removal first": made_of(cleared(), variation_count=2),
    "removal alone": made_of(declutter(), variation_count=2),
    "dusk": made_of(dusk(sky_style="golden")),
    "enhancement": made_of(enhancement()),
    "multi-view": lambda *_: ("create_render", lambda c: c.renders.create(VIEWS, living())),
    "mask": lambda _, mask: ("create_render", lambda c: c.renders.create(PHOTO, cleared(mask))),
    "bulk": lambda *_: (
        "create_renders_bulk",
        lambda c: c.renders.create_bulk(
            [
                BulkRender(PHOTO, dusk(), 2),
                BulkRender(PHOTO, [counted(living(), 2), living("coastal")], 3),
                BulkRender(PHOTO, enhancement()),
            ]
        ),
    ),
    "variations": lambda render_id, _: (
        "create_variations",
        lambda c: c.variations.create(render_id, dusk(), variation_count=2),
    ),
    "variations after a removal": lambda render_id, _: (
        "create_variations",
        lambda c: c.variations.create(render_id, cleared()),
    ),
    "bulk of variations": lambda render_id, _: (
        "create_variations_bulk",
        lambda c: c.variations.create_bulk(
            [
                BulkVariation(render_id=render_id, config=dusk(), variation_count=1),
                BulkVariation(render_id=render_id, config=living("luxury"), variation_count=2),
            ]
        ),
    ),
}


@each_kind
@pytest.mark.parametrize("name", ORDERS)
def test_an_order_of_any_kind_is_found_again(name: str, kind: wrapped.Kind) -> None:
    """Alone, and with looks that work, it is as if its answer had come."""
    with world(kind) as there:
        first = there.do(lambda c: ordered(c, style="coastal"))
        mask = there.do(lambda c: c.images.analyze(PHOTO)).result_url
        there.clock.advance(60)
        operation, use = ORDERS[name](first.id, mask)
        expected = sound(there, use)
        there.clock.advance(600)
        before = held(there, first.id)
        there.plant(operation, "reset", phase="after")
        found = there.do(use)
        made = [one for one in held(there, first.id) if one not in before]
        told = [one.id for one in (found if isinstance(found, list) else [found])]
        assert set(told) <= set(made)
        assert len(told) == expected, "not as many as an answer names"


def sound(there: World, use: wrapped.Use) -> int:
    """How many things the answer to an order names when nothing goes wrong."""
    found = there.do(use)
    return len(found) if isinstance(found, list) else 1


def held(there: World, render_id: str) -> list[str]:
    """The ids of all renders, and of one render's variations."""
    return there.renders() + there.variations(render_id)


@each_kind
def test_of_two_equal_orders_in_doubt_neither_takes_what_one_made(kind: wrapped.Kind) -> None:
    """The first one's server acts late, while the second one, which never arrived, looks."""
    with world(kind) as there:
        lost(there, made=False)
        there.wire.inner = Late(there, 2)
        there.plant("create_render", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        assert list(caught.value.candidates) == there.renders()
        kept = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - made here
        with another_process(there) as later, pytest.raises(UnknownOutcomeError):
            later.do(lambda c: c.reconcile(kept))


@each_kind
def test_what_an_equal_call_was_given_is_not_taken(kind: wrapped.Kind) -> None:
    """In the same second; the later call never arrived."""
    with world(kind) as there:
        first = there.do(lambda c: ordered(c, 2))
        there.plant("create_render", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        assert first.id not in caught.value.candidates
        kept = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - made here
        with another_process(there) as later:
            assert settled(later, kept) is None
        assert there.do(caught.value.reconcile) is None
        there.mock.checks.reset()  # two equal orders were meant


@each_kind
def test_variations_that_came_with_a_render_are_not_taken_for_added_ones(
    kind: wrapped.Kind,
) -> None:
    """The same configuration and number, in the same second; the call never arrived."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, 2))
        there.plant("create_variations", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.variations.create(render.id, living(), variation_count=2))
        assert settled(there, caught.value) is None
        there.clock.advance(60)
        there.plant("create_variations", "reset", phase="after")
        added = there.do(lambda c: c.variations.create(render.id, dusk(), variation_count=2))
        assert [one.id for one in added] == there.variations(render.id)[2:]


@each_kind
def test_variations_of_several_renders_are_found_again(kind: wrapped.Kind) -> None:
    """Added in one call, in the order of the request."""
    with world(kind) as there:
        first = there.do(lambda c: ordered(c, 1, "modern"))
        second = there.do(lambda c: ordered(c, 1, "luxury"))
        there.clock.advance(60)
        items = [
            BulkVariation(render_id=one.id, config=dusk(), variation_count=count)
            for one, count in ((second, 2), (first, 1))
        ]
        there.plant("create_variations_bulk", "reset", phase="after")
        added = there.do(lambda c: c.variations.create_bulk(items))
        assert [one.id for one in added] == [
            *there.variations(second.id)[1:],
            *there.variations(first.id)[1:],
        ]


def test_the_render_of_an_equal_call_under_way_is_not_taken() -> None:
    """The one was made and its answer is still on its way; the other never arrived."""
    with world("async") as there:
        inner, posts = there.wire.inner, 0
        made, looked = asyncio.Event(), asyncio.Event()

        class Two(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                nonlocal posts
                posts += request.method == "POST"
                if request.method == "POST" and posts == 2:
                    raise httpx.ReadError("planted", request=request)
                found: httpx.Response = await inner.handle_async_request(request)
                if request.method == "POST":
                    made.set()
                    await looked.wait()
                return found

        async def both(client: Any) -> tuple[Any, Any]:
            first = asyncio.create_task(ordered(client, 2))
            await made.wait()
            try:
                second: Any = await ordered(client, 2)
            except UnknownOutcomeError as error:
                second = error
            looked.set()
            return await first, second

        there.wire.inner = Two()
        first, second = there.do(both)
        assert [first.id] == there.renders()
        assert isinstance(second, UnknownOutcomeError), "both were given the same render"


@each_kind
def test_what_was_cut_off_may_be_what_an_equal_call_made(kind: wrapped.Kind) -> None:
    """Nobody can tell the two apart."""
    with world(kind) as there:
        CutOff(there, made=True)
        error = KeyboardInterrupt if kind == "sync" else asyncio.CancelledError
        with pytest.raises(error):
            there.do(lambda c: ordered(c, 2))
        there.plant("create_render", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        assert list(caught.value.candidates) == there.renders()
        there.mock.checks.reset()  # two equal orders were meant


@each_kind
def test_of_two_equal_orders_in_one_call_it_cannot_be_told_which_is_whose(
    kind: wrapped.Kind,
) -> None:
    """Their photos differ, and renders do not show photos."""
    with world(kind) as there:
        there.plant("create_renders_bulk", "reset", phase="after")
        orders = [BulkRender(f"{PHOTO}?{number}", living()) for number in range(2)]
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.renders.create_bulk(orders))
        assert sorted(caught.value.candidates) == sorted(there.renders())
