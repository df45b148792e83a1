"""Orders of every kind whose answers are lost are found again, and no other one is."""

import asyncio
import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.wrapper.test_charges import foreign
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


def lost(there: World, *, made: bool, seen_before: bool = True) -> UnknownOutcomeError:
    """An order without an answer, when looking for it fails too; as it comes out of a database.

    `seen_before`: the client could see before the call what was there.
    """
    there.plant("create_render", "reset", phase="after" if made else "before")
    first = 2 if seen_before else 1
    there.plant("list_renders", {"kind": "status", "status": 500}, nth=first, times=None)
    with pytest.raises(UnknownOutcomeError) as caught:
        there.do(lambda c: ordered(c, 2))
    there.heal()
    kept: UnknownOutcomeError = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - made here
    return kept


@each_kind
@pytest.mark.parametrize("seen_before", [True, False])
@pytest.mark.parametrize("minutes", [1, 90])
@pytest.mark.parametrize("skew", [0, 3, -3, 600, -600, 86400 * 400, -86400 * 400])
def test_another_process_finds_what_was_made(
    skew: float, minutes: int, seen_before: bool, kind: wrapped.Kind
) -> None:
    """From what the first one stored of the error; as often as it asks, whatever its clock says."""
    with world(kind) as there:
        there.clock.advance(3600)
        there.clock.skew = skew / 2
        error = lost(there, made=True, seen_before=seen_before)
        there.clock.advance(minutes * 60)
        for _ in range(2):
            with another_process(there, skew) as later:
                found = later.do(lambda c: c.reconcile(error))
                assert found is not None, "it was made: it would be created and charged again"
                assert [found.id] == there.renders()


@each_kind
@pytest.mark.parametrize("skew", [0, 600, -600])
def test_another_process_takes_nothing_older(skew: float, kind: wrapped.Kind) -> None:
    """An equal render was made a second before the call, which never arrived."""
    with world(kind) as there:
        there.ask("POST", "/renders", foreign("modern"))
        there.clock.advance(1)
        error = lost(there, made=False)
        with another_process(there, skew) as later:
            assert settled(later, error) is None


@each_kind
def test_what_may_be_older_is_a_candidate(kind: wrapped.Kind) -> None:
    """Nobody saw what was there before the call: so minutes are allowed for, and nothing is taken
    that may have been there."""
    with world(kind) as there:
        there.ask("POST", "/renders", foreign("modern"))
        there.clock.advance(60)
        error = lost(there, made=False, seen_before=False)
        there.clock.advance(3600)
        with another_process(there) as later, pytest.raises(UnknownOutcomeError) as caught:
            later.do(lambda c: c.reconcile(error))
        assert list(caught.value.candidates) == there.renders()


@each_kind
@pytest.mark.parametrize("made", [True, False])
def test_where_no_clock_is_known_time_is_let_pass(made: bool, kind: wrapped.Kind) -> None:
    """Nothing of the server was ever seen by the process that called, not even its time."""
    with world(kind) as there:
        there.plant("list_renders", "reset", times=None)
        there.plant("create_render", "reset", phase="after" if made else "before")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        there.heal()
        with another_process(there) as later:
            if made:
                with pytest.raises(UnknownOutcomeError) as again:
                    later.do(lambda c: c.reconcile(caught.value))
                assert list(again.value.candidates) == there.renders()
                return
            with pytest.raises(UnknownOutcomeError, match="too early") as early:
                later.do(lambda c: c.reconcile(caught.value))
            assert (early.value.retry_after or 0) >= 120
            there.clock.advance(early.value.retry_after or 0)
            assert later.do(lambda c: c.reconcile(early.value)) is None


@each_kind
def test_a_render_made_at_the_last_moment_of_the_grace_is_found(kind: wrapped.Kind) -> None:
    """None is said no earlier than two minutes after the call was sent."""
    with world(kind) as there:
        error = lost(there, made=False)
        there.clock.advance(100)
        with pytest.raises(UnknownOutcomeError, match="too early") as early:
            there.do(lambda c: c.reconcile(error))
        there.ask("POST", "/renders", foreign("modern"))
        there.clock.advance(early.value.retry_after or 0)
        found = there.do(lambda c: c.reconcile(early.value))
        assert [found.id] == there.renders()


class Slow(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers are on their way for a while, after the server has written its `Date`."""

    def __init__(self, there: World, seconds: float) -> None:
        self.there, self.inner, self.seconds = there, there.wire.inner, seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """For the sync client."""
        found: httpx.Response = self.inner.handle_request(request)
        self.there.clock.advance(self.seconds)
        return found

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """For the async client."""
        found: httpx.Response = await self.inner.handle_async_request(request)
        self.there.clock.advance(self.seconds)
        return found


@each_kind
def test_the_grace_is_not_over_sooner_because_an_answer_was_slow(kind: wrapped.Kind) -> None:
    """The only answer before the call ended was: it told a time that was long past."""
    with world(kind) as there:
        there.wire.inner = Slow(there, 4)
        there.plant("create_render", "reset")
        there.plant("list_renders", "reset", nth=2, times=None)
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c))
        there.heal()
        there.wire.inner.seconds = 0
        [ended] = there.wire.times("POST")
        there.clock.advance(ended + 118 - there.clock.monotonic())
        with pytest.raises(UnknownOutcomeError, match="too early"):
            there.do(lambda c: c.reconcile(caught.value))


@each_kind
def test_what_was_made_is_found_behind_many_others(kind: wrapped.Kind) -> None:
    """More than one page of renders has been made since by other programs."""
    with world(kind) as there:
        error = lost(there, made=True)
        [mine] = there.renders()
        for _ in range(130):
            there.ask("POST", "/renders", foreign("luxury"))
        there.clock.advance(30)
        found = there.do(lambda c: c.reconcile(error))
        assert found is not None, "it was made: it would be created and charged again"
        assert found.id == mine


class Late(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A server that carries a call out only when it is looked at for the so-many-th time."""

    def __init__(self, there: World, look: int) -> None:
        self.there, self.inner, self.left = there, there.wire.inner, look

    def _act(self, request: httpx.Request) -> None:
        self.left -= request.method == "GET"
        if self.left == 0:
            self.left = -1
            self.there.ask("POST", "/renders", foreign("modern"))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """For the sync client."""
        self._act(request)
        found: httpx.Response = self.inner.handle_request(request)
        return found

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """For the async client."""
        self._act(request)
        found: httpx.Response = await self.inner.handle_async_request(request)
        return found


@each_kind
@pytest.mark.parametrize("look", [2, 3, 4])
def test_a_server_that_acts_late_is_waited_for(look: int, kind: wrapped.Kind) -> None:
    """It carries out, between two looks, the call that it was given up for."""
    with world(kind) as there:
        there.wire.inner = Late(there, look)
        there.plant("create_render", "hang")
        render = there.do(lambda c: ordered(c, 2))
        assert [render.id] == there.renders()


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


@each_kind
@pytest.mark.parametrize("field", ["id", "created_at", "items"])
def test_what_cannot_be_read_is_not_taken_for_nothing(field: str, kind: wrapped.Kind) -> None:
    """None means that nothing was made: it would be created and charged again."""
    with world(kind) as there:
        error = lost(there, made=True)
        there.plant("list_renders", {"kind": "null_field", "field": field}, times=None)
        with pytest.raises(UnknownOutcomeError):
            there.do(lambda c: c.reconcile(error))
        there.heal()
        [render] = there.renders()
        there.clock.advance(60)
        there.plant("create_variations", "reset", phase="after")
        there.plant("get_render", {"kind": "status", "status": 500}, times=None)
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.variations.create(render, dusk()))
        there.heal()
        there.plant("get_render", {"kind": "null_field", "field": "items"}, times=None)
        with pytest.raises(UnknownOutcomeError):
            there.do(caught.value.reconcile)


@each_kind
@pytest.mark.parametrize("hours", [-30, -1, 1, 30])
def test_a_wrong_clock_misleads_nobody(hours: int, kind: wrapped.Kind) -> None:
    """The date of this machine is not the server's: that is told from its answers."""
    with world(kind) as there:
        there.ask("POST", "/renders", foreign("modern"))
        there.clock.advance(600)
        with another_process(there, hours * 3600) as wrong:
            wrong.plant("create_render", "reset", phase="after")
            found = wrong.do(lambda c: ordered(c, 2))
            assert [found.id] == there.renders()[1:]
        there.clock.advance(600)
        with another_process(there, hours * 3600) as wrong:
            wrong.plant("create_render", "reset")
            with pytest.raises(UnknownOutcomeError) as caught:
                wrong.do(lambda c: ordered(c, 2))
            assert settled(wrong, caught.value) is None


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
