"""Of two equal orders neither is given what the other one made."""

import asyncio
import pickle
from functools import partial
from typing import Any

import httpx
import pytest

from contract_tests.client import wrapped
from contract_tests.wrapper.between import Between, CutOff, Late, Mixing, changed, lost
from contract_tests.wrapper.world import (
    PHOTO,
    another_process,
    living,
    ordered,
    settled,
    world,
)
from virtualstaging import (
    BulkRender,
    UnknownOutcomeError,
)
from virtualstaging_api.models import BulkVariation

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


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


class Equal(Between):
    """While a lost order is looked for, the same client makes an equal one, which is answered."""

    def leaves(self, request: httpx.Request) -> None:
        """The first look after an order."""
        if request.method == "GET" and len(self.there.wire.times("POST")) == 1:
            self.there.do(lambda c: ordered(c, 2))


def test_what_an_equal_call_made_meanwhile_is_its_own() -> None:
    """It is no candidate either."""
    with world() as there:
        there.plant("create_render", "reset")
        Equal(there)
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        assert len(there.renders()) == 1
        assert not caught.value.candidates
        kept = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - made here
        with another_process(there) as later:
            assert settled(later, kept) is None


@each_kind
def test_another_process_does_not_take_what_an_equal_call_was_given_since(
    kind: wrapped.Kind,
) -> None:
    """The call in doubt never arrived; what its client stores of it shows what is another's."""
    with world(kind) as there:
        lost(there, made=False)
        there.do(lambda c: ordered(c, 2))
        [error] = there.client.client.unknown_outcomes()
        kept = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
        with another_process(there) as later:
            assert settled(later, kept) is None
        there.mock.checks.reset()  # two equal orders were meant


@each_kind
@pytest.mark.parametrize("bulk", [False, True], ids=["one", "bulk"])
def test_the_answer_to_equal_variations_of_another_render_is_not_taken(
    bulk: bool, kind: wrapped.Kind
) -> None:
    """A proxy gives the call the answer of another program; its own ones are looked for."""
    with world(kind) as there:
        mine, other = (there.do(partial(ordered, style=style)) for style in ("luxury", "coastal"))
        there.clock.advance(60)
        equal = {"config": living().to_dict(), "variation_count": 2}
        theirs = there.ask("POST", f"/renders/{other.id}/variations", equal)
        Mixing(there, "POST", changed(lambda _: theirs))
        item = BulkVariation(render_id=mine.id, config=living(), variation_count=2)
        added = there.do(
            lambda c: (
                c.variations.create_bulk([item])
                if bulk
                else c.variations.create(mine.id, living(), variation_count=2)
            )
        )
        assert [one.id for one in added] == there.variations(mine.id)[1:]


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
    """Nothing distinguishes the two."""
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
def test_of_two_equal_orders_in_one_call_it_is_not_known_which_is_whose(
    kind: wrapped.Kind,
) -> None:
    """Their photos differ, and renders do not show photos."""
    with world(kind) as there:
        there.plant("create_renders_bulk", "reset", phase="after")
        orders = [BulkRender(f"{PHOTO}?{number}", living()) for number in range(2)]
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: c.renders.create_bulk(orders))
        assert sorted(caught.value.candidates) == sorted(there.renders())
