"""Reconciling: in another process, at other times, whatever clocks say, nothing is made twice."""

import pytest

from contract_tests.client import wrapped
from contract_tests.wrapper.between import Late, Meanwhile, Mixing, Slow, foreign, lost
from contract_tests.wrapper.world import another_process, ordered, settled, world
from virtualstaging import UnknownOutcomeError

each_kind = pytest.mark.parametrize("kind", wrapped.KINDS)


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
def test_a_client_finds_a_render_once(kind: wrapped.Kind) -> None:
    """Asked again, it knows that this one has been taken."""
    with world(kind) as there:
        error = lost(there, made=True)
        with another_process(there) as later:
            assert [later.do(lambda c: c.reconcile(error)).id] == there.renders()
            there.clock.advance(130)
            assert later.do(lambda c: c.reconcile(error)) is None


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
def test_after_waiting_without_a_date_it_is_looked_once_more(kind: wrapped.Kind) -> None:
    """What the server made meanwhile is found: None would have it created and charged again."""
    with world(kind) as there:
        error = lost(there, made=False)
        with another_process(there) as later:
            Late(later, 2)
            Mixing(later, "GET", lambda answers: answers[-1])
            found = later.do(lambda c: c.reconcile(error))
            assert [found.id] == there.renders()


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


@each_kind
def test_the_grace_is_not_over_sooner_because_an_answer_was_slow(kind: wrapped.Kind) -> None:
    """The only answer before the call ended was: it showed a time that was long past."""
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
    """More than one page of renders has been made since by other programs; and the client could not
    see before the call what was there, so the newest come first."""
    with world(kind) as there:
        error = lost(there, made=True, seen_before=False)
        [mine] = there.renders()
        for _ in range(130):
            there.ask("POST", "/renders", foreign("luxury"))
        there.clock.advance(200)
        found = there.do(lambda c: c.reconcile(error))
        assert found is not None, "it was made: it would be created and charged again"
        assert found.id == mine


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
@pytest.mark.parametrize("hours", [-30, -1, 1, 30])
def test_a_wrong_clock_misleads_nobody(hours: int, kind: wrapped.Kind) -> None:
    """The date of this machine is not the server's, which is known from its answers."""
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


@each_kind
def test_the_grace_counts_from_the_end_of_a_call(kind: wrapped.Kind) -> None:
    """An upload over a slow line takes longer than the grace."""
    with world(kind) as there:
        Meanwhile(there, lambda: there.clock.advance(300), sent=True)
        there.plant("create_render", "reset")
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c))
        assert settled(there, caught.value) is None


@each_kind
def test_a_call_counts_from_the_attempt_that_is_in_doubt(kind: wrapped.Kind) -> None:
    """What was made after the first attempt, which was refused, is older than the second one."""
    with world(kind) as there:
        there.do(lambda c: c.account.get())  # shows the server's time
        there.plant("list_renders", {"kind": "status", "status": 500}, nth=1, times=4)
        there.plant("create_render", {"kind": "status", "status": 429, "retry_after": 100})
        there.plant("create_render", "reset", nth=2)
        Meanwhile(there, lambda: there.ask("POST", "/renders", foreign("modern")))
        with pytest.raises(UnknownOutcomeError) as caught:
            there.do(lambda c: ordered(c, 2))
        assert list(caught.value.candidates) == there.renders()
