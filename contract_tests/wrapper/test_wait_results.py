"""What a wait returns, reports and costs, for each way of waiting that the documentation names."""

import asyncio
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.wrapper.between import Silent
from contract_tests.wrapper.world import (
    World,
    another_process,
    living,
    ordered,
    several,
    states,
    world,
)
from virtualstaging import (
    AuthenticationError,
    NotFoundError,
    PermissionDeniedError,
    VariationError,
    WaitTimeoutError,
    staging,
)

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
LOOKS = ("list_renders", "get_render")
DEFAULT_TIMEOUT = 900
"""Seconds, by the documentation."""


def added(there: World, count: int = 2) -> list[Any]:
    """Variations that were added to a render that has ended."""
    render = there.do(lambda c: ordered(c))
    there.do(lambda c: c.wait(render))
    there.clock.advance(1)
    found: list[Any] = there.do(
        lambda c: c.variations.create(render.id, living("coastal"), variation_count=count)
    )
    return found


@each_kind
@pytest.mark.parametrize(
    ("status", "error"), [(401, AuthenticationError), (403, PermissionDeniedError)]
)
def test_a_refused_key_ends_every_wait(
    status: int, error: type[Exception], kind: wrapped.Kind
) -> None:
    """At the first look: all others would be refused, too."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        there.wire.sent.clear()
        for look in LOOKS:
            there.plant(look, {"kind": "status", "status": status}, times=None)
        with pytest.raises(error) as caught:
            there.do(lambda c: c.wait(render))
        assert type(caught.value) is error
        check_error(caught.value)
        assert len(there.wire.times("GET")) == 1
        there.mock.checks.reset()  # what was planted is no fault of the client


@each_kind
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_look_that_is_put_off_is_put_off(form: str, status: int, kind: wrapped.Kind) -> None:
    """For as long as the server asks; then the wait goes on."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        there.wire.sent.clear()
        effect = {
            "kind": "status",
            "status": status,
            "retry_after": 17,
            "retry_after_form": form,
        }
        for look in LOOKS:
            there.plant(look, effect, times=1)
        assert states(there.do(lambda c: c.wait(render))) == ["done"]
        looks = there.wire.times("GET")
        put_off = [later - earlier for earlier, later in pairwise(looks)]
        assert put_off[0] >= 16, "a date is whole seconds"


@each_kind
def test_a_server_that_hangs_holds_no_wait_beyond_its_time(kind: wrapped.Kind) -> None:
    """A look has no more time than the wait; a second at least."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        Silent(there)
        began = there.clock.monotonic()
        with pytest.raises(WaitTimeoutError):
            there.do(lambda c: c.wait(render, timeout=20))
        assert 19.9 <= there.clock.monotonic() - began <= 21.1


@each_kind
def test_a_wait_has_an_end_without_a_timeout_given(kind: wrapped.Kind) -> None:
    """After a quarter of an hour."""
    with world(kind, duration=10 * DEFAULT_TIMEOUT) as there:
        render = there.do(lambda c: ordered(c))
        began = there.clock.monotonic()
        with pytest.raises(WaitTimeoutError):
            there.do(lambda c: c.wait(render))
        assert there.clock.monotonic() - began == pytest.approx(DEFAULT_TIMEOUT, abs=0.1)
        with pytest.raises(WaitTimeoutError):
            there.client.all_of(lambda c: c.as_completed([render]))
        assert there.clock.monotonic() - began == pytest.approx(2 * DEFAULT_TIMEOUT, abs=0.2)


@each_kind
def test_variations_whose_time_is_up_are_reported_by_their_own_ids(kind: wrapped.Kind) -> None:
    """They are what was waited for."""
    with world(kind, duration=20) as there:
        more = added(there)
        with pytest.raises(WaitTimeoutError) as caught:
            there.do(lambda c: c.wait(more, timeout=3))
        check_error(caught.value)
        assert list(caught.value.pending) == [one.id for one in more]
        ended = there.do(lambda c: c.wait(more))
        assert [one.status for one in ended] == ["done", "done"]


@each_kind
def test_a_variation_that_failed_raises_by_default(kind: wrapped.Kind) -> None:
    """When it was waited for by itself."""
    with world(kind, failure_rate=1.0) as there:
        render = there.do(lambda c: ordered(c, 1))
        failed = there.do(lambda c: c.wait(render, raise_on_error=False)).variations.items[0]
        there.clock.advance(1)
        [more] = there.do(lambda c: c.variations.create(render.id, living("coastal")))
        for one in (failed, more):
            with pytest.raises(VariationError) as caught:
                there.do(partial(waited, one))
            check_error(caught.value)
            assert caught.value.render_id == render.id
            assert list(caught.value.variation_ids) == [one.id]
        ended = there.do(lambda c: c.wait(more, raise_on_error=False))
        assert (ended.id, ended.status) == (more.id, "error")


def waited(what: Any, client: Any) -> Any:
    """Wait for something."""
    return client.wait(what)


@each_kind
def test_what_is_gone_is_reported_after_all_others(kind: wrapped.Kind) -> None:
    """`as_completed` gives the renders that there are, then the error."""
    with world(kind) as there:
        renders = several(there, 3)
        given: list[str] = []

        def note(one: Any) -> None:
            given.append(one.id)

        def sync_use(client: Any) -> None:
            for one in client.as_completed(["r_gone", *renders]):
                note(one)

        async def async_use(client: Any) -> None:
            async for one in client.as_completed(["r_gone", *renders]):
                note(one)

        with pytest.raises(NotFoundError):
            there.do(sync_use if kind == "sync" else async_use)
        assert sorted(given) == sorted(one.id for one in renders)


@each_kind
def test_a_wait_gives_back_in_the_form_of_what_it_was_given(kind: wrapped.Kind) -> None:
    """One for one, a list for a list or for several, as often as each is named."""
    with world(kind) as there:
        first, second = several(there, 2)
        there.clock.advance(120)

        def ids(*items: Any) -> Any:
            found = there.do(lambda c: c.wait(*items))
            there.clock.advance(2)
            return [one.id for one in found] if isinstance(found, list) else found.id

        assert ids(first) == first.id
        assert ids([first]) == [first.id]
        assert ids((first,)) == [first.id]
        assert ids(second, first) == [second.id, first.id]
        assert ids([second, first.id]) == [second.id, first.id]
        assert ids([first, second, first]) == [first.id, second.id, first.id]
        assert ids([]) == ids() == []


@each_kind
def test_what_has_ended_comes_back_as_it_was(kind: wrapped.Kind) -> None:
    """Nothing is asked; of `as_completed` it comes once, however often it was named."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        done = there.do(partial(waited, render))
        variation = done.variations.items[0]
        there.wire.sent.clear()
        assert there.do(partial(waited, done)) is done
        assert there.do(partial(waited, variation)) is variation
        assert there.client.all_of(lambda c: c.as_completed([done, done])) == [done]
        assert not there.wire.sent


def test_who_gives_up_leaves_the_others_waiting() -> None:
    """One task is cancelled; another one's wait comes to its end."""
    with world("async") as there:
        first, second = several(there, 2)

        async def two(client: Any) -> Any:
            gives_up = asyncio.create_task(client.wait(first))
            goes_on = asyncio.create_task(client.wait(second))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            gives_up.cancel()
            for _ in range(10_000):  # on the virtual clock, nothing takes longer
                await asyncio.sleep(0)
            assert gives_up.cancelled()
            assert goes_on.done(), "nobody looks for it any more"
            return goes_on.result()

        assert states(there.do(two)) == ["done"]


@each_kind
def test_what_was_given_up_is_not_looked_at_any_more(kind: wrapped.Kind) -> None:
    """A wait whose time is up, while other waits of the client go on."""
    with world(kind, duration=600) as there:
        render = there.do(lambda c: ordered(c))
        with pytest.raises(WaitTimeoutError):
            there.do(lambda c: c.wait(render, timeout=5))
        other = there.do(lambda c: ordered(c, 1, "luxury"))
        there.wire.sent.clear()
        with pytest.raises(WaitTimeoutError):
            there.do(lambda c: c.wait(other, timeout=500))
        looks = {one.url.path for one in there.wire.requests("GET")}
        assert looks == {f"/v2/renders/{other.id}"}, "no page for two"


@each_kind
def test_who_is_frugal_looks_less_often(kind: wrapped.Kind) -> None:
    """And who is in a hurry more often, and knows sooner."""
    looks: dict[str, int] = {}
    for poll in ("low-latency", "balanced", "frugal"):
        with world(kind, options={"poll": poll}, eta_error=0.3, seed=4) as there:
            for _ in range(4):
                render = there.do(lambda c: ordered(c, 2))
                there.do(partial(waited, render))
            looks[poll] = len(there.wire.times("GET"))
            there.mock.checks.reset()  # half a second may lie between two looks
    assert looks["frugal"] < looks["balanced"] < looks["low-latency"]


@each_kind
def test_a_removal_made_first_does_not_end_a_wait(kind: wrapped.Kind) -> None:
    """Also where it is not known what was ordered: the furniture is still to come."""
    config = staging(room_type="bed", style="modern", remove_furniture="on")
    with world(kind) as there:
        render = there.do(lambda c: c.renders.create("https://photos.example.com/room.jpg", config))
        with another_process(there) as later:
            ended = later.do(lambda c: c.wait(render.id))
            later.check_conduct("polled_too_fast")
        kinds = {one.type_: one.status for one in ended.variations.items}
        assert kinds == {"removal": "done", "staging": "done"}
        there.mock.checks.reset()
