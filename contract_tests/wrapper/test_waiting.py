"""Waits end: with what was waited for, with a reason, or when their time is up."""

from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, strategies as st

from contract_tests.client import wrapped
from contract_tests.client.hygiene import check_error
from contract_tests.client.strength import examples
from contract_tests.wrapper.world import World, delete, living, ordered, several, states, world
from virtualstaging import (
    AuthenticationError,
    NotFoundError,
    UnexpectedResponseError,
    VariationError,
    VirtualStagingError,
    WaitTimeoutError,
)

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)
FINAL = {"done", "error", "deleted"}
LEAST_PAUSE = 0.5
"""Seconds between two looks at one render, at least."""
MOST_LAG = 6.0
"""Seconds between the true end of one render and the end of its wait, at most."""
LOOKS = ("list_renders", "get_render")


def ends(there: World, render_id: str) -> float:
    """When the last variation of a render ends, in epoch seconds: as only the server knows."""
    render = there.mock.backend.accounts.values()
    found = [one for of_key in render for one in of_key.renders if one.id == render_id]
    return max(one.due_ms for one in found[0].variations.values()) / 1000


@each_kind
@pytest.mark.parametrize("count", [1, 3, 20])
def test_a_wait_gives_the_render_as_it_ended(count: int, kind: wrapped.Kind) -> None:
    """With all its variations; not before the last has ended, and soon after it."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, count))
        done = there.do(lambda c: c.wait(render))
        assert (done.id, states(done)) == (render.id, ["done"] * count)
        assert 0 <= there.clock.time() - ends(there, render.id) <= MOST_LAG
        looks = there.wire.times("GET")
        assert len(looks) <= 25
        assert all(later - earlier >= LEAST_PAUSE - 0.01 for earlier, later in pairwise(looks))
        assert all(one.result for one in done.variations.items)


@each_kind
def test_a_wait_for_an_id_is_the_same(kind: wrapped.Kind) -> None:
    """As after a restart, when only the id is known."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, 2))
        done = there.do(lambda c: c.wait(render.id))
        assert states(done) == ["done", "done"]


@each_kind
def test_what_has_ended_is_not_waited_for(kind: wrapped.Kind) -> None:
    """A wait for it takes no time."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        there.clock.advance(300)
        began = there.clock.monotonic()
        assert states(there.do(lambda c: c.wait(render))) == ["done"]
        assert there.clock.monotonic() - began <= 1


@each_kind
def test_variations_that_were_added_are_waited_for(kind: wrapped.Kind) -> None:
    """By themselves, or with their render."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        done = there.do(lambda c: c.wait(render))
        there.clock.advance(1)
        added = there.do(
            lambda c: c.variations.create(render.id, living("coastal"), variation_count=2)
        )
        ended = there.do(lambda c: c.wait(added))
        assert [one.id for one in ended] == [one.id for one in added]
        assert [one.status for one in ended] == ["done", "done"]
        there.clock.advance(1)
        assert len(states(there.do(lambda c: c.wait(done)))) == 3


@each_kind
def test_many_are_waited_for_with_few_looks(kind: wrapped.Kind) -> None:
    """In the order that was asked for; the cost does not grow with their number."""
    with world(kind) as there:
        renders = several(there, 60)
        there.wire.sent.clear()
        done = there.do(lambda c: c.wait(renders))
        assert [one.id for one in done] == [one.id for one in renders]
        assert {state for one in done for state in states(one)} == {"done"}
        assert len(there.wire.sent) <= 90


@each_kind
def test_each_is_given_once_when_it_has_ended(kind: wrapped.Kind) -> None:
    """`as_completed`, in the order in which they end, more or less; all of them."""
    with world(kind) as there:
        renders = several(there, 12)
        times: list[tuple[float, str]] = []

        def note(one: Any) -> None:
            times.append((there.clock.time(), one.id))

        given_back = there.client.all_of(lambda c: c.as_completed(renders))
        for one in given_back:
            note(one)
        assert sorted(one.id for one in given_back) == sorted(one.id for one in renders)
        assert {state for one in given_back for state in states(one)} == {"done"}
        order = [ends(there, one.id) for one in given_back]
        assert all(later >= earlier - 31 for earlier, later in pairwise(order))


@each_kind
@pytest.mark.parametrize("timeout", [1, 5.5, 9])
def test_a_wait_ends_when_its_time_is_up(timeout: float, kind: wrapped.Kind) -> None:
    """With what is done and what is pending; the work goes on and can be waited for again."""
    with world(kind, duration=10) as there:
        renders = several(there, 3)
        began = there.clock.monotonic()
        with pytest.raises(WaitTimeoutError) as caught:
            there.do(lambda c: c.wait(renders, timeout=timeout))
        assert timeout - 0.1 <= there.clock.monotonic() - began <= timeout + 0.1
        check_error(caught.value)
        assert [*caught.value.pending] == [one.id for one in renders]
        assert not caught.value.done
        done = there.do(lambda c: c.wait(list(caught.value.pending)))
        assert {state for one in done for state in states(one)} == {"done"}


@each_kind
def test_what_is_done_when_time_is_up_is_handed_over(kind: wrapped.Kind) -> None:
    """A long job beside a short one."""
    with world(kind) as there:
        short = there.do(lambda c: ordered(c))
        there.clock.advance(12)
        long = there.do(lambda c: ordered(c, 3))
        until = (ends(there, short.id) + ends(there, long.id)) / 2 - there.clock.time()
        with pytest.raises(WaitTimeoutError) as caught:
            there.do(lambda c: c.wait(short, long, timeout=until))
        assert [one.id for one in caught.value.done] == [short.id]
        assert caught.value.pending == (long.id,)
        check_error(caught.value)


@each_kind
@pytest.mark.parametrize("wrong", [-1, "soon", float("nan"), True])
def test_a_time_to_wait_that_is_none_is_refused(wrong: Any, kind: wrapped.Kind) -> None:
    """Before anything is looked at."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        there.wire.sent.clear()
        with pytest.raises(VirtualStagingError):
            there.do(lambda c: c.wait(render, timeout=wrong))
        assert not there.wire.sent


@each_kind
@pytest.mark.parametrize("wrong", [None, 7, [None], [7], "", "..", "a/b"])
def test_what_cannot_be_waited_for_is_refused(wrong: Any, kind: wrapped.Kind) -> None:
    """It is neither a render nor an id of one."""
    with world(kind) as there, pytest.raises(VirtualStagingError):
        there.do(lambda c: c.wait(wrong))


@each_kind
def test_a_failed_variation_raises_by_default(kind: wrapped.Kind) -> None:
    """With its id and that of its render."""
    with world(kind, failure_rate=1.0) as there:
        render = there.do(lambda c: ordered(c, 2))
        with pytest.raises(VariationError) as caught:
            there.do(lambda c: c.wait(render))
        check_error(caught.value)
        assert caught.value.render_id == render.id
        assert list(caught.value.variation_ids) == there.variations(render.id)
        there.clock.advance(1)
        failed = there.do(lambda c: c.wait(render, raise_on_error=False))
        assert states(failed) == ["error", "error"]


@each_kind
def test_a_deleted_variation_has_ended(kind: wrapped.Kind) -> None:
    """Nothing will come of it any more."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c, 2))
        delete(there, there.variations(render.id)[0])
        ended = there.do(lambda c: c.wait(render, timeout=120))
        assert states(ended) == ["deleted", "done"]
        other = there.do(lambda c: ordered(c, 1))
        delete(there, there.variations(other.id)[0])
        assert states(there.do(lambda c: c.wait(other, timeout=120, raise_on_error=False))) == [
            "deleted"
        ]


@each_kind
def test_a_render_that_is_gone_ends_its_wait(kind: wrapped.Kind) -> None:
    """The list not showing it is no proof: it is asked for by name, and its 404 is the answer."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        there.mock.reset()
        began = there.clock.monotonic()
        with pytest.raises(NotFoundError) as caught:
            there.do(lambda c: c.wait(render, timeout=300))
        assert there.clock.monotonic() - began < 120
        check_error(caught.value)


@each_kind
def test_a_key_that_is_no_longer_accepted_ends_a_wait(kind: wrapped.Kind) -> None:
    """To look again would change nothing."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        there.wire.sent.clear()
        for look in LOOKS:
            there.plant(look, {"kind": "status", "status": 401}, times=None)
        with pytest.raises(AuthenticationError) as caught:
            there.do(lambda c: c.wait(render))
        check_error(caught.value)
        assert len(there.wire.times("GET")) == 1
        there.mock.checks.reset()  # the 401 was planted


FAILED_LOOKS: list[Any] = [
    "reset",
    "empty",
    "hang",
    "cut",
    "malformed_json",
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 429},
    {"kind": "status", "status": 429, "retry_after": 2},
    {"kind": "status", "status": 503, "retry_after": 3, "retry_after_form": "date"},
    {"kind": "status", "status": 418},
    {"kind": "html", "status": 200},
    {"kind": "html", "status": 502},
    {"kind": "null_field", "field": "id"},
    {"kind": "null_field", "field": "items"},
    {"kind": "null_field", "field": "status"},
    {"kind": "null_field", "field": "eta"},
    {"kind": "unknown_enum", "field": "status", "value": "paused"},
    {"kind": "unknown_enum", "field": "status", "value": "DONE"},
    {"kind": "unknown_enum", "field": "status", "value": ""},
    {"kind": "unknown_enum", "field": "eta", "value": 1},
    {"kind": "unknown_enum", "field": "eta", "value": 1e300},
    {"kind": "extra_field"},
    {"kind": "content_type", "content_type": "text/html"},
    {"kind": "latency", "seconds": 5},
]


@each_kind
@pytest.mark.parametrize("many", [False, True], ids=["one", "several"])
@pytest.mark.parametrize(
    "effect",
    FAILED_LOOKS,
    ids=lambda one: one if isinstance(one, str) else "-".join(map(str, one.values())),
)
def test_no_look_that_fails_ends_a_wait(effect: Any, many: bool, kind: wrapped.Kind) -> None:
    """Nor does an answer that shows little: looked at again, it all comes to its end."""
    with world(kind) as there:
        renders = several(there, 5 if many else 1, 2)
        for look in LOOKS:
            there.plant(look, effect, times=4)
        done = there.do(lambda c: c.wait(renders, timeout=600))
        assert [one.id for one in done] == [one.id for one in renders]
        assert {state for one in done for state in states(one)} == {"done"}
        last = max(ends(there, one.id) for one in renders)
        assert there.clock.time() - last <= 300
        there.mock.checks.reset()


@each_kind
def test_what_has_ended_but_cannot_be_read_is_reported(kind: wrapped.Kind) -> None:
    """At once, with the render's id: it was charged."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        for look in LOOKS:
            there.plant(look, {"kind": "unknown_enum", "field": "eta", "value": "soon"}, times=None)
        with pytest.raises(UnexpectedResponseError, match=render.id) as caught:
            there.do(lambda c: c.wait(render))
        check_error(caught.value)
        assert there.clock.time() >= ends(there, render.id)


@each_kind
@pytest.mark.parametrize(
    "effect",
    [
        "reset",
        {"kind": "status", "status": 500},
        {"kind": "html", "status": 200},
        {"kind": "unknown_enum", "field": "status", "value": "paused"},
        {"kind": "null_field", "field": "items"},
    ],
)
def test_a_wait_without_one_good_look_ends_in_time(effect: Any, kind: wrapped.Kind) -> None:
    """Neither for ever nor too early, and it says what it was."""
    with world(kind) as there:
        render = there.do(lambda c: ordered(c))
        for look in LOOKS:
            there.plant(look, effect, times=None)
        began = there.clock.monotonic()
        with pytest.raises(WaitTimeoutError) as caught:
            there.do(lambda c: c.wait(render, timeout=100))
        assert 99.9 <= there.clock.monotonic() - began <= 100.1
        check_error(caught.value)
        assert caught.value.pending == (render.id,)
        assert len(there.wire.times("GET")) <= 60
        there.mock.checks.reset()


@examples(12)
@given(
    st.lists(st.sampled_from(FAILED_LOOKS), max_size=4),
    st.lists(st.integers(1, 4), min_size=1, max_size=6),
    st.floats(0, 1),
    st.integers(0, 9),
    st.sampled_from(wrapped.KINDS),
)
def test_waits_end_well_whatever_happens(
    effects: list[Any], counts: list[int], eta_error: float, seed: int, kind: wrapped.Kind
) -> None:
    """Any mixture of failing looks, of numbers of variations, of etas that are wrong."""
    with world(kind, eta_error=eta_error, seed=seed, failure_rate=0.2) as there:
        renders = [there.do(partial(ordered, count=count)) for count in counts]
        for effect in effects:
            for look in LOOKS:
                there.plant(look, effect, times=2)
        ended = there.do(lambda c: c.wait(renders, raise_on_error=False, timeout=900))
        assert [one.id for one in ended] == [one.id for one in renders]
        assert [len(states(one)) for one in ended] == counts
        assert {state for one in ended for state in states(one)} <= FINAL
        assert there.clock.time() >= max(ends(there, one.id) for one in renders)
        there.mock.checks.reset()
